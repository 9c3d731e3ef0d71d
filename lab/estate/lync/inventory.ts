/** The topology as Lync publishes it: services, pools, computers, the site (reference B.4). */
import { chatServersOf } from './central-store';
import { poolIdentity } from './pool-identity';
import { storeEntries } from './database-types';
import type { Pool, Store, StoreRole, Stores } from '../pool';
import type { StoreSnapshot } from './central-store';

/** A stretched pool is one Lync site in two data centres; its name tells nothing about either. */
export const siteName = 'Headquarters';
const serviceVersion = 6;

export const domainOf = (pool: Pool): string => pool.fqdn.split('.').slice(1).join('.') || pool.fqdn;
/** The front-end pool: next hop of the chat pool, host of the central store; not part of the simulated data centres. */
export const frontEndOf = (pool: Pool): string => `fe.${domainOf(pool)}`;
const fileServerOf = (pool: Pool): string => `files.${domainOf(pool)}`;

export interface ServiceObject {
  readonly Identity: string;
  readonly Role: string;
  readonly PoolFqdn: string;
  readonly [property: string]: unknown;
}

type Kind = 'PersistentChatDatabase' | 'PersistentChatComplianceDatabase';

const prefixes: Readonly<Partial<Record<StoreRole, string>>> = {
  primary: '',
  mirror: 'Mirror',
  backup: 'Backup',
  backupMirror: 'BackupMirror',
};

const storeIdentity = (kind: Kind, store: Store): string => `${kind}:${store.server}`;

/** `PersistentChatDatabase`, `MirrorPersistentChatDatabase`, …; empty where the topology has none. */
const storeProperties = (kind: Kind, stores: Stores | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(prefixes).map(([role, prefix]) => {
      const store = stores?.[role as StoreRole];
      return [`${prefix}${kind}`, store === undefined ? '' : storeIdentity(kind, store)];
    }),
  );

const service = (
  role: string,
  fqdn: string,
  number: number,
  properties: Record<string, unknown> = {},
): ServiceObject => ({
  Identity: `${role}:${fqdn}`,
  ...properties,
  DependentServiceList: [],
  ServiceId: `1-${role}-${String(number)}`,
  SiteId: `Site:${siteName}`,
  PoolFqdn: fqdn,
  Version: serviceVersion,
  Role: role,
});

const databaseServices = (kind: Kind, stores: Stores | undefined): ServiceObject[] =>
  (stores === undefined ? [] : storeEntries(stores))
    .filter(([role]) => prefixes[role] !== undefined)
    .map(([, store], index) => service(kind, store.server, index + 1, { SqlInstanceName: store.instance ?? '' }));

/** Every service of the topology, with the active list as `snapshot` has it. */
export function servicesOf(pool: Pool, snapshot: StoreSnapshot): ServiceObject[] {
  const frontEnd = frontEndOf(pool);
  const fileServer = fileServerOf(pool);
  const active = snapshot.activeServers;
  return [
    service('Registrar', frontEnd, 1),
    service('UserServer', frontEnd, 1),
    service('ManagementServer', frontEnd, 1),
    service('CentralManagement', frontEnd, 1),
    service('FileStore', fileServer, 1, { ShareName: 'LyncShare', UncPath: `\\\\${fileServer}\\LyncShare` }),
    {
      ...service('PersistentChatServer', pool.fqdn, 1, {
        Registrar: `Registrar:${frontEnd}`,
        ...storeProperties('PersistentChatDatabase', pool.mgc),
        ...storeProperties('PersistentChatComplianceDatabase', pool.mgccomp),
        FileStore: `FileStore:${fileServer}`,
        MtlsPort: 5041,
        DisplayName: pool.fqdn.split('.')[0],
        ActiveServers: [...active],
        InactiveServers: chatServersOf(pool).filter((server) => !active.includes(server)),
      }),
      Identity: poolIdentity(pool),
    },
    ...databaseServices('PersistentChatDatabase', pool.mgc),
    ...databaseServices('PersistentChatComplianceDatabase', pool.mgccomp),
  ];
}

export interface PoolObject {
  readonly Identity: string;
  readonly Fqdn: string;
  readonly Computers: readonly string[];
  readonly [property: string]: unknown;
}

/** The chat pool, the front end, and each SQL and file server, which are pools of one computer to Lync. */
export function poolsOf(pool: Pool, snapshot: StoreSnapshot): PoolObject[] {
  const services = servicesOf(pool, snapshot);
  const fqdns = [...new Set(services.map(({ PoolFqdn }) => PoolFqdn))];
  return fqdns.map((fqdn) => ({
    Identity: fqdn,
    Fqdn: fqdn,
    Services: services.filter(({ PoolFqdn }) => PoolFqdn === fqdn).map(({ Identity }) => Identity),
    Computers: fqdn === pool.fqdn ? chatServersOf(pool) : [fqdn],
    BackupPoolFqdn: '',
    Site: `Site:${siteName}`,
  }));
}
