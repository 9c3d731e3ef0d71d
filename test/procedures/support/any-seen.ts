/** Whatever may be seen of a pool, good or bad, of pools with and without their optional parts. */
import fc from 'fast-check';
import { fileNames } from '../../../domain/file-names';
import { noShipping, type ShippingFacts } from '../../../domain/log-shipping-record';
import { lsn } from '../../../domain/lsn';
import {
  storeSeen,
  type ChainFacts,
  type DatabaseFacts,
  type LyncFacts,
  type Observation,
  type StoreFacts,
} from '../../../domain/observation';
import {
  databaseNames,
  type CopyAt,
  type DatabaseName,
  type Pool,
  type StoreRole,
} from '../../../domain/topology/pool';
import {
  failedOverState,
  normalState,
  oldPairBack,
  primaryDamaged,
  primaryLost,
  promotedAndLeft,
  sealedAndLeft,
} from '../../domain/support/observation';
import { aPool } from '../../domain/support/pool';

export interface Case {
  readonly pool: Pool;
  readonly seen: Observation;
}

const optional = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined });

const { mgc } = aPool();
const witness = { server: 'sql5.contoso.com', instance: 'CHAT' };

const parts = fc.record({ mirror: fc.boolean(), witness: fc.boolean(), backupMirror: fc.boolean() }).map((has) => ({
  primary: mgc.primary,
  backup: mgc.backup,
  ...(has.mirror ? { mirror: mgc.mirror } : {}),
  ...(has.mirror && has.witness ? { witness } : {}),
  ...(has.backupMirror ? { backupMirror: mgc.backupMirror } : {}),
}));

const anyPool: fc.Arbitrary<Pool> = fc
  .record({ mgc: parts, mgccomp: optional(parts) })
  .map((changes) => aPool({ ...changes, mirroringShare: '\\\\fs1.contoso.com\\pchat-mirroring' }));

const aCopy = (state: string, changes: Partial<DatabaseFacts> = {}): DatabaseFacts => ({
  ...normalState.stores[0]!.copy!,
  state,
  sessions: 0,
  mirroringRole: null,
  mirroringState: null,
  ...changes,
});

const anyCopy: fc.Arbitrary<DatabaseFacts> = fc.oneof(
  fc
    .constantFrom<readonly [string, DatabaseFacts['mirroringRole']]>(
      ['ONLINE', 'PRINCIPAL'],
      ['ONLINE', null],
      ['RESTORING', 'MIRROR'],
      ['RESTORING', null],
      ['RECOVERY_PENDING', null],
      ['SUSPECT', 'PRINCIPAL'],
      ['SUSPECT', 'MIRROR'],
      ['OFFLINE', null],
    )
    .map(([state, mirroringRole]) => aCopy(state, { mirroringRole, mirroringState: mirroringRole && 'SYNCHRONIZED' })),
  fc.constantFrom(1, 7).map((sessions) => aCopy('ONLINE', { sessions })),
);

const shippings = [...normalState.stores.flatMap(({ shipping }) => shipping ?? []), noShipping];
const anyShipping: fc.Arbitrary<ShippingFacts> = fc.constantFrom(...shippings);

const anyServer: fc.Arbitrary<NonNullable<StoreFacts['server']>> = fc.record({
  version: fc.constantFrom('11.0.2100.60', '12.0.6024.0'),
  sysadmin: fc.boolean(),
  agentRunning: fc.boolean(),
});

type Answer = Omit<StoreFacts, 'database' | 'role' | 'instance'>;

const anyAnswer = (database: DatabaseName): fc.Arbitrary<Answer> =>
  fc.oneof(
    fc.record({ reason: fc.constant('SQL Server does not answer') }),
    fc.record({ reason: fc.constant('Login failed'), loginRefused: fc.constant(true) }),
    {
      weight: 6,
      arbitrary: fc
        .record({ server: anyServer, copy: optional(anyCopy), shipping: anyShipping })
        .map(({ server, copy, shipping }) => ({
          server,
          ...(copy === undefined ? {} : { copy }),
          ...(database === 'mgc' ? { shipping } : {}),
        })),
    },
  );

