import type { Column, Parameter, Reply, SqlError, SqlMessage, SqlValue } from '../contract';
import type { MessageWriter } from './message-writer';
import type { TdsLevel } from './tds-version';
import { columnMetadata } from './tokens/column-metadata';
import type { Done } from './tokens/done';
import { Command, DoneStatus, doneToken } from './tokens/done';
import { textChange } from './tokens/environment-change';
import { isError, isFatal, messageToken } from './tokens/message-token';
import { rowToken } from './tokens/row';
import type { Codec } from './types/codec';
import { codecForColumn } from './types/codec-for';

/** What every token of one connection depends on. */
export interface Dialect {
  readonly level: TdsLevel;
  readonly serverName: string;
}

/**
 * Turns what a session answers into tokens (MS-TDS 2.2.2). The last DONE is held back until something follows it or the
 * answer ends, because only then is it known whether to say DONE_MORE.
 */
export abstract class ReplyStream implements Reply {
  private held: Done | undefined;
  private columnsNow: readonly Column[] | undefined;
  private codecs: readonly Codec[] = [];
  private fatal = false;
  private failed = false;
  private ended = false;

  constructor(
    protected readonly writer: MessageWriter,
    protected readonly dialect: Dialect,
    private databaseNow: string,
  ) {}

  /** SQL Server ends the connection after an error of this kind. */
  get endsConnection(): boolean {
    return this.fatal;
  }

  message(message: SqlMessage): void {
    this.release();
    this.write(messageToken(message, this.dialect.serverName));
    this.failed ||= isError(message);
    this.fatal ||= isFatal(message);
    this.writer.flushSoon();
  }

  columns(columns: readonly Column[]): void {
    this.release();
    this.columnsNow = columns;
    this.codecs = columns.map((column) => codecForColumn(column, this.dialect.level));
    this.write(columnMetadata(columns, this.codecs));
  }

  row(values: readonly SqlValue[]): void {
    if (this.columnsNow === undefined) throw new Error('a row before its columns');
    this.write(rowToken(this.columnsNow, this.codecs, values));
  }

  drained(): Promise<void> {
    return this.writer.drained();
  }

  done(rows?: number): void {
    this.hold({
      kind: this.statementEnd,
      status: (this.failed ? DoneStatus.error : 0) | (rows === undefined ? 0 : DoneStatus.count),
      command: this.commandOf(rows),
      ...(rows !== undefined && { rows }),
    });
  }

  database(name: string): void {
    this.release();
    this.write(textChange('database', name, this.databaseNow));
    this.databaseNow = name;
  }

  abstract returnStatus(value: number): void;
  abstract output(parameter: Parameter): void;

  /** The causes first, the one that ended the statement last. */
  fail(error: SqlError): void {
    for (const message of [...error.before, error.details]) this.message(message);
  }

  /** The client's attention ended the request; the acknowledgement follows as a message of its own. */
  interrupt(): void {
    this.release();
    this.failed = true;
  }

  /** A token that no session knows of, such as the ENVCHANGE of a language. */
  environment(token: Buffer): void {
    this.release();
    this.write(token);
  }

  /** A transaction that an error has rolled back ended before the DONE of the statement that failed. */
  transaction(token: Buffer): void {
    if (this.held !== undefined && (this.held.status & DoneStatus.error) === 0) this.release();
    this.write(token);
  }

  protected abstract readonly statementEnd: 'done' | 'doneInProc';

  protected hold(done: Done): void {
    this.release();
    this.held = done;
    this.failed = false;
    this.columnsNow = undefined;
  }

  /** Writes the DONE held back; something follows it. */
  protected release(): void {
    if (this.held === undefined) return;
    const { held } = this;
    this.held = undefined;
    this.write(doneToken({ ...held, status: held.status | DoneStatus.more }));
  }

  /** The DONE held back becomes the last one, if it can be. */
  protected end(last: Done['kind'], more: boolean): void {
    const canBeLast = this.held !== undefined && !this.failed && this.held.kind !== 'doneInProc';
    if (!canBeLast) this.hold({ kind: last, status: this.failed ? DoneStatus.error : DoneStatus.final });
    const { held } = this;
    if (held === undefined) return;
    this.held = undefined;
    this.write(doneToken({ ...held, status: held.status | (more ? DoneStatus.more : 0) }));
    this.ended = true;
  }

  protected get hasFailed(): boolean {
    return this.failed;
  }

  /** What comes after the end (a statement that outlived its cancellation) is dropped: it would spoil the next answer. */
  protected write(bytes: Buffer): void {
    if (!this.ended) this.writer.write(bytes);
  }

  /** The contract does not say which statement changed rows; drivers only need to know that it was no query. */
  private commandOf(rows: number | undefined): number {
    if (this.columnsNow !== undefined) return Command.select;
    return rows === undefined ? Command.none : Command.update;
  }
}
