import type { SqlSession, TransactionChange } from '../contract';
import { SqlError } from '../contract';
import { BatchReply } from './batch-reply';
import { CallReply } from './call-reply';
import type { LoggedIn } from './login';
import type { Message } from './message-reader';
import type { PacketSink } from './message-writer';
import { MessageWriter } from './message-writer';
import { PacketStatus, PacketType } from './packet';
import { PreparedStatements } from './prepared-statements';
import { ProtocolViolation } from './protocol-violation';
import type { Dialect, ReplyStream } from './reply-stream';
import { readRpcRequests } from './requests/rpc-request';
import { readSqlBatch } from './requests/sql-batch';
import { readTransactionRequest } from './requests/transaction-request';
import { runCall } from './run-call';
import { DoneStatus, doneToken } from './tokens/done';
import { resetAcknowledgement, transactionChange } from './tokens/environment-change';

/** Serves the requests of one session: batches, calls and transactions, each answered by one message (MS-TDS 3.3.5.8). */
export class SessionRequests {
  private readonly session: SqlSession;
  private readonly dialect: Dialect;
  private readonly packetSize: number;
  private readonly prepared = new PreparedStatements();
  private transactions = 0n;
  private transaction: Buffer | undefined;
  /** Where the ENVCHANGE of a transaction goes: into the answer under way. */
  private announce: (token: Buffer) => void = () => undefined;

  constructor(
    loggedIn: LoggedIn,
    private readonly sink: PacketSink,
    private readonly log: (text: string) => void,
  ) {
    this.session = loggedIn.session;
    this.dialect = loggedIn.dialect;
    this.packetSize = loggedIn.packetSize;
    this.session.onTransaction((change) => this.announce(this.descriptorChange(change)));
  }

  /** True when the answer held an error after which SQL Server ends the connection. @throws ProtocolViolation */
  async serve(message: Message, signal: AbortSignal): Promise<boolean> {
    const writer = this.newMessage();
    if ((message.status & PacketStatus.ignore) !== 0) {
      writer.write(doneToken({ kind: 'done', status: DoneStatus.error }));
      writer.end();
      return false;
    }
    this.resetIfAsked(message.status, writer);
    const endsConnection = await this.answer(message, writer, signal);
    writer.end();
    await writer.drained();
    return endsConnection;
  }

  acknowledgeAttention(): void {
    const writer = this.newMessage();
    writer.write(doneToken({ kind: 'done', status: DoneStatus.attention }));
    writer.end();
  }

  private answer({ type, payload }: Message, writer: MessageWriter, signal: AbortSignal): Promise<boolean> {
    switch (type) {
      case PacketType.sqlBatch:
        return this.batch(readSqlBatch(payload), writer, signal);
      case PacketType.rpc:
        return this.calls(payload, writer, signal);
      case PacketType.transactionManager:
        return this.transact(payload, writer, signal);
      default:
        throw new ProtocolViolation(`a request of type ${String(type)}`);
    }
  }

  private async batch(text: string, writer: MessageWriter, signal: AbortSignal): Promise<boolean> {
    const reply = new BatchReply(writer, this.dialect, this.session.database);
    await this.run(reply, signal, () => this.session.execute(text, [], reply, signal));
    reply.finish();
    return reply.endsConnection;
  }

  /** One call that fails does not keep the next ones from running; a cancelled one does. */
  private async calls(payload: Buffer, writer: MessageWriter, signal: AbortSignal): Promise<boolean> {
    const requests = this.refusable(() => readRpcRequests(payload));
    if (requests instanceof SqlError) return this.refuse(requests, writer);
    if (requests.length === 0) throw new ProtocolViolation('an RPC request without a call');
    for (const [index, request] of requests.entries()) {
      const isLast = index === requests.length - 1;
      const reply = new CallReply(writer, this.dialect, this.session.database, isLast);
      const reset = (): void => this.reset();
      const context = { session: this.session, prepared: this.prepared, reset, reply, signal };
      await this.run(reply, signal, () => runCall(request, context));
      reply.finish();
      if (reply.endsConnection) return true;
    }
    return false;
  }

  private async transact(payload: Buffer, writer: MessageWriter, signal: AbortSignal): Promise<boolean> {
    const request = this.refusable(() => readTransactionRequest(payload, this.dialect.serverName));
    if (request instanceof SqlError) return this.refuse(request, writer);
    const reply = new BatchReply(writer, this.dialect, this.session.database);
    await this.run(reply, signal, async () => {
      await this.session.transaction(request.action, reply, request.how);
      if (request.thenBegin !== undefined) await this.session.transaction('begin', reply, request.thenBegin);
    });
    reply.finish();
    return reply.endsConnection;
  }

  private descriptorChange(action: TransactionChange): Buffer {
    if (action === 'begin') {
      this.transactions += 1n;
      this.transaction = Buffer.alloc(8);
      this.transaction.writeBigUInt64LE(this.transactions);
      return transactionChange(action, this.transaction);
    }
    const ended = this.transaction ?? Buffer.alloc(8);
    this.transaction = undefined;
    return transactionChange(action, ended);
  }

  /** MS-TDS 2.2.3.1.2: before the request, in the same answer. A transaction may be spared only as a whole session. */
  private resetIfAsked(status: number, writer: MessageWriter): void {
    const resets = (status & PacketStatus.resetConnection) !== 0;
    const resetsUnlessInTransaction = (status & PacketStatus.resetConnectionSkipTransaction) !== 0;
    if (!resets && !resetsUnlessInTransaction) return;
    if (resets || this.transaction === undefined) {
      this.announce = (token) => writer.write(token);
      this.reset();
    }
    writer.write(resetAcknowledgement());
  }

  private reset(): void {
    this.prepared.clear();
    this.session.reset();
  }

  private async run(reply: ReplyStream, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    this.announce = (token) => reply.transaction(token);
    try {
      signal.throwIfAborted();
      await work();
    } catch (error) {
      if (error instanceof SqlError) reply.fail(error);
      else if (!signal.aborted) this.assertionFailed(error, reply);
    }
    if (signal.aborted) reply.interrupt();
  }

  /** A fault of the server's own, said as SQL Server says it; the reason goes to the log. */
  private assertionFailed(error: unknown, reply: ReplyStream): void {
    this.log(
      `session ${String(this.session.id)}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    reply.fail(
      new SqlError({
        number: 3624,
        severity: 20,
        state: 1,
        text: 'A system assertion check has failed. Check the SQL Server error log for details.',
      }),
    );
  }

  private refusable<T>(read: () => T): T | SqlError {
    try {
      return read();
    } catch (error) {
      if (error instanceof SqlError) return error;
      throw error;
    }
  }

  private refuse(error: SqlError, writer: MessageWriter): Promise<boolean> {
    const reply = new BatchReply(writer, this.dialect, this.session.database);
    reply.fail(error);
    reply.finish();
    return Promise.resolve(reply.endsConnection);
  }

  private newMessage(): MessageWriter {
    return new MessageWriter(this.sink, PacketType.tabularResult, this.session.id, this.packetSize);
  }
}
