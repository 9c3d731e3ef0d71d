/**
 * What the parts of the simulated estate say to each other. One estate = one pool in two data centres; many estates may
 * live in one process, so nothing here is global.
 */
import type { TimeZone } from './time-zone';
import type { DataCentreSide, Pool, StoreRole } from './pool';
import type { Lsn } from './lsn';
import type { LabClock } from './clock';
import type { WorkObserver } from './work';
import type {
  Column,
  Parameter,
  Procedure,
  SqlMessage,
  SqlServer,
  SqlValue,
  VirtualTable,
} from './sql-server/contract';

/** Modelled size and speed of a database (real bytes on disk stay small). */
export interface Load {
  /** Size of mgc in GB. */
  readonly sizeGb: number;
  /** Backup and restore throughput in MB/s. */
  readonly throughput: number;
  /** Data files of mgc; default 1. */
  readonly dataFiles?: number;
}

/** One line of the ledger: an effect on the estate, or an attempt at one. Read-only statements are not in it. */
export interface LedgerEntry {
  readonly sequence: number;
  readonly at: string;
  /** Instance name (`SQL1\CHAT`), or the host whose management shell ran the cmdlet. */
  readonly where: string;
  /** Login and program, e.g. `pchatdr (persistent-chat-dr)`, `SQLAgent - TSQL JobStep (Job 0x… : Step 1)`. */
  readonly by: string;
  readonly kind: 'statement' | 'cmdlet';
  /** The text as executed: the statement, or the cmdlet with its parameters. */
  readonly text: string;
  readonly outcome: 'done' | 'refused' | 'interrupted';
  /** Whether the estate differs afterwards. Nothing may change twice by the same text in one procedure. */
  readonly changed: boolean;
  readonly error?: string;
}

export interface Ledger {
  record(entry: Omit<LedgerEntry, 'sequence' | 'at'>): void;
  /** Called with every entry as it is written; invariants listen here. @returns what stops it. */
  onRecorded(reader: (entry: LedgerEntry) => void): () => void;
  readonly entries: readonly LedgerEntry[];
}

/** A place that something runs at: for reachability and for what a path means there. */
export interface Place {
  readonly side: DataCentreSide | 'elsewhere';
  /** Host name; a local path (`D:\…`) means this host's disk. */
  readonly host: string;
  /** Who asks; absent = the engine of SQL Server. */
  readonly account?: FileAccount;
}

/** Whose rights on a folder count: SQL Server's, its Agent's (log shipping's own jobs), or that of a worker on the host. */
export type FileAccount = 'engine' | 'agent' | 'worker';

/** A file-system refusal, with the number that SQL Server prints: 2, 3, 5, 32, 53, 112. */
export class OsError extends Error {
  constructor(
    readonly code: number,
    readonly text: string,
  ) {
    super(`${String(code)}(${text})`);
    this.name = 'OsError';
  }
}

/** Paths of the estate (`\\fs\share\x`, `D:\x`) on real folders. Every method checks reachability and faults. */
export interface EstateFiles {
  /** The real path. @throws OsError 53 when the path's host cannot be reached from `place`, 5 when access is denied. */
  resolve(path: string, place: Place): string;
  list(folder: string, place: Place): Promise<{ name: string; size: number }[]>;
  read(path: string, place: Place): Promise<Buffer>;
  /** Writes the whole file under its final name. @throws OsError 112 when the disk is full. */
  write(path: string, content: Buffer, place: Place, append?: boolean): Promise<void>;
  rename(from: string, to: string, place: Place): Promise<void>;
  remove(path: string, place: Place): Promise<void>;
  exists(path: string, place: Place): boolean;
  /** For workers and `npm start`: every share and copy folder, with the real folder behind it. */
  readonly mapped: readonly { readonly path: string; readonly folder: string }[];
}

/** A backup set, as RESTORE HEADERONLY and msdb.dbo.backupset describe it; stored as JSON in a real file. */
export interface BackupSet {
  readonly setGuid: string;
  readonly mediaSetGuid: string;
  readonly familyGuid: string;
  readonly type: 'D' | 'L' | 'I';
  readonly database: string;
  readonly server: string;
  readonly machine: string;
  readonly user: string;
  readonly name: string | null;
  readonly position: number;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** Minutes that the clock of the server which took it was ahead of UTC; absent: it stood in UTC. */
  readonly utcOffset?: number;
  readonly firstLsn: Lsn;
  readonly lastLsn: Lsn;
  readonly checkpointLsn: Lsn;
  readonly databaseBackupLsn: Lsn;
  readonly differentialBaseLsn: Lsn | null;
  readonly firstForkGuid: string;
  readonly lastForkGuid: string;
  readonly forkPointLsn: Lsn | null;
  readonly recoveryModel: 'FULL' | 'BULK_LOGGED' | 'SIMPLE';
  readonly collation: string;
  readonly sizeBytes: number;
  readonly compressed: boolean;
  readonly copyOnly: boolean;
  readonly forceOffline: boolean;
  readonly singleUser: boolean;
  readonly checksums: boolean;
  readonly beginsLogChain: boolean;
  readonly versionMajor: number;
  readonly versionMinor?: number;
  /** Build of the server that wrote it; a system database is restored on the same build only. */
  readonly versionBuild?: number;
  readonly description?: string | null;
  /** What it takes on disk. */
  readonly compressedBytes?: number;
  /** Before this instant INIT does not overwrite the set. */
  readonly expiresAt?: string | null;
  /** `setGuid` of the full backup that a differential one continues. */
  readonly differentialBaseGuid?: string | null;
  /** A tail that was taken while the data files were not to be read. */
  readonly incompleteMetadata?: boolean;
}

