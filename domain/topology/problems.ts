/**
 * What is wrong with a topology although each of its values is well formed: the rules between values. Pure; every rule
 * answers with all that breaks it, and keeps silent about what is absent.
 */
import { instanceName, sideOf, type DataCentreSide, type Store, type StoreRole } from './pool';
import type { Draft, PoolDraft, TopologyDraft } from './draft';
import { logShippingProblems } from './log-shipping-problems';
import type { TopologyProblem } from './problem';

type Rule = (pool: PoolDraft) => TopologyProblem[];

/** Every problem between the values of the file, in the order of its pools. */
export function topologyProblems(topology: TopologyDraft): TopologyProblem[] {
  const pools = (topology.pools ?? []).map((pool) => pool ?? {});
  const within = pools.flatMap((pool, index) =>
    poolRules.flatMap((rule) => rule(pool)).map((problem) => ({ ...problem, path: ['pools', index, ...problem.path] })),
  );
  return [...within, ...duplicatePools(pools), ...contestedInstances(pools), ...contradictedInstances(pools)];
}

const same = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();
const has = (names: readonly (string | undefined)[], name: string): boolean =>
  names.some((other) => other !== undefined && same(other, name));

const sides = ['primary', 'secondary'] as const;
const databases = ['mgc', 'mgccomp'] as const;
type Database = (typeof databases)[number];

interface PlacedStore {
  readonly path: readonly PropertyKey[];
  readonly database: Database;
  readonly role: StoreRole;
  readonly store: Draft<Store>;
  /** `SQL1\CHAT`; absent while the server is unknown. */
  readonly instance: string | undefined;
}

const roles: readonly StoreRole[] = ['primary', 'mirror', 'witness', 'backup', 'backupMirror', 'backupWitness'];
const holdsData = ({ role }: PlacedStore): boolean => role !== 'witness' && role !== 'backupWitness';

function storesOf(pool: PoolDraft): PlacedStore[] {
  return databases.flatMap((database) =>
    roles.flatMap((role) => {
      const store = pool[database]?.[role];
      return store ? [{ path: [database, role], database, role, store, instance: instanceOf(store) }] : [];
    }),
  );
}

const instanceOf = ({ server, instance }: Draft<Store>): string | undefined =>
  server === undefined
    ? undefined
    : instanceName({ server, port: 1433, ...(instance === undefined ? {} : { instance }) });

const duplicatePools = (pools: readonly PoolDraft[]): TopologyProblem[] =>
  pools.flatMap(({ fqdn }, index) =>
    fqdn !== undefined &&
    has(
      pools.slice(0, index).map((pool) => pool.fqdn),
      fqdn,
    )
      ? [
          {
            path: ['pools', index, 'fqdn'],
            says: `The pool ${fqdn} stands twice in the file.`,
            remedy: 'Keep one of them.',
          },
        ]
      : [],
  );

const dataCentreNames: Rule = ({
  primaryDataCentre: { name: first } = {},
  secondaryDataCentre: { name: second } = {},
}) =>
  first !== undefined && second !== undefined && same(first, second)
    ? [
        {
          path: ['secondaryDataCentre', 'name'],
          says: `Both data centres have the name "${second}".`,
          remedy: 'Give them different names: the workers of a data centre are found by its name.',
        },
      ]
    : [];

const chatServersInBoth: Rule = (pool) =>
  (pool.secondaryDataCentre?.chatServers ?? []).flatMap((server, index) =>
    server !== undefined && has(pool.primaryDataCentre?.chatServers ?? [], server)
      ? [
          {
            path: ['secondaryDataCentre', 'chatServers', index],
            says: `The chat server ${server} stands in both data centres.`,
            remedy: 'List it only where the machine stands.',
          },
        ]
      : [],
  );

