/** One database: its state, its log, and the rows that redoing the log has made. */
import { compareLsn } from '../../lsn';
import type { Lsn } from '../../lsn';
import type { DatabaseState, LabDatabase } from '../../contract';
import { columnsOf } from './columns';
import type {
  DatabaseFile,
  DatabaseUser,
  FileDamage,
  RecoveryModel,
  Snapshot,
  UserAccess,
  UserTable,
} from './database-parts';
import type { MirroringSession } from './mirroring-session';
import { newGuid, TransactionLog } from './transaction-log';
import type { Change, Fork, LogRecord } from './transaction-log';
import { pack, unpack } from './values';
import type { Row } from './values';

export const systemDatabases = ['master', 'tempdb', 'model', 'msdb'] as const;

export class Database implements LabDatabase {
  state: DatabaseState = 'ONLINE';
  userAccess: UserAccess = 'MULTI_USER';
  recoveryModel: RecoveryModel = 'FULL';
  inStandby = false;
  trustworthy = false;
  brokerEnabled = true;
  owner = 'sa';
  familyGuid = newGuid();
  databaseGuid = newGuid();
  brokerGuid = newGuid();
  createdAt: Date;
  users: DatabaseUser[] = [];
  files: DatabaseFile[];
  readonly log = new TransactionLog();
  mirroring?: MirroringSession;
  /** A full or differential restore was interrupted: the copy is of no use until it is repeated. */
  interruptedRestore = false;
  /** `setGuid` of the log backup whose restore was interrupted: only it, or a new sequence, can go on. */
  interruptedLog?: string;
  /** `setGuid` of the full backup that this copy came from: the base that a differential backup must have. */
  restoredFull?: string;
  /** When the last record that was restored had been committed; 0 for a database that was never restored. */
  restoredTo = 0;
  /** What a restore WITH STANDBY undid, so that the next one can redo it. */
  standbyFile?: string;
  /** Major version of the server that wrote what was restored, until recovery upgrades it. */
  upgradesFrom?: number;
  /** Files that cannot be read, by logical name. */
  readonly damage = new Map<string, FileDamage>();
  /** What it goes back to when it can be started again. */
  wasRestoring = false;
  /** LSN of the last checkpoint. */
  checkpoint?: Lsn;
  /** Bytes of log since the differential base: what a differential backup holds. */
  changedBytes = 0;
  /** Statement that has the database for itself now: BACKUP, RESTORE, ALTER DATABASE. */
  readonly busy = new Set<'full backup' | 'log backup' | 'restore'>();
  /** Checkpoint LSN of the last full backup that was not COPY_ONLY; the differential base. */
  fullBackup?: { readonly checkpoint: Lsn; readonly setGuid: string };
  /** Where the next log backup begins; absent = there is no log chain. */
  logChain?: Lsn;
  /** Whether a log backup was restored since the last full one: 1478 asks. */
  logRestored = false;
  #tables = new Map<string, UserTable>();
  #nextRowId = 1;

  constructor(
    readonly name: string,
    readonly id: number,
    files: DatabaseFile[],
    now: Date,
    /** Kept when a newer server takes it over. */
    public compatibilityLevel: number,
    /** It keeps it wherever it is restored. */
    public collation: string,
  ) {
    this.files = files;
    this.createdAt = now;
  }

  get isSystem(): boolean {
    return systemDatabases.some((name) => name === this.name);
  }

  /** Its files cannot be opened or recovered. */
  get failedToStart(): boolean {
    return this.state === 'SUSPECT' || this.state === 'RECOVERY_PENDING';
  }

  get lsn(): Lsn {
    return this.log.end;
  }

  get forkGuid(): string {
    return this.log.forkGuid;
  }

  get sizeBytes(): number {
    return this.files.reduce((sum, { size }) => sum + size, 0);
  }

  rowsOf(table: string): readonly Row[] {
    return [...(this.#table(table)?.rows.values() ?? [])];
  }

  /** The table and its name as it was created; names ignore case. */
  #table(name: string): UserTable | undefined {
    return this.table(name)?.[1];
  }

  /** Every table with its name. */
  get tables(): readonly (readonly [string, UserTable])[] {
    return [...this.#tables];
  }

  table(name: string): readonly [string, UserTable] | undefined {
    return [...this.#tables].find(([known]) => known.toLowerCase() === name.toLowerCase());
  }

  newRowId(): number {
    return this.#nextRowId++;
  }

  /** Writes one log record and makes it visible: the commit of a transaction. */
  write(changes: readonly Change[], at: number, bytes = 0): LogRecord {
    const record = this.log.append(changes, at, bytes);
    this.changedBytes += record.bytes;
    this.#apply(changes);
    return record;
  }

  /** Redoes records that another copy of this database wrote. */
  redo(records: readonly LogRecord[], forks: readonly Fork[]): void {
    for (const record of records) {
      this.log.redo(record);
      this.changedBytes += record.bytes;
      this.#apply(record.changes);
    }
    this.log.follow(forks.filter(({ from }) => compareLsn(from, this.log.end) < 0));
  }

  #apply(changes: readonly Change[]): void {
    for (const change of changes) {
      switch (change.kind) {
        case 'table':
          this.#tables.set(change.table, {
            columnText: change.columns,
            columns: columnsOf(change.columns),
            rows: new Map(),
          });
          break;
        case 'put':
          this.#table(change.table)?.rows.set(change.rowId, change.row.map(unpack));
          this.#nextRowId = Math.max(this.#nextRowId, change.rowId + 1);
          break;
        case 'remove':
          this.#table(change.table)?.rows.delete(change.rowId);
          break;
        case 'users':
          this.users = [...change.users];
          break;
        case 'user access':
          this.userAccess = change.to;
          break;
      }
    }
  }

  snapshot(): Snapshot {
    return {
      tables: [...this.#tables].map(([name, { columnText, rows }]) => ({
        name,
        columns: columnText,
        rows: [...rows].map(([id, row]) => [id, row.map(pack)] as const),
      })),
      users: this.users,
      userAccess: this.userAccess,
    };
  }

  /** Becomes the copy that a full backup holds. */
  load(snapshot: Snapshot, end: Lsn, forks: readonly Fork[]): void {
    this.#tables = new Map();
    for (const { name, columns, rows } of snapshot.tables) {
      this.#apply([{ kind: 'table', table: name, columns }]);
      this.#apply(rows.map(([rowId, row]) => ({ kind: 'put', table: name, rowId, row })));
    }
    this.users = [...snapshot.users];
    this.userAccess = snapshot.userAccess;
    this.log.restart(end, forks);
  }
}