export type DatabaseState =
  'ONLINE' | 'RESTORING' | 'RECOVERING' | 'RECOVERY_PENDING' | 'SUSPECT' | 'EMERGENCY' | 'OFFLINE';

/** What other parts may read of a database; only statements change one. */
export interface LabDatabase {
  readonly name: string;
  readonly id: number;
  readonly state: DatabaseState;
  readonly userAccess: 'MULTI_USER' | 'SINGLE_USER' | 'RESTRICTED_USER';
  readonly recoveryModel: 'FULL' | 'BULK_LOGGED' | 'SIMPLE';
  readonly mirroring?: {
    readonly role: 'PRINCIPAL' | 'MIRROR';
    readonly state: 'SUSPENDED' | 'DISCONNECTED' | 'SYNCHRONIZING' | 'PENDING_FAILOVER' | 'SYNCHRONIZED';
    readonly partner: string;
    readonly witness?: string;
  };
  /** End of log of an ONLINE database, redo point of a RESTORING one. */
  readonly lsn: Lsn;
  readonly forkGuid: string;
  /** Committed rows of a user table, for invariants. */
  rowsOf(table: string): readonly (readonly SqlValue[])[];
}

export interface RunOptions {
  readonly login: string;
  readonly programName: string;
  readonly hostName?: string;
  readonly database?: string;
  readonly parameters?: readonly Parameter[];
  readonly signal?: AbortSignal;
}

export interface RunResult {
  readonly messages: readonly SqlMessage[];
  readonly resultSets: readonly {
    readonly columns: readonly Column[];
    readonly rows: readonly (readonly SqlValue[])[];
  }[];
}

/** A SQL Server stand-in inside its estate. */
export interface LabInstance extends SqlServer {
  readonly role: StoreRole;
  /** Host name as in the topology. */
  readonly place: Place;
  readonly port: number;
  /** False while the service is stopped or its data centre is lost. */
  readonly isUp: boolean;
  readonly agentRunning: boolean;
  readonly timeZone: TimeZone;
  databases(): readonly LabDatabase[];
  /** The SID of a login of this instance, and back, as sys.server_principals has them. */
  sidOf(login: string): Buffer;
  loginName(sid: Buffer): string | null;
  /** Windows error by which nobody vouches for the account: who owns a job cannot be checked then (15404). */
  accountRefusal(login: string): string | undefined;
  database(name: string): LabDatabase | undefined;
  /**
   * Runs a batch on a session of its own inside the instance, as Agent steps and the management shell do.
   * @throws SqlError as the client would see it, with the messages that came before.
   */
  run(text: string, options: RunOptions): Promise<RunResult>;
  /** Sessions that have `database` as theirs; the facts behind sys.dm_exec_sessions. */
  sessions(database?: string): readonly {
    readonly id: number;
    readonly login: string;
    readonly hostName: string;
    readonly programName: string;
    readonly database: string;
  }[];
}

/** msdb of one instance: Agent, jobs, log shipping, backup history. Made by lab/sql-server/msdb, owned by the instance. */
export interface Msdb {
  /** By lower-case name without schema, e.g. `sysjobs`, `log_shipping_secondary_databases`, `backupset`. */
  table(name: string): VirtualTable | undefined;
  /** By lower-case name, e.g. `sp_add_job` (msdb) and `sp_add_log_shipping_primary_database` (master). */
  procedure(name: string): { readonly database: 'master' | 'msdb'; readonly procedure: Procedure } | undefined;
  recordBackup(set: BackupSet, devices: readonly string[]): void;
  recordRestore(
    set: BackupSet,
    restore: {
      database: string;
      type: 'D' | 'I' | 'L' | 'V';
      replace: boolean;
      recovery: boolean;
      user: string;
      devices: readonly string[];
      stopAt?: Date;
    },
  ): void;
  /** The Agent service starts (with the instance, or alone). Running jobs of the former life count as lost. */
  startAgent(): void;
  /** The service stops: running jobs are ended, and their history says that the shutdown did it. */
  stopAgent(): void;
  /** The process dies with its running jobs, and writes nothing down: they appear to have never ended. */
  crashAgent(): void;
  readonly agentRunning: boolean;
  /** Log shipping as configured here, for invariants and status. */
  logShipping(): {
    readonly primaryOf: readonly string[];
    readonly secondaryOf: readonly string[];
    readonly jobs: readonly { name: string; enabled: boolean; running: boolean }[];
  };
  /** Its disks are gone: nothing of it runs any more. */
  dispose(): void;
}

/** The whole simulated estate of one pool. */
export interface Estate {
  readonly pool: Pool;
  readonly clock: LabClock;
  readonly ledger: Ledger;
  readonly work: WorkObserver;
  readonly files: EstateFiles;
  /** By store role of mgc; mgccomp shares instances where the topology says so. */
  readonly instances: readonly LabInstance[];
  /** By `@@SERVERNAME` or by `server[\instance]` in any case. */
  instance(name: string): LabInstance | undefined;
  /** Whether packets pass from one place to another now. Same side always does while that side stands. */
  reachable(from: DataCentreSide | 'elsewhere', to: DataCentreSide | 'elsewhere'): boolean;
  isLost(side: DataCentreSide): boolean;
  /** Called after every change of anything; invariants listen here. */
  changed(what: string): void;
  onChanged(listener: (what: string) => void): () => void;
}
