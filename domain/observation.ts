/** What was seen of a pool, from where, at one moment. Plain data: it travels in histories. */
import type { FileNames } from './file-names';
import type { LogBackupsTaken } from './log-backups-taken';
import type { ShippingFacts } from './log-shipping-record';
import type { Lsn } from './lsn';
import type { DataCentreSide, StoreRole, WorkerRole } from './topology/pool';

export interface DatabaseFacts {
  readonly state: string;
  readonly userAccess: string;
  readonly owner: string | null;
  readonly recoveryModel: string;
  readonly mirroringRole: 'PRINCIPAL' | 'MIRROR' | null;
  readonly mirroringState: string | null;
  /** Absent where it is not mirrored. */
  readonly session?: {
    readonly safety: string | null;
    /** `CONNECTED`, `DISCONNECTED` or `UNKNOWN`; `null` without a witness. */
    readonly witness: string | null;
  };
  /** The recovery path that it is on, or takes log backups of; absent where it is neither ONLINE nor takes any. Of mgc. */
  readonly fork?: string;
  /** The tail-log backup that took it out of use, as msdb there tells: where it ends, and when (ISO, UTC); absent where none did. Of mgc. */
  readonly seal?: { readonly upTo: Lsn; readonly at: string };
  /** Sessions that have the database open. */
  readonly sessions: number;
  /** Files of mgc; a restore has to place them. */
  readonly files: readonly { readonly logical: string; readonly physical: string; readonly isLog: boolean }[];
}

/** One store of one database as seen from one worker. */
export interface StoreFacts {
  readonly database: 'mgc' | 'mgccomp';
  readonly role: StoreRole;
  readonly instance: string;
  /** Absent when the instance did not answer; `reason` then says why. */
  readonly server?: {
    readonly version: string;
    readonly sysadmin: boolean;
    readonly agentRunning: boolean;
    /** The login with the SID 0x01: `sa`, or what somebody renamed it to. */
    readonly administrator?: string;
  };
  readonly reason?: string;
  /** Whether the answer was a refused login: the instance lives, and we are not let in. */
  readonly loginRefused?: boolean;
  /** Absent when the instance has no such database (or did not answer). */
  readonly copy?: DatabaseFacts;
  /** Log shipping of mgc there; absent when the instance did not answer. */
  readonly shipping?: ShippingFacts;
  /** Jobs that earlier runs left there; absent where there is none. */
  readonly leftJobs?: readonly { readonly job: string; readonly running: boolean }[];
}

export interface LyncFacts {
  /** Identities as the cmdlets print them; they are passed back verbatim, for the documents disagree about their form. */
  readonly stateIdentity: string;
  readonly serviceIdentity: string;
  readonly poolState: 'Normal' | 'FailedOver';
  readonly activeServers: readonly string[];
}

/** What stands between the backup copy and the newest log backup that can be had. */
export interface ChainFacts {
  readonly shareReachable: boolean;
  readonly redoLsn: Lsn;
  /** Log backups to copy from the share, oldest first. */
  readonly toCopy: FileNames;
  /** Log backups to apply, in LSN order. */
  readonly toApply: FileNames;
  /** Of those to copy: the ones that lie damaged in the copy folder, to be moved aside before. */
  readonly damagedCopies?: readonly string[];
  /** A missing, foreign or forked file, as a sentence; absent when the chain is whole. */
  readonly broken?: string;
  /** Where it breaks: what may go on behind, and is at hand, cannot be applied. */
  readonly gapAfter?: Lsn;
  /** Files that take no part whatever the chain needs, a sentence each. */
  readonly unusable?: FileNames;
  /** Who is not let into which folder, a sentence each: log backups may lie there that nobody sees. */
  readonly denied?: readonly string[];
  /** Where the chain ends, or its gap begins: everything up to here survives. */
  readonly endsAt: Lsn;
  /** Which database the copy is of, wherever its backups travel; absent where msdb no longer knows. */
  readonly familyGuid?: string;
  /** When the newest log backup of the chain whose time is known was taken: everything committed before is in it. ISO, UTC. */
  readonly endsAtTime: string | null;
}

/** What a host worker says of itself when it looks: the operations that it can carry out, with the version of each. */
export interface Announcement {
  readonly side: DataCentreSide;
  readonly role: WorkerRole;
  readonly host: string;
  readonly knows: Readonly<Record<string, number>>;
}

export interface Observation {
  readonly at: string;
  readonly stores: readonly StoreFacts[];
  /** Whether a worker of that data centre took a task in time. */
  readonly workers: Readonly<Record<DataCentreSide, boolean>>;
  /** The workers that took a look. */
  readonly announced: readonly Announcement[];
  readonly lync?: LyncFacts;
  readonly lyncReason?: string;
  readonly chain?: ChainFacts;
  readonly chainReason?: string;
  /** Log backups of stores of the primary pair that answered; absent where msdb was not asked or did not tell. */
  readonly logBackupsTaken?: readonly LogBackupsTaken[];
  readonly logBackupsTakenReason?: string;
  /** Why the log-shipping share cannot be used, from each data centre that was asked; absent when none was. */
  readonly shareReasons?: readonly string[];
  /** Compliance rows in the serving mgccomp that no adapter has exported yet; absent when it could not be counted. */
  readonly complianceRows?: number;
}

export const storeSeen = (
  seen: Pick<Observation, 'stores'>,
  role: StoreRole,
  database: 'mgc' | 'mgccomp' = 'mgc',
): StoreFacts | undefined => seen.stores.find((store) => store.role === role && store.database === database);

/** The store of the primary pair that holds the writable copy, as far as anybody can see. */
export function principalSeen(seen: Pick<Observation, 'stores'>): StoreFacts | undefined {
  return (['primary', 'mirror'] as const)
    .map((role) => storeSeen(seen, role))
    .find((store) => store?.copy?.state === 'ONLINE' && store.copy.mirroringRole !== 'MIRROR');
}

/** One set of facts from two workers' views: an instance that answered anybody is reachable. */
export function mergeViews(views: readonly (readonly StoreFacts[])[]): StoreFacts[] {
  const merged = new Map<string, StoreFacts>();
  for (const facts of views.flat()) {
    const key = `${facts.database}/${facts.role}`;
    const known = merged.get(key);
    if (
      known === undefined ||
      (known.server === undefined && (facts.server !== undefined || facts.loginRefused === true))
    ) {
      merged.set(key, facts);
    }
  }
  return [...merged.values()];
}
