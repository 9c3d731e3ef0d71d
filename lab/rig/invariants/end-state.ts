/**
 * What the topology of a pool says of the estate after a completed procedure: what `estate/normal.ts` brings about in the
 * beginning, or (after a failover) its counterpart in the secondary data centre. Each deviation is a sentence.
 */
import { activeServersOf, instanceName } from '../../estate/pool';
import { isWritable } from '../../estate/chat/store-choice';
import { pairOf } from '../../estate/lync/database-types';
import { copies, orphanedUsers, rowsOf } from './look';
import { stillShippedTo, leftovers, shippingFrom, shippingTo } from './shipping-state';
import type { ProcedureName } from '../../../procedures/registry';
import type { Store } from '../../estate/pool';
import type { Estate, LabInstance } from '../../estate/contract';
import type { Lync } from '../../estate/lync/contract';
import type { Row } from './look';

/** Where a completed procedure leaves the pool. */
const ends = {
  failover: { poolState: 'FailedOver', side: 'secondary', pair: 'backup', isShipped: false },
  failback: { poolState: 'Normal', side: 'primary', pair: 'primary', isShipped: true },
} as const satisfies Record<ProcedureName, object>;

const instanceAt = (estate: Estate, store: Store): LabInstance => estate.instance(instanceName(store))!;

export async function deviations(
  estate: Estate,
  lync: Pick<Lync, 'store'>,
  procedure: ProcedureName,
  { shippedFromMirror }: { readonly shippedFromMirror: boolean },
): Promise<string[]> {
  const { pool } = estate;
  const end = ends[procedure];
  const found = [...inLync(estate, lync, end)];
  for (const database of ['mgc', 'mgccomp'] as const) {
    const stores = pool[database];
    if (stores !== undefined) found.push(...(await serving(estate, database, pairOf(stores, end.pair))));
  }
  found.push(...(end.isShipped ? await shipped(estate, shippedFromMirror) : await notShipped(estate)));
  for (const instance of estate.instances.filter(({ isUp }) => isUp)) found.push(...(await leftovers(instance)));
  return found;
}

function inLync(estate: Estate, lync: Pick<Lync, 'store'>, end: (typeof ends)[ProcedureName]): string[] {
  const { poolState, activeServers } = lync.store.current;
  const wanted = activeServersOf(estate.pool, end.side);
  const same = wanted.length === activeServers.length && wanted.every((server) => activeServers.includes(server));
  return [
    ...(poolState === end.poolState ? [] : [`the pool state is ${poolState}, not ${end.poolState}`]),
    ...(same ? [] : [`the active servers are ${activeServers.join(', ') || 'none'}, not ${wanted.join(', ')}`]),
  ];
}

/** A database that serves: ready to use, and mirrored where the topology has a mirror for it. */
async function serving(
  estate: Estate,
  database: 'mgc' | 'mgccomp',
  { primary, mirror, witness }: ReturnType<typeof pairOf>,
): Promise<string[]> {
  const instance = instanceAt(estate, primary);
  const copy = await copyOn(instance, database);
  const what = `${database} on ${instance.name}`;
  if (copy === undefined) return [`${what} is not there`];
  const wanted: Row = {
    state_desc: 'ONLINE',
    user_access_desc: 'MULTI_USER',
    recovery_model_desc: 'FULL',
    // mgccomp belongs to whoever installed it; mgc travels from instance to instance, and has to be given back.
    ...(database === 'mgc' && { owner: 'sa' }),
    ...(mirror && {
      mirroring_role_desc: 'PRINCIPAL',
      mirroring_state_desc: 'SYNCHRONIZED',
      mirroring_partner_instance: instanceName(mirror),
    }),
    ...(mirror && witness && { mirroring_witness_state_desc: 'CONNECTED' }),
  };
  const found = differences(what, copy, wanted);
  if (copy['state_desc'] === 'ONLINE')
    for (const { name } of await rowsOf(instance, orphanedUsers, database))
      found.push(`the user ${name ?? ''} of ${what} has no login`);
  if (mirror === undefined) return found;
  const partner = instanceAt(estate, mirror);
  const mirrored = await copyOn(partner, database);
  if (mirrored === undefined) return [...found, `${database} on ${partner.name} is not there`];
  return [
    ...found,
    ...differences(`${database} on ${partner.name}`, mirrored, {
      state_desc: 'RESTORING',
      mirroring_role_desc: 'MIRROR',
      mirroring_state_desc: 'SYNCHRONIZED',
    }),
  ];
}

const copyOn = async (instance: LabInstance, database: string): Promise<Row | undefined> =>
  instance.isUp ? (await rowsOf(instance, copies)).find(({ name }) => name === database) : undefined;

const differences = (what: string, row: Row, wanted: Row): string[] =>
  Object.entries(wanted)
    .filter(([column, value]) => row[column] !== value)
    .map(([column, value]) => `${column} of ${what} is ${row[column] ?? 'NULL'}, not ${value ?? 'NULL'}`);

/** Log shipping from the primary store, and from its mirror, to the backup store. */
async function shipped(estate: Estate, fromMirror: boolean): Promise<string[]> {
  const { primary, mirror, backup } = estate.pool.mgc;
  const secondary = instanceAt(estate, backup);
  const copy = await copyOn(secondary, 'mgc');
  return [
    ...(await shippingFrom(instanceAt(estate, primary), estate.pool, secondary.name)),
    // The procedure does not set up the mirror's half where it was lost with its data centre: docs/operations.md says so.
    ...(mirror && fromMirror ? await shippingFrom(instanceAt(estate, mirror), estate.pool, secondary.name) : []),
    ...(await shippingTo(secondary, estate.pool)),
    ...(copy?.['state_desc'] === 'RESTORING' ? [] : [`mgc on ${secondary.name} is not RESTORING`]),
  ];
}

/** After a failover nothing is shipped to the backup store, and no copy of the primary data centre can be written. */
async function notShipped(estate: Estate): Promise<string[]> {
  const { primary, mirror, backup } = estate.pool.mgc;
  const former = [primary, mirror].flatMap((store) => (store === undefined ? [] : [instanceAt(estate, store)]));
  return [
    ...(await stillShippedTo(instanceAt(estate, backup))),
    ...former
      .filter((instance) => isWritable(instance, 'mgc'))
      .map(({ name }) => `mgc on ${name} can be written, though the backup store serves`),
  ];
}

/** Whether the primary's mirror is configured to ship the log where it is principal. */
export async function shipsFromMirror(estate: Estate): Promise<boolean> {
  const { mirror, backup } = estate.pool.mgc;
  const instance = mirror && instanceAt(estate, mirror);
  if (instance?.isUp !== true) return false;
  return (await shippingFrom(instance, estate.pool, instanceName(backup))).length === 0;
}
