/**
 * The contract between runbooks and host workers: every operation by name, what it is given and what it gives. A change that
 * a worker of yesterday would misunderstand raises `version`; planning then refuses the runbook and names the host.
 */
import type { LogShippingRecord } from '../domain/log-shipping-record';
import type { LyncFacts } from '../domain/observation';
import type { OperationKind } from '../domain/run/runbook';
import type { CopyAt, DatabaseName, DataCentreSide, PairedRole, StoreRole, WorkerRole } from '../domain/topology/pool';

/** Why a full backup is taken; it names the file and the job. */
export type BackupPurpose = 'failback' | 'replaced' | 'initialise';

/** What a restore leaves: a database that serves, or one that takes log backups (RECOVERY, NORECOVERY). */
export type RestoredFor = 'ready to use' | 'waiting for logs';

/** What stood on a store before a restore overwrote it: a copy that is not ONLINE cannot be backed up. */
export type CopyBefore = 'nothing' | 'online' | 'out of use';

/** What must survive: the log of a database up to an LSN. */
export interface Promised {
  readonly upTo: string;
  /** Which database that is, wherever its backups travel; `null` where msdb of the store no longer knows. */
  readonly familyGuid: string | null;
}

/** What an operation may tell beside its results; it joins the report. */
export interface Told {
  readonly notes?: readonly string[];
  /** Time of the newest message on the store that serves, ISO, UTC. */
  readonly newestMessageAt?: string;
  readonly complianceRowsNotExported?: number;
  /** Where clients are served from now on. */
  readonly serving?: DataCentreSide;
  /** What an undo could not put back as it was, a sentence each. */
  readonly leaves?: readonly string[];
}

type Nothing = object;
interface Contract<Input, Gives = Nothing> {
  readonly input: Input;
  readonly gives: Gives;
}

