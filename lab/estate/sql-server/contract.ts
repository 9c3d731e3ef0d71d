/**
 * What the parts of a SQL Server stand-in say to each other: the protocol (tds/), the language (language/, engine/) and
 * the instance behind it (model/, msdb/). Nothing here does anything.
 */
import type { TimeZone } from '../time-zone';
import type { PrincipalStatement } from './principal-statement';

/** Types as the wire and the catalog views name them. */
export type SqlTypeName =
  | 'bit'
  | 'tinyint'
  | 'smallint'
  | 'int'
  | 'bigint'
  | 'real'
  | 'float'
  | 'numeric'
  | 'money'
  | 'char'
  | 'varchar'
  | 'nchar'
  | 'nvarchar'
  | 'text'
  | 'ntext'
  | 'xml'
  | 'binary'
  | 'varbinary'
  | 'image'
  | 'date'
  | 'time'
  | 'datetime'
  | 'smalldatetime'
  | 'datetime2'
  | 'datetimeoffset'
  | 'uniqueidentifier'
  | 'sql_variant';

export interface SqlType {
  readonly name: SqlTypeName;
  /** Characters (char types) or bytes (binary); `'max'` for (max). */
  readonly length?: number | 'max';
  readonly precision?: number;
  readonly scale?: number;
}

/**
 * One value. Integers up to 32 bits, real and float are numbers; bigint, numeric and money are {@link Decimal} or bigint;
 * bit is boolean; dates are Date (UTC fields carry the server's local fields); uniqueidentifier is upper-case text.
 */
export type SqlValue = null | boolean | number | bigint | Decimal | string | Date | Buffer;

/** An exact numeric: `unscaled / 10^scale`. LSNs are Decimals of scale 0. */
export interface Decimal {
  readonly unscaled: bigint;
  readonly scale: number;
}

export interface Column {
  readonly name: string;
  readonly type: SqlType;
  readonly nullable?: boolean;
  /** Of a text; absent where nothing differs from it. */
  readonly collation?: string;
}

/** A refusal or message exactly as SQL Server would send it. Severity <= 10 travels as INFO, above as ERROR. */
export interface SqlMessage {
  readonly number: number;
  readonly severity: number;
  readonly state: number;
  readonly text: string;
  readonly line?: number;
  readonly procedure?: string;
}

/** Throw it to end a statement. `before` are the ERROR messages that precede the last one (3101 before 3013). */
export class SqlError extends Error {
  constructor(
    readonly details: SqlMessage,
    readonly before: readonly SqlMessage[] = [],
  ) {
    super(`${String(details.number)}: ${details.text}`);
    this.name = 'SqlError';
  }
}

export interface Parameter {
  /** With the `@`; empty for a positional parameter. */
  readonly name: string;
  readonly type: SqlType;
  readonly value: SqlValue;
  readonly output?: boolean;
}

/** Where a session writes its answer, in order. The protocol turns each call into tokens. */
export interface Reply {
  message(message: SqlMessage): void;
  columns(columns: readonly Column[]): void;
  row(values: readonly SqlValue[]): void;
  /** Resolves when the client has taken enough of the rows for more; who sends many of them awaits it now and then. */
  drained?(): Promise<void>;
  /** End of one statement; `rows` where it has a row count (absent under NOCOUNT). */
  done(rows?: number): void;
  returnStatus(value: number): void;
  output(parameter: Parameter): void;
  /** The session is now in this database (USE). */
  database(name: string): void;
}

export interface LoginRequest {
  readonly user: string;
  readonly password: string;
  /** Empty when the client did not ask for one. */
  readonly database: string;
  readonly hostName: string;
  readonly programName: string;
  readonly clientPid: number;
  /** Whether the whole session travels in TLS. */
  readonly encrypted?: boolean;
}

/** Where a session's transaction stands now: it has begun, or its outermost COMMIT or a ROLLBACK has ended it. */
export type TransactionChange = 'begin' | 'commit' | 'rollback';

export interface TransactionOptions {
  /** Of the transaction that begins, and of the session from then on; its own where absent. */
  readonly isolation?: IsolationLevel;
  /** Of the transaction to begin, of the savepoint to set or to go back to. */
  readonly name?: string;
}

export type IsolationLevel = 'READ UNCOMMITTED' | 'READ COMMITTED' | 'REPEATABLE READ' | 'SERIALIZABLE' | 'SNAPSHOT';

