/** How a fault ends a cmdlet: its answer never reaches the shell, or it is an error record. */
import type { CmdletAnswer } from '../../estate/lync/contract';

/** The answer of a cmdlet never reaches its shell. */
export class AnswerLost extends Error {}

/** The cmdlet ends with this answer, whatever it did. */
export class CmdletRefused extends Error {
  constructor(readonly answer: CmdletAnswer) {
    super(answer.error?.message);
  }
}