export interface Operations {
  // On a SQL Server host: T-SQL, the share, the copy folder.
  /** Pool state and active list, which Lync told before, stand beside it in the history. */
  recordLogShipping: Contract<
    { on: StoreRole; poolState: LyncFacts['poolState']; activeServers: readonly string[] },
    { record: LogShippingRecord }
  >;
  /** The fence: returns when no session is left on mgc of the stores that answer. @throws NotFenced after its time. */
  waitForNoSessions: Contract<{ on: readonly StoreRole[] }, { seen: string }>;
  /** The last look before recovery. @throws NotFenced when a copy there can be written (again). */
  confirmFence: Contract<{ on: readonly StoreRole[] }>;
  takeTailLog: Contract<{ on: StoreRole }, { lastLsn: string }>;
  /** The tail of a damaged database, which stays as it is. @throws when its log does not give one. */
  saveTailLog: Contract<{ on: StoreRole }, { lastLsn: string }>;
  /**
   * A fence: it cannot come back by itself. Its mirroring goes with it. `is`: one that is damaged, or that is ONLINE beside the
   * one that serves. @throws when it is another by now.
   */
  setOffline: Contract<{ on: StoreRole; is: 'damaged' | 'beside the one that serves' }>;
  /** Undo of setOffline: what is damaged still is. */
  setOnline: Contract<{ on: StoreRole; losesMirror: boolean }>;
  /**
   * Undo of takeTailLog, without the mirror and the log backup job. `losesMirror`: it was mirrored, and nothing mirrors it
   * again, which is told.
   */
  bringPrincipalBack: Contract<{ on: StoreRole; losesMirror: boolean }>;
  /**
   * The rest of that undo: a log backup taken while a mirror is seeded would stop the seeding (1412). What was logged
   * meanwhile joins the files of log shipping. `enables`: its job was enabled before.
   */
  resumeLogBackups: Contract<{ on: StoreRole; enables: boolean }>;
  /** The log backup job of a store rests: disabled, and no run of it is left. */
  silenceLogBackups: Contract<{ on: StoreRole }>;
  /** Undo of silenceLogBackups. */
  enableLogBackups: Contract<{ on: StoreRole }>;
  /** Jobs of runs that have ended. */
  removeLeftJobs: Contract<{ on: StoreRole; jobs: readonly string[] }>;
  removeLogShipping: Contract<{ on: StoreRole }>;
  /** Undo of removeLogShipping. */
  restoreLogShipping: Contract<{ on: StoreRole; record: LogShippingRecord }>;
  /**
   * `shareReachable` is what the plan saw: a share that is back since is used, one that is gone since is waited for.
   * `stopsAtGap`: a person accepted that what lies behind a gap is lost.
   */
  copyLogBackups: Contract<{ for: StoreRole; shareReachable: boolean; stopsAtGap?: true } & Promised, { says: string }>;
  /** Undo of copyLogBackups. */
  removeTailCopy: Contract<{ for: StoreRole }>;
  /** @throws LogBackupMissing when the chain is broken, or ends before `upTo`, the LSN that nobody agreed to lose. */
  applyLogBackups: Contract<{ on: StoreRole; stopsAtGap?: true } & Promised, { says: string }>;
  /**
   * Recovery. `fenced` are the stores that must not be writable. @throws when others have changed the copy or the fence
   * since, so that what was promised would not hold.
   */
  bringOnline: Contract<{ on: StoreRole; fenced: readonly StoreRole[] } & Promised, { newest: string }>;
  removeMirroring: Contract<{ copies: readonly CopyAt[]; dropMirrorCopies: readonly CopyAt[] }>;
  backUpDatabase: Contract<{ on: StoreRole; purpose: BackupPurpose }, { file: string; lastLsn: string }>;
  /** Undo of backUpDatabase. */
  removeBackup: Contract<{ on: StoreRole; purpose: BackupPurpose }>;
  /**
   * `source` is the store that the backup is of. `carriedOver`: the copy that is overwritten must stand, all of it, in the
   * copy there, which was restored from that file.
   */
  restoreDatabase: Contract<
    {
      on: StoreRole;
      source: StoreRole;
      purpose: BackupPurpose;
      file: string;
      for: RestoredFor;
      carriedOver: { to: StoreRole; file: string } | null;
    },
    { lastLsn: string }
  >;
  /** The last look before a copy is overwritten. @throws NotCarriedOver when it holds what the copy at `to` lacks. */
  confirmCarriedOver: Contract<{ from: StoreRole; to: StoreRole; file: string }>;
  /** Undo of a restore: the copy is dropped, and the one that stood there before comes back from its own backup. */
  putBack: Contract<{ on: StoreRole; source: StoreRole; before: CopyBefore }>;
  configureLogShippingPrimary: Contract<{ on: StoreRole; to: StoreRole }>;
  configureLogShippingSecondary: Contract<{ on: StoreRole; from: StoreRole }>;
  /** Forces a log backup that follows the full backup `after`, and sees its file on the share. */
  runLogBackup: Contract<{ on: StoreRole; after: string }, { file: string; name: string }>;
  /** Forces copy and restore until `file` is applied. `from` is the log-shipping primary. */
  runCopyAndRestore: Contract<{ on: StoreRole; from: StoreRole; file: string }>;
  /** Counts once more where it can, else tells what was `counted` before. Never fails a step. */
  noteComplianceRows: Contract<{ counted: number | null; again: StoreRole | null }>;
  verifyService: Contract<{ side: DataCentreSide }, { chatServers: readonly string[] }>;

