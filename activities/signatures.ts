/**
 * What each worker can do, one verb each. Every activity looks, acts and verifies by asking the system; all are safe to
 * run twice and are cancelled within seconds. They throw ApplicationFailure whose type is a failure name; `nonRetryable`
 * says that trying again cannot help.
 */
import type { ChainFacts, LyncFacts, Observation, StoreFacts } from '../domain/observation';
import type { Plan } from '../domain/run/plan';
import type { ProcedureName } from '../domain/steps';
import type { DataCentreSide, Pool, StoreRole } from '../domain/topology/pool';
import type { LogShippingRecord } from '../domain/log-shipping-record';

/** What every activity needs to know of its run; small, because it stands in the history once per activity. */
export interface Scope {
  /** FQDN of the pool. */
  readonly pool: string;
  /** Fingerprint of the pool's topology; a worker whose file says otherwise refuses. */
  readonly topology: string;
  /** Names jobs and files of this run: letters and digits. */
  readonly token: string;
}

export type DatabaseName = 'mgc' | 'mgccomp';
export interface CopyAt {
  readonly database: DatabaseName;
  readonly role: StoreRole;
}

/** What stood on a store before a restore overwrote it: a copy that is not ONLINE cannot be backed up. */
export type CopyBefore = 'nothing' | 'online' | 'out of use';

/** What must survive a failover: the log up to an LSN, of one database. */
export interface Promised {
  readonly upTo: string;
  /** Absent where msdb of the backup store no longer knows. */
  readonly familyGuid?: string;
}

/** Why a full backup is taken; it names the file and the job. */
export type BackupPurpose = 'failback' | 'replaced' | 'initialise';

/** On the workflows' own queue: the topology and the plan. */
export interface OrchestratorActivities {
  /** @throws PoolUnknown naming the pools there are. */
  describePool(input: { pool: string }): Promise<{ pool: Pool; fingerprint: string }>;
  writePlan(input: { scope: Scope; procedure: ProcedureName; order: string; observation: Observation }): Promise<Plan>;
}

/** On a SQL Server host: T-SQL, the share, the copy folder. */
export interface SqlActivities {
  /** An instance that does not answer is an answer. */
  observeStores(input: { scope: Scope; copies: readonly CopyAt[] }): Promise<StoreFacts[]>;
  readLogChain(input: { scope: Scope }): Promise<ChainFacts>;
  /** @throws the share's sentence when it cannot be listed from here. */
  reachShare(input: { scope: Scope }): Promise<void>;
  /** @returns `undefined` when the serving mgccomp could not be read. */
  countComplianceRows(input: { scope: Scope; role: StoreRole }): Promise<number | undefined>;
  recordLogShipping(input: { scope: Scope }): Promise<LogShippingRecord>;
  /** The fence: returns when no session is left on mgc of the stores that answer. @throws NotFenced after its time. */
  waitForNoSessions(input: { scope: Scope; roles: readonly StoreRole[] }): Promise<void>;
  /** @throws NotFenced when a copy in the primary data centre can be written (again): the last look before recovery. */
  confirmFence(input: { scope: Scope }): Promise<void>;
  takeTailLog(input: { scope: Scope; principal: StoreRole }): Promise<{ lastLsn: string }>;
  /** Undo of takeTailLog, without the mirror and the log backup job. */
  bringPrincipalBack(input: { scope: Scope; principal: StoreRole }): Promise<void>;
  /**
   * The rest of that undo: a log backup taken while a mirror is seeded would stop the seeding (1412). What was logged
   * meanwhile joins the files of log shipping.
   */
  resumeLogBackups(input: { scope: Scope; role: StoreRole }): Promise<void>;
  removeLogShipping(input: { scope: Scope }): Promise<void>;
  /** Undo of removeLogShipping. */
  restoreLogShipping(input: { scope: Scope; record: LogShippingRecord }): Promise<void>;
  copyLogBackups(input: { scope: Scope; shareReachable: boolean } & Promised): Promise<{ copied: number }>;
  /** Undo of copyLogBackups. */
  removeTailCopy(input: { scope: Scope }): Promise<void>;
  /** @throws LogBackupMissing when the chain is broken, or ends before `upTo`, the LSN that nobody agreed to lose. */
  applyLogBackups(
    input: { scope: Scope } & Promised,
  ): Promise<{ applied: number; endsAt: string; endsAtTime: string | null }>;
  /** @throws when others have changed the backup copy or the fence since, so that what was promised would not hold. */
  bringOnline(
    input: { scope: Scope } & Promised,
  ): Promise<{ newestMessageAt: string | null; orphanedUsers: readonly string[] }>;
  removeMirroring(input: {
    scope: Scope;
    copies: readonly CopyAt[];
    dropMirrorCopies?: readonly CopyAt[];
  }): Promise<void>;
  backUpDatabase(input: {
    scope: Scope;
    role: StoreRole;
    purpose: BackupPurpose;
  }): Promise<{ file: string; lastLsn: string }>;
  /** Undo of backUpDatabase. */
  removeBackup(input: { scope: Scope; purpose: BackupPurpose }): Promise<void>;
  restoreDatabase(input: {
    scope: Scope;
    role: StoreRole;
    purpose: BackupPurpose;
    recovery: boolean;
  }): Promise<{ lastLsn: string }>;
  /** The last look before the backup copy is overwritten. @throws NotCarriedOver when it holds what the primary copy lacks. */
  confirmCarriedOver(input: { scope: Scope }): Promise<void>;
  /** Undo of restoreDatabase: drops the copy; the one that stood there before comes back from its own backup. */
  undoRestore(input: { scope: Scope; role: StoreRole; before: CopyBefore }): Promise<void>;
  configureLogShippingPrimary(input: { scope: Scope }): Promise<void>;
  configureLogShippingSecondary(input: { scope: Scope }): Promise<void>;
  /** Forces a log backup on the primary and sees its file on the share. */
  runLogBackup(input: { scope: Scope }): Promise<{ file: string }>;
  /** Forces copy and restore on the backup store until `file` is applied. */
  runCopyAndRestore(input: { scope: Scope; file: string }): Promise<void>;
  verifyService(input: {
    scope: Scope;
    side: DataCentreSide;
  }): Promise<{ chatServers: readonly string[]; newestMessageAt: string | null }>;
}

/** On a host with the management shell. */
export interface LyncActivities {
  observeLync(input: { scope: Scope }): Promise<LyncFacts>;
  /** @throws NotFenced when servers are active: the list was emptied before. */
  confirmNobodyActive(input: { scope: Scope }): Promise<void>;
  /**
   * Sets the whole list and waits until the chat servers of `replicaSides` have heard of it. @throws PoolStateChanged when
   * the pool state is not the one that they are to serve in: it decides which store they use.
   */
  setActiveServers(input: {
    scope: Scope;
    servers: readonly string[];
    servingIn?: LyncFacts['poolState'];
    replicaSides: readonly DataCentreSide[];
  }): Promise<void>;
  setPoolState(input: {
    scope: Scope;
    state: 'Normal' | 'FailedOver';
    replicaSides: readonly DataCentreSide[];
  }): Promise<void>;
  installMirror(input: { scope: Scope; side: DataCentreSide; databases: readonly DatabaseName[] }): Promise<void>;
}
