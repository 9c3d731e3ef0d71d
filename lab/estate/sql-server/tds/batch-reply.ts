import { ReplyStream } from './reply-stream';
import { DoneStatus } from './tokens/done';
import { returnStatusToken } from './tokens/return-status';

/** The answer to a batch or a transaction request: statements end in DONE, procedures that they execute in DONEPROC. */
export class BatchReply extends ReplyStream {
  protected override readonly statementEnd = 'done';

  override returnStatus(value: number): void {
    this.release();
    this.write(returnStatusToken(value));
    this.hold({ kind: 'doneProc', status: this.hasFailed ? DoneStatus.error : DoneStatus.final });
  }

  /** A batch has no parameters: its OUTPUT arguments are its own variables. */
  override output(): void {
    return;
  }

  finish(): void {
    this.end('done', false);
  }
}