  // On a host with the management shell.
  /** @throws NotFenced when servers are active: the list was emptied before. */
  confirmNobodyActive: Contract<Nothing>;
  /** @throws WrongServersActive when the active list names others than these. */
  confirmActive: Contract<{ servers: readonly string[] }>;
  /**
   * Sets the whole list and waits until the chat servers of `heardBy` have heard of it. One that
   * does not answer is not waited for, and told. @throws PoolStateChanged when the pool
   * state is not the one that they are to serve in: it decides which store they use.
   */
  setActiveServers: Contract<{
    servers: readonly string[];
    servingIn: LyncFacts['poolState'] | null;
    heardBy: readonly string[];
  }>;
  /** `heardBy`: the chat servers that are activated next, of which one must have heard of it. */
  setPoolState: Contract<{ state: LyncFacts['poolState']; heardBy: readonly string[] }>;
  installMirror: Contract<{ of: PairedRole; databases: readonly DatabaseName[] }>;
}

export type OperationName = keyof Operations;
export type InputOf<Name extends OperationName> = Operations[Name]['input'];
export type GivesOf<Name extends OperationName> = Operations[Name]['gives'];

export interface OperationRow<Gives = unknown> {
  readonly version: number;
  readonly role: WorkerRole;
  readonly kind: OperationKind;
  readonly gives: readonly (keyof Gives & string)[];
  /** Fields of the input that promise a minimum. */
  readonly atLeast: readonly string[];
}

const row = <Gives extends string = never>(
  role: WorkerRole,
  kind: OperationKind,
  gives: readonly Gives[] = [],
  atLeast: readonly string[] = [],
) => ({ version: 1, role, kind, gives, atLeast });

/** What holds of an operation wherever it stands. */
export const operationRows: { readonly [Name in OperationName]: OperationRow<GivesOf<Name>> } = {
  // Version 2: a record holds schedules, alert and monitor whole.
  recordLogShipping: { ...row('sql', 'look', ['record']), version: 2 },
  waitForNoSessions: row('sql', 'look', ['seen']),
  confirmFence: row('sql', 'look'),
  takeTailLog: row('sql', 'long act', ['lastLsn']),
  saveTailLog: row('sql', 'long act', ['lastLsn']),
  // Version 2: not only of a damaged database.
  setOffline: { ...row('sql', 'act'), version: 2 },
  setOnline: row('sql', 'act'),
  bringPrincipalBack: row('sql', 'long act'),
  // Version 2: a job that was disabled before stays so.
  resumeLogBackups: { ...row('sql', 'long act'), version: 2 },
  silenceLogBackups: row('sql', 'act'),
  enableLogBackups: row('sql', 'act'),
  removeLeftJobs: row('sql', 'act'),
  removeLogShipping: row('sql', 'act'),
  restoreLogShipping: { ...row('sql', 'act'), version: 2 },
  copyLogBackups: row('sql', 'long act', ['says'], ['upTo', 'shareReachable']),
  removeTailCopy: row('sql', 'act'),
  applyLogBackups: row('sql', 'long act', ['says'], ['upTo']),
  bringOnline: row('sql', 'long act', ['newest'], ['upTo']),
  removeMirroring: row('sql', 'act'),
  backUpDatabase: row('sql', 'long act', ['file', 'lastLsn']),
  removeBackup: row('sql', 'act'),
  restoreDatabase: row('sql', 'long act', ['lastLsn']),
  confirmCarriedOver: row('sql', 'look'),
  putBack: row('sql', 'long act'),
  configureLogShippingPrimary: row('sql', 'act'),
  configureLogShippingSecondary: row('sql', 'act'),
  runLogBackup: row('sql', 'long act', ['file', 'name']),
  runCopyAndRestore: row('sql', 'long act'),
  noteComplianceRows: row('sql', 'look'),
  verifyService: row('sql', 'look', ['chatServers']),
  confirmNobodyActive: row('lync', 'look'),
  confirmActive: row('lync', 'look'),
  // Version 2: `heardBy` names chat servers, no longer data centres.
  setActiveServers: { ...row('lync', 'act'), version: 2 },
  setPoolState: { ...row('lync', 'act'), version: 2 },
  installMirror: row('lync', 'long act'),
};

export const isOperationName = (name: string): name is OperationName => Object.hasOwn(operationRows, name);
