/** The instances that a topology names: stores with the same server and instance are one. */
import { instanceName, sideOf } from './pool';
import type { Place } from './contract';
import type { DataCentreSide, Pool, Store, StoreRole } from './pool';
import type { ReleaseName } from './sql-server/model/releases';
import { TimeZone } from './time-zone';

/** What an instance is installed as. */
export interface InstanceSettings {
  /** The store of the pool that it is first. */
  readonly role: StoreRole;
  readonly store: Store;
  readonly place: Place;
  readonly endpointPort: number;
  /** Default: 2012. */
  readonly version?: ReleaseName;
  /** Default: UTC. */
  readonly timeZone?: TimeZone;
  /** Default: SQL_Latin1_General_CP1_CI_AS. */
  readonly collation?: string;
}

export const usualCollation = 'SQL_Latin1_General_CP1_CI_AS';

/** The versions of the instances, by the store that each is first. */
export type Versions = Partial<Readonly<Record<StoreRole, ReleaseName>>>;

/** The time zones of the hosts, by a store that each holds: `{ primary: 'Asia/Tokyo' }`. */
export type TimeZones = Partial<Readonly<Record<StoreRole, string>>>;

/** The collations of the instances, by the store that each is first; a database is made with that of its instance, and keeps it. */
export type Collations = Partial<Readonly<Record<StoreRole, string>>>;

export const storeRoles: readonly StoreRole[] = [
  'primary',
  'mirror',
  'witness',
  'backup',
  'backupMirror',
  'backupWitness',
];

export const dataCentreSides: readonly DataCentreSide[] = ['primary', 'secondary'];

const firstEndpointPort = 5022;

export function storesOf(
  pool: Pool,
  versions: Versions = {},
  timeZones: TimeZones = {},
  collations: Collations = {},
): InstanceSettings[] {
  const known = new Map<string, { role: StoreRole; store: Store }>();
  const zones = new Map<string, TimeZone>();
  for (const stores of [pool.mgc, pool.mgccomp]) {
    for (const [role, store] of Object.entries(stores ?? {}) as [StoreRole, Store][]) {
      const zone = timeZones[role];
      if (zone !== undefined) zones.set(store.server, new TimeZone(zone));
      if (!known.has(instanceName(store))) known.set(instanceName(store), { role, store });
    }
  }
  const onHost = new Map<string, number>();
  return [...known.values()].map(({ role, store }) => {
    const before = onHost.get(store.server) ?? 0;
    onHost.set(store.server, before + 1);
    const version = versions[role];
    const timeZone = zones.get(store.server);
    const place = { side: sideOf(role), host: store.server };
    const endpointPort = firstEndpointPort + before;
    const collation = collations[role];
    return {
      role,
      store,
      place,
      endpointPort,
      ...(version && { version }),
      ...(timeZone && { timeZone }),
      ...(collation && { collation }),
    };
  });
}
