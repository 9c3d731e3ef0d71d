import type { Parameter } from '../contract';
import type { MessageWriter } from './message-writer';
import type { Dialect } from './reply-stream';
import { ReplyStream } from './reply-stream';
import type { RpcParameter } from './requests/rpc-request';
import { returnStatusToken } from './tokens/return-status';
import { returnValueToken } from './tokens/return-value';

/** The answer to one remote procedure call: DONEINPROC a statement, then return status, output parameters, DONEPROC. */
export class CallReply extends ReplyStream {
  protected override readonly statementEnd = 'doneInProc';
  private status = 0;
  private parameters: readonly RpcParameter[] = [];
  private readonly outputs: { readonly parameter: Parameter; readonly ordinal: number }[] = [];

  constructor(
    writer: MessageWriter,
    dialect: Dialect,
    database: string,
    private readonly isLast: boolean,
  ) {
    super(writer, dialect, database);
  }

  /** Whose values may come back, known once the call's parameters have got their names. */
  expectOutputs(parameters: readonly RpcParameter[]): void {
    this.parameters = parameters;
  }

  override returnStatus(value: number): void {
    this.status = value;
  }

  /** Only what the client passed by reference comes back. */
  override output(parameter: Parameter): void {
    const name = parameter.name.toLowerCase();
    const passed = this.parameters.find((candidate) => candidate.name.toLowerCase() === name);
    if (passed?.output === true) this.outputs.push({ parameter, ordinal: passed.ordinal });
  }

  finish(): void {
    this.release();
    if (!this.hasFailed) this.write(returnStatusToken(this.status));
    for (const { parameter, ordinal } of this.outputs) {
      this.write(returnValueToken(parameter, ordinal, this.dialect.level));
    }
    this.end('doneProc', !this.isLast);
  }
}
