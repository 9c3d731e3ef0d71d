/** Refusals of the engine, and how far each one reaches ("Database Engine Events and Errors", 0-8999). */
import { SqlError } from '../contract';
import type { SqlMessage } from '../contract';

/** Where the product's own state is known to differ from 1. */
const states: Readonly<Record<number, number>> = {
  137: 2,
  195: 10,
  201: 4,
  242: 3,
  266: 2,
  515: 2,
  2714: 6,
  2812: 62,
  3701: 5,
  8114: 5,
  8115: 2,
  8144: 2,
  8145: 2,
};

export function refusal(number: number, text: string, severity = 16, line?: number): SqlError {
  return new SqlError({ number, severity, state: states[number] ?? 1, text, ...(line !== undefined && { line }) });
}

/** Changes of data that a column refuses are followed by 3621. */
export const isTerminated = ({ details }: SqlError): boolean => [515, 8152].includes(details.number);

export const terminated = (line: number): SqlMessage => ({
  number: 3621,
  severity: 0,
  state: 0,
  text: 'The statement has been terminated.',
  line,
});

/** THROW gives up the whole batch and leaves its transaction open. */
export class ThrownError extends SqlError {}

/**
 * How much is given up with the statement: nothing, the scope (a text, a batch), the batch, or the batch and its
 * transaction.
 */
export type Reach = 'statement' | 'scope' | 'only batch' | 'batch';

/** Found when the statement is bound to its tables, after the batch has begun (deferred name resolution). */
const scopeErrors: ReadonlySet<number> = new Set([
  102, 103, 104, 105, 107, 108, 113, 116, 131, 134, 137, 145, 155, 156, 174, 189, 192, 195, 205, 206, 207, 208, 209,
  213, 243, 257, 259, 264, 313, 319, 402, 529, 911, 1011, 1013, 1038, 4104, 4112, 4121, 4145, 8116, 8117, 8120, 8155,
  8156, 10753,
]);

/** Conversions, deadlocks and doomed transactions. */
const batchErrors: ReadonlySet<number> = new Set([241, 242, 244, 245, 248, 1205, 3930, 8114]);

/** @param xactAbort whether SET XACT_ABORT is ON. */
export function reachOf(error: SqlError, xactAbort: boolean): Reach {
  const { number, severity } = error.details;
  if (error instanceof ThrownError) return xactAbort ? 'batch' : 'only batch';
  if (severity >= 20 || batchErrors.has(number)) return 'batch';
  if (scopeErrors.has(number)) return 'scope';
  // RAISERROR is the documented exception: it does not honour XACT_ABORT.
  return xactAbort && number < 50_000 ? 'batch' : 'statement';
}

/** Errors that the compiler finds before anything of the batch runs, when the tables are there already. */
export const isBindingError = (error: SqlError): boolean =>
  scopeErrors.has(error.details.number) && error.details.number !== 208 && error.details.number !== 911;