/** What a client's connection talks to. One statement stream at a time; `signal` is the client's attention or its end. */
export interface SqlSession {
  readonly id: number;
  readonly database: string;
  /** Calls back when the server ends the session (KILL, shutdown, loss of the data centre). */
  onEnded(callback: () => void): void;
  /** Calls back whenever a transaction begins or ends, whatever began or ended it; clients keep track of it. */
  onTransaction(callback: (change: TransactionChange) => void): void;
  execute(text: string, parameters: readonly Parameter[], reply: Reply, signal: AbortSignal): Promise<void>;
  call(procedure: string, parameters: readonly Parameter[], reply: Reply, signal: AbortSignal): Promise<void>;
  /** The columns of the first result set of a text that is prepared, not run. @throws SqlError that says why it cannot be. */
  describe(text: string, declarations: string): readonly Column[] | undefined;
  transaction(request: 'begin' | 'commit' | 'rollback' | 'save', reply: Reply, how?: TransactionOptions): Promise<void>;
  /** sp_reset_connection: a pooled connection is handed to its next user. */
  reset(): void;
  close(): void;
}

/** One instance as the listener sees it. */
export interface SqlServer {
  /** `SQL1\CHAT`. */
  readonly name: string;
  /** `11.0.7001` style. */
  readonly version: { readonly major: number; readonly minor: number; readonly build: number };
  /** @throws SqlError 18456 (wrong login), 4060 followed by 18456 (database that cannot be opened). */
  login(request: LoginRequest): Promise<SqlSession>;
}

/* ---------- between the engine (which knows the language) and the instance (which knows the facts) ---------- */

/** `database.schema.name`, parts as written, without brackets. */
export interface ObjectName {
  readonly database?: string;
  readonly schema?: string;
  readonly name: string;
}

/** A catalog view, msdb table, DMV or user table. Views leave the write methods out (the engine then answers 259). */
export interface VirtualTable {
  readonly columns: readonly Column[];
  /** Of its texts. */
  readonly collation?: string;
  /** Lasts as long as every page of it is read; absent where that is a moment. */
  scanned?(session: SessionFacts): Promise<void>;
  rows(session: SessionFacts): Iterable<readonly SqlValue[]>;
  insert?(rows: readonly (readonly SqlValue[])[], session: SessionFacts): void;
  /** Deletes the rows that `matches` accepts and returns how many. */
  delete?(matches: (row: readonly SqlValue[]) => boolean, session: SessionFacts): number;
  update?(change: (row: readonly SqlValue[]) => readonly SqlValue[] | undefined, session: SessionFacts): number;
}

/** A system function that stands in FROM: `sys.dm_exec_sql_text(handle)`. */
export interface TableFunction {
  readonly columns: readonly Column[];
  readonly parameters: readonly SqlType[];
  rows(values: readonly SqlValue[], session: SessionFacts): Iterable<readonly SqlValue[]>;
}

/** What a statement may know about the session that runs it. */
export interface SessionFacts {
  readonly id: number;
  readonly login: string;
  readonly isSysadmin: boolean;
  readonly database: string;
  readonly hostName: string;
  readonly programName: string;
  readonly inTransaction: boolean;
  /** Aborted by attention, KILL or the end of the instance. */
  readonly signal: AbortSignal;
  /** Live progress, as sys.dm_exec_requests shows it. */
  progress(command: string, percent: number, estimatedMs?: number): void;
  message(number: number, severity: number, text: string): void;
}

export interface ProcedureCall {
  readonly session: SessionFacts;
  /** Values by lower-case name with `@`; absent when not passed (defaults applied where the declaration has one). */
  readonly arguments: ReadonlyMap<string, SqlValue>;
  readonly reply: Pick<Reply, 'columns' | 'row' | 'done'>;
  /** The parameters, by lower-case name, whose OUTPUT the caller asked for. */
  readonly outputs: ReadonlySet<string>;
  /** Sets an OUTPUT parameter. */
  output(name: string, value: SqlValue): void;
}

export interface ProcedureParameter {
  readonly name: string;
  readonly type: SqlType;
  /** Absent = mandatory (error 201 when missing). */
  readonly default?: SqlValue;
  readonly output?: boolean;
}

export interface Procedure {
  readonly parameters: readonly ProcedureParameter[];
  /** Resolves to the return status. */
  run(call: ProcedureCall): Promise<number>;
}

/** WITH options by upper-case name; `true` for a bare word. MOVE is separate, it may stand more than once. */
export type StatementOptions = ReadonlyMap<string, true | string | number>;

export interface BackupStatement {
  readonly kind: 'backup';
  readonly what: 'database' | 'log';
  readonly database: string;
  readonly disks: readonly string[];
  readonly options: StatementOptions;
}

export interface RestoreStatement {
  readonly kind: 'restore';
  readonly what: 'database' | 'log' | 'headeronly' | 'filelistonly' | 'labelonly' | 'verifyonly';
  /** Empty for the …ONLY forms. */
  readonly database: string;
  readonly disks: readonly string[];
  readonly options: StatementOptions;
  readonly moves: readonly { readonly logical: string; readonly to: string }[];
}

