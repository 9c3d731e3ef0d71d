/** A situation is complete: everything that a runbook names is present in it. What was not seen is an obstacle instead. */
import { storeSeen, type LyncFacts, type Observation } from './observation';
import { noShipping, standingBackupJob } from './log-shipping-record';
import { holding, type Judgement, type Obstacle } from './judgements';
import {
  databaseNames,
  mirrorOf,
  sideOf,
  type DatabaseName,
  type DataCentreSide,
  type PairedRole,
  type Pool,
  type StoreRole,
} from './topology/pool';

/**
 * A situation, or what stands in the way of one. Then `assumed` has what the topology says in the place of what was not
 * seen: nobody acts on it, but what its operations need can be judged too, so that a refusal names everything at once.
 */
export type Reading<Situation> =
  { readonly situation: Situation } | { readonly obstacles: readonly Obstacle[]; readonly assumed: Situation };

export function reading<Situation>(judgements: readonly Judgement[], situation: Situation): Reading<Situation> {
  const obstacles = holding(judgements);
  return obstacles.length === 0 ? { situation } : { obstacles, assumed: situation };
}

/** What is at hand of the log backups, and whether the run ends where one is missing. */
export interface ChainSituation {
  readonly shareReachable: boolean;
  readonly stopsAtGap: boolean;
}

export interface StoreSituation {
  readonly role: StoreRole;
  /** Whose worker reaches it. */
  readonly side: DataCentreSide;
  /** Whether its copy of mgc is there and ONLINE. */
  readonly isOnline: boolean;
  /** Whether there is a copy of mgc that is not ONLINE. */
  readonly isOutOfUse: boolean;
  /** Whether its log backup job is enabled. */
  readonly backsUpLog: boolean;
}

export function storeSituation(
  seen: Observation,
  role: StoreRole,
  side: DataCentreSide = sideOf(role),
): StoreSituation {
  const { copy, shipping = noShipping } = storeSeen(seen, role) ?? {};
  return {
    role,
    side,
    isOnline: copy?.state === 'ONLINE',
    isOutOfUse: copy !== undefined && copy.state !== 'ONLINE',
    backsUpLog: standingBackupJob(shipping)?.enabled === true,
  };
}

/** A store with the one that mirrors it by design. */
export interface PairSituation extends StoreSituation {
  readonly role: PairedRole;
  readonly mirrorRole: 'mirror' | 'backupMirror';
  /** The databases that are to be mirrored from it. */
  readonly mirrors: readonly DatabaseName[];
  /** Those of them that are in a mirroring session now. */
  readonly mirrored: readonly DatabaseName[];
  /** Those of them of which the mirror holds a copy, in whatever state. */
  readonly onMirror: readonly DatabaseName[];
}

export function pairSituation(seen: Observation, pool: Pool, role: PairedRole): PairSituation {
  const mirrorRole = mirrorOf[role];
  const mirrors = databaseNames.filter((database) => pool[database]?.[mirrorRole] !== undefined);
  return {
    ...storeSituation(seen, role),
    role,
    mirrorRole,
    mirrors,
    mirrored: mirrors.filter((database) => storeSeen(seen, role, database)?.copy?.mirroringRole != null),
    onMirror: mirrors.filter((database) => storeSeen(seen, mirrorRole, database)?.copy !== undefined),
  };
}

/** What Lync says, or what it would say of a pool that is as designed while it serves from `serving`. */
export const lyncOr = (seen: Observation, pool: Pool, poolState: LyncFacts['poolState']): LyncFacts =>
  seen.lync ?? { stateIdentity: pool.fqdn, serviceIdentity: pool.fqdn, poolState, activeServers: [] };
