/** Which databases a `-DatabaseType` means, and which pair of the topology an instance belongs to. */
import { instanceName } from '../pool';
import { sameName } from './central-store';
import { processingFailed } from './cmdlet-error';
import type { Pool, Store, StoreRole, Stores } from '../pool';
import type { Estate, LabInstance, Place } from '../contract';

export type ChatDatabaseType = 'PersistentChat' | 'PersistentChatCompliance';

export const databaseOf: Readonly<Record<ChatDatabaseType, 'mgc' | 'mgccomp'>> = {
  PersistentChat: 'mgc',
  PersistentChatCompliance: 'mgccomp',
};

/** The Lync shell's log-in at the stores; Windows authentication under the administrator's account. */
export const administrator = { login: 'CONTOSO\\lyncadmin', programName: 'Lync Server Management Shell' } as const;

export const storesOf = (pool: Pool, type: ChatDatabaseType): Stores | undefined =>
  type === 'PersistentChat' ? pool.mgc : pool.mgccomp;

/** Two stores that mirror each other, by the topology, with the witness. */
export interface MirrorPair {
  readonly primary: Store;
  readonly mirror: Store | undefined;
  readonly witness: Store | undefined;
}

export const pairOf = (stores: Stores, side: 'primary' | 'backup'): MirrorPair =>
  side === 'primary'
    ? { primary: stores.primary, mirror: stores.mirror, witness: stores.witness }
    : { primary: stores.backup, mirror: stores.backupMirror, witness: stores.backupWitness };

/** The pair whose primary stands on this server and instance; `instance` left out means the default instance. */
export const pairAt = (stores: Stores, server: string, instance: string | undefined): MirrorPair | undefined =>
  [pairOf(stores, 'primary'), pairOf(stores, 'backup')].find(({ primary }) => isStoreAt(primary, server, instance));

export const isStoreAt = (store: Store, server: string, instance: string | undefined): boolean =>
  sameName(store.server, server) && sameName(store.instance ?? '', instance ?? '');

/** @throws CmdletError when the type has no databases in this pool. */
export function requireChatType(pool: Pool, type: string | undefined): ChatDatabaseType {
  if (type === 'PersistentChat' || (type === 'PersistentChatCompliance' && pool.mgccomp !== undefined)) return type;
  throw processingFailed(`One of the following roles must exist on pool "${pool.fqdn}": ${type ?? ''}.`);
}

/** Types that have databases in this pool. */
export const typesOf = (pool: Pool): ChatDatabaseType[] =>
  pool.mgccomp === undefined ? ['PersistentChat'] : ['PersistentChat', 'PersistentChatCompliance'];

export const storeEntries = (stores: Stores): (readonly [StoreRole, Store])[] =>
  (Object.entries(stores) as [StoreRole, Store | undefined][]).flatMap(([role, store]) =>
    store === undefined ? [] : [[role, store] as const],
  );

const unreachable =
  'A network-related or instance-specific error occurred while establishing a connection to SQL Server. The server was not found ' +
  'or was not accessible. Verify that the instance name is correct and that SQL Server is configured to allow remote connections.';

/** The instance behind a store, as seen from `host`. @throws CmdletError when it does not answer. */
export function reach(estate: Estate, store: Store, host: Place): LabInstance {
  const name = instanceName(store);
  const instance = estate.instance(name);
  if (instance?.isUp !== true || !estate.reachable(host.side, instance.place.side)) {
    throw processingFailed(
      `Cannot connect to SQL Server "${name}". ${unreachable}`,
      'System.Data.SqlClient.SqlException',
    );
  }
  return instance;
}