const dataRoles: readonly StoreRole[] = ['primary', 'mirror', 'backup', 'backupMirror'];

/** As in a state that is well, but for a fact here and there. */
const mostly = <Fact>(well: Fact, any: fc.Arbitrary<Fact>): fc.Arbitrary<Fact> =>
  fc.oneof({ weight: 7, arbitrary: fc.constant(well) }, { weight: 1, arbitrary: any });

/** What workers say of the stores that the topology names. */
const storesAs = (well: Observation | undefined, pool: Pool): fc.Arbitrary<readonly StoreFacts[]> => {
  const places = databaseNames.flatMap((database) =>
    dataRoles.filter((role) => pool[database]?.[role] !== undefined).map((role) => ({ database, role })),
  );
  const factsAt = ({ database, role }: CopyAt): fc.Arbitrary<StoreFacts | undefined> => {
    const any = optional(anyAnswer(database)).map((answer) =>
      answer === undefined ? undefined : { database, role, instance: role, ...answer },
    );
    return well === undefined ? any : mostly(storeSeen(well, role, database), any);
  };
  return fc.tuple(...places.map(factsAt)).map((facts) => facts.filter((one) => one !== undefined));
};

const anyServers = (pool: Pool): fc.Arbitrary<readonly string[]> =>
  fc.constantFrom([], pool.primaryDataCentre.chatServers, pool.secondaryDataCentre.chatServers);

const anyLync = (pool: Pool): fc.Arbitrary<LyncFacts> =>
  fc.record({
    stateIdentity: fc.constant(`Global:${pool.fqdn}`),
    serviceIdentity: fc.constant(`PersistentChatServer:${pool.fqdn}`),
    poolState: fc.constantFrom('Normal', 'FailedOver'),
    activeServers: anyServers(pool),
  });

const anyChain: fc.Arbitrary<ChainFacts> = fc
  .record({
    shareReachable: fc.boolean(),
    files: fc.integer({ min: 0, max: 30 }),
    endsAt: fc.bigInt({ min: 1n, max: 10n ** 25n - 1n }),
    familyGuid: optional(fc.uuid()),
    broken: optional(fc.constant('A log backup is missing.')),
  })
  .map(({ shareReachable, files, endsAt, familyGuid, broken }) => {
    const names = Array.from({ length: files }, (_, index) => `mgc_${String(index)}.trn`);
    return {
      shareReachable,
      redoLsn: lsn('1'),
      toCopy: fileNames(shareReachable ? names.slice(files / 2) : []),
      toApply: fileNames(names),
      endsAt: lsn(endsAt),
      endsAtTime: '2026-11-21T09:55:00.000Z',
      ...(familyGuid === undefined ? {} : { familyGuid }),
      ...(broken === undefined ? {} : { broken }),
    };
  });

/** Nothing in it goes together, or it is one of the states in which a pool is well, with a few facts changed. */
export const anyCase: fc.Arbitrary<Case> = fc
  .tuple(
    anyPool,
    fc.constantFrom(
      undefined,
      normalState,
      failedOverState,
      primaryLost,
      primaryDamaged,
      sealedAndLeft,
      promotedAndLeft,
      oldPairBack,
    ),
  )
  .chain(([pool, well]) => {
    const as = <Fact extends keyof Observation>(fact: Fact, any: fc.Arbitrary<Observation[Fact]>) =>
      well === undefined ? any : mostly(well[fact], any);
    return fc
      .record({
        stores: storesAs(well, pool),
        workers: as('workers', fc.record({ primary: fc.boolean(), secondary: fc.boolean() })),
        lync: as('lync', optional(anyLync(pool))),
        chain: as('chain', optional(anyChain)),
        shareReasons: as('shareReasons', optional(fc.constantFrom([], ['Access is denied.']))),
        complianceRows: as('complianceRows', optional(fc.nat({ max: 1000 }))),
      })
      .map((facts) => ({ pool, seen: { at: normalState.at, announced: [], ...present(facts) } }));
  });

/** A fact that nobody has is absent. */
const present = <Facts extends object>(facts: Facts) =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as {
    [Fact in keyof Facts]: Exclude<Facts[Fact], undefined>;
  };
