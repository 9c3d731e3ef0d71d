/** What several procedures and operations judge of what was seen: each an obstacle with its remedy, or `undefined`. */
import { principalSeen, storeSeen, type Observation } from './observation';
import {
  dataCentreOf,
  instanceName,
  mirrorOf,
  type DatabaseName,
  type DataCentreSide,
  type PairedRole,
  type Pool,
  type StoreRole,
} from './topology/pool';

/** A sentence that forbids a procedure. */
export interface Obstacle {
  readonly id: string;
  readonly says: string;
}

export type Judgement = Obstacle | undefined;

export const obstacle = (id: string, says: string | undefined): Judgement =>
  says === undefined ? undefined : { id, says };

/** Those that hold, each sentence once. */
export function holding(judgements: readonly Judgement[]): Obstacle[] {
  const bySentence = new Map<string, Obstacle>();
  for (const judgement of judgements)
    if (judgement !== undefined && !bySentence.has(judgement.says)) bySentence.set(judgement.says, judgement);
  return [...bySentence.values()];
}

/** `primary store SQL1\CHAT`. */
export function storeName(pool: Pool, role: StoreRole, database: DatabaseName = 'mgc'): string {
  const store = pool[database]?.[role];
  return store === undefined ? role : `${role} store ${instanceName(store)}`;
}

export const workerMissing = (seen: Observation, pool: Pool, side: DataCentreSide): Judgement =>
  seen.workers[side]
    ? undefined
    : obstacle(
        `${side}WorkerMissing`,
        `No worker of the data centre ${dataCentreOf(pool, side).name} took a task; start one with the roles lync and sql.`,
      );

export const lyncSilent = (seen: Observation, pool: Pool): Judgement =>
  seen.lync !== undefined
    ? undefined
    : obstacle(
        'lyncSilent',
        `The management shell in ${dataCentreOf(pool, 'secondary').name} does not answer${
          seen.lyncReason === undefined ? '' : `: ${seen.lyncReason}`
        }. Is the Central Management store up?`,
      );

/** The store must answer, and let us in as sysadmin. */
export function storeUnusable(
  seen: Observation,
  pool: Pool,
  role: StoreRole,
  database: DatabaseName = 'mgc',
): Judgement {
  const store = storeSeen(seen, role, database);
  const name = storeName(pool, role, database);
  if (store?.server === undefined)
    return obstacle(
      `${role}StoreUnusable`,
      `The ${name} does not answer${store?.reason === undefined ? '' : `: ${store.reason.replace(/\.+$/, '')}`}.`,
    );
  return store.server.sysadmin
    ? undefined
    : obstacle(
        `${role}StoreUnusable`,
        `The login used on the ${name} is not sysadmin; grant it, for log shipping and mirroring demand it.`,
      );
}

/** Where the store answers, its Agent must run. */
export const agentStopped = (seen: Observation, pool: Pool, role: StoreRole): Judgement =>
  storeSeen(seen, role)?.server?.agentRunning === false
    ? obstacle(
        `${role}AgentStopped`,
        `SQL Server Agent on the ${storeName(pool, role)} is not running; start it, for backups and restores run as its jobs.`,
      )
    : undefined;

/** The share must be there for whoever was asked; where nobody was, nobody knows. */
export const shareOutOfReach = ({ shareReasons = [] }: Observation, pool: Pool): Judgement =>
  shareReasons.length === 0
    ? undefined
    : obstacle(
        'shareOutOfReach',
        `The share ${pool.logShipping.share} cannot be reached, and the database travels through it: ${shareReasons.join(' ')}`,
      );

/** Files that nobody sees are not files that are gone. */
export const logBackupsDenied = ({ chain }: Observation): Judgement =>
  obstacle('logBackupsDenied', chain?.denied?.join(' '));

/**
 * The chain to the backup copy must be whole. Where nothing answers that could close a gap, a person may say that the run
 * is to stop there, and then accepts the loss of what lies behind.
 */
export function logChainBroken(seen: Observation, stopsAtGap: boolean): Judgement {
  const { chain } = seen;
  if (chain?.broken === undefined || (stopsAtGap && chain.gapAfter !== undefined)) return undefined;
  const larger =
    chain.gapAfter === undefined || principalSeen(seen) !== undefined
      ? ''
      : ` To go on without it, start again with "stopAtGap": true: everything logged after LSN ${chain.gapAfter} is lost then, and acceptDataLoss is asked for.`;
  return obstacle('logChainBroken', `${chain.broken}${larger}`);
}

/** A store that serves mgc serves mgccomp beside it, where the pool has one. */
export function complianceDatabaseMissing(seen: Observation, pool: Pool, role: StoreRole): Judgement {
  const store = storeSeen(seen, role, 'mgccomp');
  return store?.server !== undefined && store.copy === undefined
    ? obstacle(
        'complianceDatabaseMissing',
        `mgccomp is missing on ${store.instance}; install it (Install-CsDatabase -DatabaseType PersistentChatCompliance -SqlServerFqdn ${pool.mgccomp?.[role]?.server ?? ''}).`,
      )
    : undefined;
}

/**
 * `Install-CsMirrorDatabase` and `ALTER DATABASE ... SET PARTNER OFF` begin at the store that is principal by design. Where the
 * roles are swapped, mirroring it again would drop the only good copy.
 */
export function swappedRoles(seen: Observation, role: PairedRole, database: DatabaseName): Judgement {
  const [here, there] = [storeSeen(seen, role, database), storeSeen(seen, mirrorOf[role], database)];
  if (here?.copy?.mirroringRole !== 'MIRROR' && there?.copy?.mirroringRole !== 'PRINCIPAL') return undefined;
  const principal = there?.instance ?? `the ${mirrorOf[role]} store`;
  return obstacle(
    `${role}RolesSwapped`,
    `${database} is principal on ${principal}, and ${here?.instance ?? `the ${role} store`} mirrors it: the roles are swapped. Swap them back (ALTER DATABASE [${database}] SET PARTNER FAILOVER on ${principal}), then start again.`,
  );
}
