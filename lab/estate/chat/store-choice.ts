/** Which copy of a database a chat server should use: the pair that the pool state names, and there the principal. */
import { instanceName } from '../pool';
import type { DataCentreSide, Stores } from '../pool';
import type { Estate, LabInstance } from '../contract';
import { pairOf } from '../lync/database-types';
import type { PoolState } from '../lync/central-store';

/** The instances of the pair in the order that a connection tries them: store, then failover partner. */
export function candidates(estate: Estate, stores: Stores, poolState: PoolState): LabInstance[] {
  const { primary, mirror } = pairOf(stores, poolState === 'Normal' ? 'primary' : 'backup');
  return [primary, mirror].flatMap((store) => {
    const instance = store === undefined ? undefined : estate.instance(instanceName(store));
    return instance === undefined ? [] : [instance];
  });
}

/** Whether the copy can be opened for writing: ONLINE, and not the mirror of a pair. */
export function isWritable(instance: LabInstance, database: string): boolean {
  const copy = instance.isUp ? instance.database(database) : undefined;
  return copy?.state === 'ONLINE' && copy.mirroring?.role !== 'MIRROR';
}

/** The instance to connect to from `side`; `undefined` while none would accept. Looking first spares refused log-ins. */
export const usableStore = (
  estate: Estate,
  stores: Stores,
  database: string,
  poolState: PoolState,
  side: DataCentreSide,
): LabInstance | undefined =>
  candidates(estate, stores, poolState).find(
    (instance) => isWritable(instance, database) && estate.reachable(side, instance.place.side),
  );
