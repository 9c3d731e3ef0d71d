/** The example of documents, seen of the pool of these tests; they change one fact at a time. */
import type { ChainFacts, DatabaseFacts, Observation, StoreFacts } from '../../../domain/observation';
import { mirrorOf, type PairedRole, type StoreRole } from '../../../domain/topology/pool';
import {
  aCopy,
  failedOverOf,
  identitiesOf,
  normalOf,
  oldPairOf,
  promotedOf,
  sealedOf,
} from '../../../scripts/dev/example-observation';
import { aPool } from './pool';

type Database = StoreFacts['database'];

const pool = aPool();
export const identities = identitiesOf(pool);
export const normalState = normalOf(pool);
export const failedOverState = failedOverOf(pool);

/** The same with one store changed; `undefined` as a value removes the fact. */
export function withStore(
  seen: Observation,
  role: StoreRole,
  changes: { [Key in keyof StoreFacts]?: StoreFacts[Key] | undefined },
  database: Database = 'mgc',
): Observation {
  const changed = (facts: StoreFacts): StoreFacts =>
    Object.fromEntries(
      Object.entries({ ...facts, ...changes }).filter(([, value]) => value !== undefined),
    ) as unknown as StoreFacts;
  return {
    ...seen,
    stores: seen.stores.map((facts) => (facts.role === role && facts.database === database ? changed(facts) : facts)),
  };
}

/** The same with facts of one copy changed; the store must have one. */
export function withCopy(
  seen: Observation,
  role: StoreRole,
  changes: { readonly [Fact in keyof DatabaseFacts]?: DatabaseFacts[Fact] | undefined },
  database: Database = 'mgc',
): Observation {
  const known = seen.stores.find((facts) => facts.role === role && facts.database === database)?.copy ?? aCopy();
  const copy = Object.entries({ ...known, ...changes }).filter(([, value]) => value !== undefined);
  return withStore(seen, role, { copy: Object.fromEntries(copy) as unknown as DatabaseFacts }, database);
}

export const withServer = (
  seen: Observation,
  role: StoreRole,
  changes: Partial<NonNullable<StoreFacts['server']>>,
): Observation => {
  const known = seen.stores.find((facts) => facts.role === role && facts.database === 'mgc')!.server!;
  return withStore(seen, role, { server: { ...known, ...changes } });
};

/** An instance that does not answer, as `observeStores` reports it. */
export const silent = (seen: Observation, role: StoreRole, reason = 'SQL Server does not answer'): Observation =>
  (['mgc', 'mgccomp'] as const).reduce(
    (before, database) =>
      withStore(before, role, { server: undefined, copy: undefined, shipping: undefined, reason }, database),
    seen,
  );

/** Both stores of the primary data centre and its worker are silent. */
export const primaryLost: Observation = {
  ...silent(silent(normalState, 'primary'), 'mirror'),
  workers: { primary: false, secondary: true },
};

/** mgc of the primary is damaged, and its mirror does not answer. */
export const primaryDamaged: Observation = silent(
  withCopy(normalState, 'primary', { state: 'SUSPECT', sessions: 0 }),
  'mirror',
);

export const withChain = (seen: Observation, changes: Partial<ChainFacts>): Observation => ({
  ...seen,
  chain: { ...seen.chain!, ...changes },
});

/** The same without some of its facts. */
export function without(
  seen: Observation,
  ...facts: readonly ('lync' | 'chain' | 'complianceRows' | 'shareReasons')[]
): Observation {
  return Object.fromEntries(
    Object.entries(seen).filter(([name]) => !(facts as readonly string[]).includes(name)),
  ) as unknown as Observation;
}

/** An earlier failover was ended behind its seal, or behind the recovery of the backup store. */
export const sealedAndLeft = sealedOf(pool);
export const promotedAndLeft = promotedOf(pool);

/** Failed over, and the old pair of the primary data centre came back. */
export const oldPairBack = oldPairOf(pool);

/** The mirror by design is the principal of a database. */
export const swappedPair = (seen: Observation, role: PairedRole, database: Database): Observation =>
  withCopy(
    withCopy(seen, role, { state: 'RESTORING', mirroringRole: 'MIRROR', sessions: 0 }, database),
    mirrorOf[role],
    { state: 'ONLINE', mirroringRole: 'PRINCIPAL' },
    database,
  );