const chatServersTwice: Rule = (pool) =>
  sides.flatMap((side) =>
    (['chatServers', 'activeServers'] as const).flatMap((list) => {
      const servers = pool[`${side}DataCentre`]?.[list] ?? [];
      return servers.flatMap((server, index) =>
        server !== undefined && has(servers.slice(0, index), server)
          ? [
              {
                path: [`${side}DataCentre`, list, index],
                says: `${server} stands twice in "${list}".`,
                remedy: 'Remove one of them.',
              },
            ]
          : [],
      );
    }),
  );

const largestPool = 8;

const tooManyChatServers: Rule = (pool) => {
  const count = sides.reduce((sum, side) => sum + (pool[`${side}DataCentre`]?.chatServers?.length ?? 0), 0);
  return count > largestPool
    ? [
        {
          path: ['secondaryDataCentre', 'chatServers'],
          says: `The pool has ${String(count)} chat servers; Lync supports ${String(largestPool)}, four of them active.`,
          remedy: 'List the servers of this pool only.',
        },
      ]
    : [];
};

const strangersActive: Rule = (pool) =>
  sides.flatMap((side) => {
    const { chatServers, activeServers } = pool[`${side}DataCentre`] ?? {};
    if (chatServers === undefined) return [];
    return (activeServers ?? []).flatMap((server, index) =>
      server !== undefined && !has(chatServers, server)
        ? [
            {
              path: [`${side}DataCentre`, 'activeServers', index],
              says: `${server} is to be active but is no chat server of this data centre.`,
              remedy: `Add it to "chatServers", or choose among ${chatServers.filter((name) => name !== undefined).join(', ')}.`,
            },
          ]
        : [],
    );
  });

const copiesOnOneInstance: Rule = (pool) => {
  const stores = storesOf(pool);
  return stores.flatMap((store, index) => {
    const other = stores.slice(0, index).find((earlier) => collides(earlier, store));
    return other && store.instance !== undefined
      ? [
          {
            path: store.path,
            says: `The ${other.role} and the ${store.role} of ${store.database} are on the same instance ${store.instance}.`,
            remedy: 'Each copy of a database, and the witness of a pair, needs an instance of its own.',
          },
        ]
      : [];
  });
};

/** A witness may serve elsewhere, but not beside the copies it judges between. */
function collides(left: PlacedStore, right: PlacedStore): boolean {
  if (left.instance === undefined || left.instance !== right.instance || left.database !== right.database) return false;
  return (
    (holdsData(left) && holdsData(right)) ||
    (sideOf(left.role) === sideOf(right.role) && holdsData(left) !== holdsData(right))
  );
}

const hostsInBoth: Rule = (pool) => {
  const stores = storesOf(pool);
  const hostsOf = (side: DataCentreSide): string[] =>
    stores.flatMap(({ role, store }) => (sideOf(role) === side && store.server !== undefined ? [store.server] : []));
  const primaryHosts = hostsOf('primary');
  return stores.flatMap(({ path, role, store: { server } }) =>
    sideOf(role) === 'secondary' && server !== undefined && has(primaryHosts, server)
      ? [
          {
            path: [...path, 'server'],
            says: `${server} holds a store of both data centres.`,
            remedy:
              'Name the SQL Server that stands in the secondary data centre: losing one data centre must not cost both copies.',
          },
        ]
      : [],
  );
};

const pairs = [
  { mirror: 'mirror', witness: 'witness', principal: 'primary' },
  { mirror: 'backupMirror', witness: 'backupWitness', principal: 'backup' },
] as const;

const witnessWithoutMirror: Rule = (pool) =>
  databases.flatMap((database) =>
    pairs.flatMap(({ mirror, witness, principal }) =>
      pool[database]?.[witness] && !(mirror in pool[database])
        ? [
            {
              path: [database, witness],
              says: `${database} has a "${witness}" but no "${mirror}".`,
              remedy: `Add "${mirror}", or remove "${witness}": a witness judges between the ${principal} store and its mirror.`,
            },
          ]
        : [],
    ),
  );

