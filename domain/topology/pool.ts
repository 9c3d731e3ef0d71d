/** A pool of the topology file as the product speaks of it: types, places and names. Nothing is validated here, so workflows may know it. */
import type { z } from 'zod';
import type { dataCentreSchema, logShippingSchema, poolSchema, storeSchema, storesSchema } from './schema';

export type Store = z.output<typeof storeSchema>;
export type Stores = z.output<typeof storesSchema>;
export type StoreRole = keyof Stores;
export type DataCentre = z.output<typeof dataCentreSchema>;
export type LogShippingSettings = z.output<typeof logShippingSchema>;
export type Pool = z.output<typeof poolSchema>;
export type Topology = { pools: Pool[] };

/** `primary` and `secondary` are fixed by design; which of them serves now is an observation. */
export type DataCentreSide = 'primary' | 'secondary';
export type WorkerRole = 'lync' | 'sql';

/** The side that a store stands in, by design. */
export const sideOf = (role: StoreRole): DataCentreSide =>
  role === 'primary' || role === 'mirror' || role === 'witness' ? 'primary' : 'secondary';

export const dataCentreOf = (pool: Pool, side: DataCentreSide): DataCentre =>
  side === 'primary' ? pool.primaryDataCentre : pool.secondaryDataCentre;

/** `SQL1\CHAT`, or `SQL1` for a default instance: the form that `@@SERVERNAME` and log shipping use. */
export const instanceName = (store: Store): string => {
  const host = store.server.replace(/\..*$/s, '').toUpperCase();
  return store.instance === undefined ? host : `${host}\\${store.instance.toUpperCase()}`;
};

export const activeServersOf = (pool: Pool, side: DataCentreSide): string[] => {
  const dataCentre = dataCentreOf(pool, side);
  return dataCentre.activeServers ?? dataCentre.chatServers.slice(0, 4);
};

/** Whether a list of servers names that one; names are compared without regard to case. */
export const listsServer = (servers: readonly string[], server: string): boolean =>
  servers.some((listed) => listed.toLowerCase() === server.toLowerCase());

export const workflowQueue = 'persistent-chat';
/** Looks have a queue of their own: they must not wait behind acts that last a day. */
export const hostQueues = ['acts', 'looks'] as const;
export type HostQueue = (typeof hostQueues)[number];
export const hostQueue = (dataCentre: string, role: WorkerRole, what: HostQueue = 'acts'): string =>
  `persistent-chat/${dataCentre}/${role}${what === 'looks' ? '/looks' : ''}`;
/** The lock: one procedure per pool. */
export const workflowIdOf = (poolFqdn: string): string => `persistent-chat/${poolFqdn.toLowerCase()}`;

export type DatabaseName = 'mgc' | 'mgccomp';
export const databaseNames = ['mgc', 'mgccomp'] as const satisfies readonly DatabaseName[];
/** One copy of a database: where it stands. */
export interface CopyAt {
  readonly database: DatabaseName;
  readonly role: StoreRole;
}

/** The store that mirrors another, by design. */
export const mirrorOf = { primary: 'mirror', backup: 'backupMirror' } as const;
export type PairedRole = keyof typeof mirrorOf;
