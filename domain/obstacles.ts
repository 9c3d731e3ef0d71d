/** What stands in the way of a procedure: rules as tables, every obstacle a sentence, all of them at once. */
import { principalSeen, storeSeen, type Observation, type StoreFacts } from './observation';
import { dataCentreOf, instanceName, type Pool, type StoreRole } from './topology/pool';

export interface Obstacle {
  readonly id: string;
  readonly says: string;
}

interface Rule {
  readonly id: string;
  /** The sentence, or `undefined` when the rule does not hold. */
  readonly says: (seen: Observation, pool: Pool) => string | undefined;
}

const nameOf = (pool: Pool, role: StoreRole): string => {
  const store = pool.mgc[role];
  return store === undefined ? role : `${role} store ${instanceName(store)}`;
};

const unusable = (pool: Pool, role: StoreRole, store: StoreFacts | undefined): string | undefined => {
  if (store?.server === undefined) {
    return `The ${nameOf(pool, role)} does not answer${store?.reason === undefined ? '' : `: ${store.reason}`}.`;
  }
  if (!store.server.sysadmin) {
    return `The login used on the ${nameOf(pool, role)} is not sysadmin; grant it, for log shipping and mirroring demand it.`;
  }
  return undefined;
};

const withoutAgent = (pool: Pool, role: StoreRole, store: StoreFacts | undefined): string | undefined =>
  store?.server?.agentRunning === false
    ? `SQL Server Agent on the ${nameOf(pool, role)} is not running; start it, for backups and restores run as its jobs.`
    : undefined;

const common: readonly Rule[] = [
  {
    id: 'secondaryWorkerMissing',
    says: (seen, pool) =>
      seen.workers.secondary
        ? undefined
        : `No worker of the data centre ${dataCentreOf(pool, 'secondary').name} took a task; start one with the roles lync and sql.`,
  },
  {
    id: 'lyncSilent',
    says: (seen, pool) =>
      seen.lync !== undefined
        ? undefined
        : `The management shell in ${dataCentreOf(pool, 'secondary').name} does not answer${
            seen.lyncReason === undefined ? '' : `: ${seen.lyncReason}`
          }. Is the Central Management store up?`,
  },
  { id: 'backupStoreUnusable', says: (seen, pool) => unusable(pool, 'backup', storeSeen(seen, 'backup')) },
  { id: 'backupAgentStopped', says: (seen, pool) => withoutAgent(pool, 'backup', storeSeen(seen, 'backup')) },
];

const toFailOver: readonly Rule[] = [
  ...common,
  {
    id: 'alreadyFailedOver',
    says: (seen) =>
      seen.lync?.poolState === 'FailedOver' ? 'The pool is failed over already; start a failback instead.' : undefined,
  },
  {
    id: 'backupCopyMissing',
    says: (seen, pool) => {
      const backup = storeSeen(seen, 'backup');
      return backup?.server !== undefined && backup.copy === undefined
        ? `The ${nameOf(pool, 'backup')} holds no database mgc, so there is nothing to fail over to.`
        : undefined;
    },
  },
  {
    id: 'backupCopyNotRestoring',
    says: (seen, pool) => {
      const copy = storeSeen(seen, 'backup')?.copy;
      return copy === undefined || copy.state === 'RESTORING'
        ? undefined
        : `mgc on the ${nameOf(pool, 'backup')} is ${copy.state}, not RESTORING: it is no log-shipping secondary any more.`;
    },
  },
  { id: 'logChainBroken', says: (seen) => seen.chain?.broken },
  {
    id: 'logChainUnknown',
    says: (seen) =>
      seen.chain === undefined && storeSeen(seen, 'backup')?.copy?.state === 'RESTORING'
        ? `The log backups could not be read${seen.chainReason === undefined ? '' : `: ${seen.chainReason.replace(/\.$/, '')}`}.`
        : undefined,
  },
  {
    id: 'primaryRefusesUs',
    says: (seen, pool) => {
      const refused = (['primary', 'mirror'] as const).find((role) => storeSeen(seen, role)?.loginRefused === true);
      return refused === undefined
        ? undefined
        : `The ${nameOf(pool, refused)} answers but refuses our login, so it can neither be sealed nor counted as dead; correct the login.`;
    },
  },
  {
    id: 'principalCannotBeSealed',
    says: (seen, pool) => {
      const principal = principalSeen(seen);
      return principal === undefined
        ? undefined
        : (unusable(pool, principal.role, principal) ?? withoutAgent(pool, principal.role, principal));
    },
  },
  {
    id: 'shareOutOfReach',
    says: (seen, pool) =>
      principalSeen(seen) !== undefined && seen.chain?.shareReachable === false
        ? `The share ${pool.logShipping.share} cannot be reached, so the tail of the log would have nowhere to go.`
        : undefined,
  },
];