const mirrorWithoutShare: Rule = (pool) => {
  const mirrored = storesOf(pool).find(({ role }) => role === 'mirror' || role === 'backupMirror');
  return mirrored && !('mirroringShare' in pool)
    ? [
        {
          path: mirrored.path,
          says: `${mirrored.database} has a "${mirrored.role}" but the pool has no "mirroringShare".`,
          remedy:
            'Add "mirroringShare", a share that the SQL Servers of a pair can read and write: Install-CsMirrorDatabase copies through it.',
        },
      ]
    : [];
};

/** Install-CsMirrorDatabase mirrors from one host to one other; two databases of one host cannot part there. */
const mirrorsThatPart: Rule = (pool) =>
  pairs.flatMap(({ mirror, principal }) => {
    const [chat, compliance] = databases.map((database) => ({
      from: pool[database]?.[principal],
      to: pool[database]?.[mirror],
    }));
    if (!chat?.from || !compliance?.from || !chat.to || !compliance.to) return [];
    const [from, otherFrom, to, otherTo] = [chat.from, compliance.from, chat.to, compliance.to].map(instanceOf);
    return from !== undefined && from === otherFrom && to !== undefined && otherTo !== undefined && to !== otherTo
      ? [
          {
            path: ['mgccomp', mirror],
            says: `mgc and mgccomp share the instance ${from} but are mirrored to ${to} and ${otherTo}.`,
            remedy: 'Lync knows one mirror per SQL Server store: name the same instance in both.',
          },
        ]
      : [];
  });

const poolRules: readonly Rule[] = [
  dataCentreNames,
  chatServersInBoth,
  chatServersTwice,
  tooManyChatServers,
  strangersActive,
  copiesOnOneInstance,
  hostsInBoth,
  witnessWithoutMirror,
  mirrorWithoutShare,
  mirrorsThatPart,
  logShippingProblems,
];

/** The database has the same name in every pool, so an instance holds that of one pool only. */
function contestedInstances(pools: readonly PoolDraft[]): TopologyProblem[] {
  const stores = everyStore(pools).filter(holdsData);
  return stores.flatMap((store, index) => {
    const other = stores
      .slice(0, index)
      .find(
        (earlier) =>
          earlier.pool !== store.pool && earlier.database === store.database && earlier.instance === store.instance,
      );
    return other && store.instance !== undefined
      ? [
          {
            path: store.path,
            says: `${store.instance} is to hold ${store.database} of two pools.`,
            remedy: 'An instance holds one database of that name: give each pool instances of its own.',
          },
        ]
      : [];
  });
}

/** An instance is described once per store that it holds; the descriptions must agree, and no port can serve two. */
function contradictedInstances(pools: readonly PoolDraft[]): TopologyProblem[] {
  const stores = everyStore(pools).filter(({ instance }) => instance !== undefined);
  return stores.flatMap((store, index) =>
    stores
      .slice(0, index)
      .flatMap((earlier) => {
        const sameInstance = earlier.instance === store.instance;
        const sameEndpoint = same(endpointOf(earlier.store), endpointOf(store.store));
        if (sameInstance === sameEndpoint) return [];
        return [
          sameInstance
            ? {
                path: store.path,
                says: `The instance ${String(store.instance)} is reached at ${endpointOf(store.store)} here and at ${endpointOf(earlier.store)} elsewhere in the file.`,
                remedy: 'Give it one "address" and one "port".',
              }
            : {
                path: store.path,
                says: `The instances ${String(earlier.instance)} and ${String(store.instance)} both listen at ${endpointOf(store.store)}.`,
                remedy: 'Give each its own "port" (SQL Server Configuration Manager, TCP/IP of the instance).',
              },
        ];
      })
      .slice(0, 1),
  );
}

const everyStore = (pools: readonly PoolDraft[]): (PlacedStore & { readonly pool: number })[] =>
  pools.flatMap((draft, pool) =>
    storesOf(draft).map((store) => ({ ...store, pool, path: ['pools', pool, ...store.path] })),
  );

const endpointOf = ({ address, server, port }: Draft<Store>): string =>
  `${address ?? server ?? ''}:${String(port ?? 1433)}`;