export type AlterDatabaseAction =
  /** `to` is an endpoint, or `OFF`, `FAILOVER`, `FORCE_SERVICE_ALLOW_DATA_LOSS`, `SUSPEND` or `RESUME`. */
  | { readonly set: 'partner'; readonly to: string }
  | { readonly set: 'partner safety'; readonly to: 'FULL' | 'OFF' }
  | { readonly set: 'partner timeout'; readonly to: number }
  /** `to` is an endpoint or `OFF`. */
  | { readonly set: 'witness'; readonly to: string }
  | {
      readonly set: 'option';
      /** `SINGLE_USER`, `MULTI_USER`, `RESTRICTED_USER`, `ONLINE`, `OFFLINE`, `EMERGENCY`, `RECOVERY`, `TRUSTWORTHY`. */
      readonly option: string;
      readonly value?: string;
      readonly termination?: 'ROLLBACK IMMEDIATE' | 'NO_WAIT';
    };

/** A file as CREATE DATABASE names it. */
export interface NamedFile {
  readonly logicalName: string;
  readonly type: 'ROWS' | 'LOG';
  readonly physicalName: string;
}

export interface AlterDatabaseStatement {
  readonly kind: 'alter database';
  readonly database: string;
  readonly action: AlterDatabaseAction;
}

export type AdministrativeStatement =
  | BackupStatement
  | RestoreStatement
  | AlterDatabaseStatement
  | { readonly kind: 'create database'; readonly database: string; readonly files?: readonly NamedFile[] }
  | { readonly kind: 'drop database'; readonly databases: readonly string[]; readonly ifExists: boolean }
  | { readonly kind: 'alter authorization'; readonly database: string; readonly owner: string }
  | { readonly kind: 'alter user'; readonly user: string; readonly login: string }
  | PrincipalStatement
  /** `statusOnly`: says how far the rollback of the session has come. */
  | { readonly kind: 'kill'; readonly session: number; readonly statusOnly?: boolean };

/** A statement in words, for who looks on from outside. Names are in lower case, without brackets. */
export interface StatementAct {
  /** `BACKUP LOG`, `RESTORE DATABASE`, `ALTER DATABASE`, `EXECUTE`, `SELECT`; the name of a cmdlet. */
  readonly command: string;
  /** The database, the procedure without its schema, or the tables. */
  readonly objects: readonly string[];
  /** WITH or SET options, arguments, parameters, by name in lower case. */
  readonly options: ReadonlyMap<string, unknown>;
}

/** What the metadata functions answer; `inside` is the database that a name without one means. */
export interface Metadata {
  objectId(name: ObjectName, inside: string): number | null;
  objectName(id: number, inside: string): string | null;
  databaseProperty(database: string, property: string): SqlValue;
}

/** What the engine asks of an instance. The engine holds no facts of its own. */
export interface InstanceFacts {
  readonly name: string;
  readonly versionText: string;
  serverProperty(name: string): SqlValue;
  /** The table that the name means for this session; `undefined` gives error 208. @throws SqlError 911, 927, 954, … */
  table(name: ObjectName, session: SessionFacts): VirtualTable | undefined;
  /** `undefined` gives error 208. */
  tableFunction?(name: ObjectName, session: SessionFacts): TableFunction | undefined;
  /** A command of DBCC by upper-case name; `undefined` gives error 2526. */
  dbcc?(command: string): Procedure | undefined;
  /** `undefined` gives error 2812. System procedures (`sp_…`) are found from every database. */
  procedure(name: ObjectName, session: SessionFacts): Procedure | undefined;
  /** Runs a statement; rows of the …ONLY forms go to `reply`. @throws SqlError with every preceding message. */
  administer(
    statement: AdministrativeStatement,
    session: SessionFacts,
    reply: Pick<Reply, 'columns' | 'row' | 'done'>,
  ): Promise<void>;
  /** USE and login. @throws SqlError 911, 927, 954, 916, 924, … */
  openDatabase(name: string, session: SessionFacts): string;
  databaseId(name: string): number | null;
  readonly metadata?: Metadata;
  databaseName(id: number): string | null;
  /** The login that has this SID here; `null` for a SID that the server cannot resolve. */
  loginName(sid: Buffer): string | null;
  /** Of the session's own login, or of another. */
  isServerRoleMember(role: string, session: SessionFacts, login?: string): boolean | null;
  hasPermission(permission: string, session: SessionFacts): boolean;
  /** Transactions on user tables. A rolled-back transaction leaves no row and no log record that a restore would apply. */
  begin(session: SessionFacts): void;
  commit(session: SessionFacts): void;
  rollback(session: SessionFacts): void;
  /** SAVE TRANSACTION: what is returned takes the transaction back to this moment. */
  savepoint?(session: SessionFacts): () => void;
  /** Called before and after every statement, so that the ledger and the faults see it. */
  observe(event: {
    readonly phase: 'before' | 'after';
    readonly text: string;
    readonly session: SessionFacts;
    readonly error?: SqlError;
    /** Resolved when asked; absent where the text says it all. */
    readonly act?: () => StatementAct;
  }): Promise<void>;
  /** The instant; GETDATE() is `timeZone.local` of it. */
  now(): Date;
  readonly timeZone: TimeZone;
}