const toFailBack: readonly Rule[] = [
  ...common,
  {
    id: 'notFailedOver',
    says: (seen) =>
      seen.lync?.poolState === 'Normal' ? 'The pool state is Normal: there is nothing to fail back.' : undefined,
  },
  {
    id: 'backupCopyNotOnline',
    says: (seen, pool) => {
      const backup = storeSeen(seen, 'backup');
      if (backup?.server === undefined || backup.copy?.state === 'ONLINE') return undefined;
      return `mgc on the ${nameOf(pool, 'backup')} is ${backup.copy?.state ?? 'missing'}, not ONLINE: there is nothing to copy back.`;
    },
  },
  {
    id: 'primaryWorkerMissing',
    says: (seen, pool) =>
      seen.workers.primary
        ? undefined
        : `No worker of the data centre ${dataCentreOf(pool, 'primary').name} took a task; start one with the roles lync and sql.`,
  },
  {
    id: 'shareOutOfReach',
    says: (seen, pool) =>
      seen.shareReasons === undefined || seen.shareReasons.length === 0
        ? undefined
        : `The share ${pool.logShipping.share} cannot be reached, and the database travels through it: ${seen.shareReasons.join(' ')}`,
  },
  { id: 'primaryStoreUnusable', says: (seen, pool) => unusable(pool, 'primary', storeSeen(seen, 'primary')) },
  { id: 'primaryAgentStopped', says: (seen, pool) => withoutAgent(pool, 'primary', storeSeen(seen, 'primary')) },
  {
    id: 'mirrorStoreUnusable',
    says: (seen, pool) =>
      pool.mgc.mirror === undefined ? undefined : unusable(pool, 'mirror', storeSeen(seen, 'mirror')),
  },
  {
    id: 'primaryCopyInUse',
    says: (seen, pool) => {
      const copy = storeSeen(seen, 'primary')?.copy;
      return copy !== undefined && copy.sessions > 0
        ? `${String(copy.sessions)} session(s) hold mgc on the ${nameOf(pool, 'primary')}, which the restore overwrites; end them first.`
        : undefined;
    },
  },
  {
    id: 'complianceDatabaseMissing',
    says: (seen, pool) => {
      const store = storeSeen(seen, 'primary', 'mgccomp');
      return store?.server !== undefined && store.copy === undefined
        ? `mgccomp is missing on ${store.instance}; install it (Install-CsDatabase -DatabaseType PersistentChatCompliance -SqlServerFqdn ${pool.mgccomp?.primary.server ?? ''}).`
        : undefined;
    },
  },
  {
    id: 'primaryStillMirrored',
    says: (seen, pool) => {
      const mirrored = (['primary', 'mirror'] as const).find(
        (role) => storeSeen(seen, role)?.copy?.mirroringRole != null,
      );
      return mirrored === undefined
        ? undefined
        : `mgc on the ${nameOf(pool, mirrored)} is still in a mirroring session; remove it (ALTER DATABASE mgc SET PARTNER OFF) before the restore can overwrite it.`;
    },
  },
  {
    id: 'olderPrimary',
    says: (seen, pool) => {
      const primary = storeSeen(seen, 'primary')?.server?.version;
      const backup = storeSeen(seen, 'backup')?.server?.version;
      return primary !== undefined && backup !== undefined && Number.parseInt(primary, 10) < Number.parseInt(backup, 10)
        ? `The ${nameOf(pool, 'primary')} runs ${primary}, older than ${backup} on the backup store: a database never restores to an older version.`
        : undefined;
    },
  },
];

const holding = (rules: readonly Rule[], seen: Observation, pool: Pool): Obstacle[] =>
  rules.flatMap(({ id, says }) => {
    const sentence = says(seen, pool);
    return sentence === undefined ? [] : [{ id, says: sentence }];
  });

/** What stands in the way of a failover. An empty answer means "go". */
export const obstaclesToFailover = (seen: Observation, pool: Pool): Obstacle[] => holding(toFailOver, seen, pool);
/** What stands in the way of a failback. An empty answer means "go". */
export const obstaclesToFailback = (seen: Observation, pool: Pool): Obstacle[] => holding(toFailBack, seen, pool);
