/** What forbids a procedure, and observations in which something does. */
import { writePlan } from '../../../activities/plan';
import type { Observation } from '../../../domain/observation';
import type { Pool } from '../../../domain/topology/pool';
import { procedures, type ProcedureName } from '../../../procedures/registry';
import { identities } from '../../domain/support/observation';
import { aPool } from '../../domain/support/pool';

/** A fact that differs from the good state, and the one sentence that it is refused with. */
export type Row = readonly [when: string, seen: Observation, says: string];

const obstacles = (procedure: ProcedureName, observation: Observation, pool: Pool): string[] =>
  writePlan(procedures[procedure], pool, {
    token: 'r1',
    request: { pool: pool.fqdn },
    observation,
  }).obstacles.map(({ says }) => says);

export const toFailOver = (seen: Observation, pool = aPool()): string[] => obstacles('failover', seen, pool);
export const toFailBack = (seen: Observation, pool = aPool()): string[] => obstacles('failback', seen, pool);

export const workers = (seen: Observation, changes: Partial<Observation['workers']>): Observation => ({
  ...seen,
  workers: { ...seen.workers, ...changes },
});
export const withLync = (seen: Observation, changes: Partial<NonNullable<Observation['lync']>>): Observation => ({
  ...seen,
  lync: { ...seen.lync!, ...changes },
});
export const twoStores = (seen: Observation): Observation => ({
  ...seen,
  stores: seen.stores.filter(({ role, database }) => database === 'mgc' && (role === 'primary' || role === 'backup')),
});
export const dataFile = (logical: string) => ({ logical, physical: `E:\\${logical}.mdf`, isLog: false });
export const logFile = { logical: 'mgc_log', physical: 'F:\\mgc_log.ldf', isLog: true };
export const failedOver = { ...identities, poolState: 'FailedOver', activeServers: [] } as const;
