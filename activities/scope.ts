/** From the few words in a history to the pool they mean, on the worker's own topology file. */
import { failures } from '../domain/failures';
import {
  instanceName,
  type DatabaseName,
  type Pool,
  type Store,
  type StoreRole,
  type Topology,
} from '../domain/topology/pool';
import { timingSchema } from '../domain/topology/schema';
import { refusal } from './failure';
import { differencesFrom } from './fingerprint';

/** What every activity needs to know of its run; small, because it stands in the history once per activity. */
export interface Scope {
  /** FQDN of the pool. */
  readonly pool: string;
  /** Fingerprint of what the pool's topology names; a worker whose file names something else refuses. */
  readonly topology: string;
  /** Names jobs and files of this run, and of every run that it was reset to: letters and digits. */
  readonly token: string;
}

/** @throws PoolUnknown naming the pools there are. */
export function poolNamed(topology: Topology, fqdn: string): Pool {
  const pool = topology.pools.find((candidate) => candidate.fqdn.toLowerCase() === fqdn.toLowerCase());
  if (pool !== undefined) return pool;
  const known = topology.pools.map((candidate) => candidate.fqdn).join(', ');
  throw refusal('PoolUnknown', `There is no pool "${fqdn}" in the topology file. It has: ${known}.`);
}

/** @throws TopologyDiffers when this worker's file is not the one the run was planned with. */
export function poolOf(topology: Topology, scope: Scope): Pool {
  const pool = poolNamed(topology, scope.pool);
  const differences = differencesFrom(scope.topology, pool);
  if (differences.length === 0) return pool;
  throw refusal(
    'TopologyDiffers',
    `The topology file of this worker describes ${pool.fqdn} differently from the one that the run was planned with: ${differences.join('; ')}. ${failures.TopologyDiffers.remedy}`,
  );
}

/** Milliseconds for one short statement on a store, as the timing of its pool says. */
export function statementTimeout({ pools }: Topology, store: Store): number {
  const isIt = (other: Store | undefined): boolean =>
    other !== undefined && instanceName(other) === instanceName(store) && other.port === store.port;
  const pool = pools.find(({ mgc, mgccomp }) =>
    [mgc, mgccomp].some((stores) => Object.values(stores ?? {}).some(isIt)),
  );
  return (pool?.timing ?? timingSchema.parse({})).statement * 1000;
}

/** @throws StoreMissing when the topology has no such store. */
export function storeAt(pool: Pool, role: StoreRole, database: DatabaseName = 'mgc'): Store {
  const store = pool[database]?.[role];
  if (store !== undefined) return store;
  throw refusal('StoreMissing', `The topology of ${pool.fqdn} names no ${role} store for ${database}.`);
}
