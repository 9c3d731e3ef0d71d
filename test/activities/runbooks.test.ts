import { operations } from '../../activities/operations';
import type { OperationDefinition } from '../../activities/operation';
import { writePlan } from '../../activities/plan';
import type { Observation, StoreFacts } from '../../domain/observation';
import type { Act, Plan } from '../../domain/run/plan';
import { isStep, predicted, runbookProblems, type Entry, type Runbook, type StepValue } from '../../domain/run/runbook';
import type { Pool } from '../../domain/topology/pool';
import { operationRows, type InputOf, type OperationName } from '../../procedures/contract';
import { procedures, type ProcedureName } from '../../procedures/registry';
import {
  failedOverState,
  normalState,
  oldPairBack,
  primaryDamaged,
  primaryLost,
  promotedAndLeft,
  sealedAndLeft,
  withCopy,
  withStore,
} from '../domain/support/observation';
import { aPool, smallPool } from '../domain/support/pool';

const { primary, backup } = aPool().mgc;
const pools: Readonly<Record<string, Pool>> = {
  'a pool with all parts': aPool(),
  'a pool without mirrors': aPool({ mgc: { primary, backup }, mgccomp: { primary, backup } }),
  'a pool without compliance': aPool({ mgccomp: undefined }),
  'a pool with neither': smallPool(),
};

const bare = { mirroringRole: null, mirroringState: null } as const;

/** What would be seen of a pool that lacks some parts. */
const seenOf = (pool: Pool, seen: Observation): Observation => ({
  ...seen,
  stores: seen.stores
    .filter(({ database, role }) => pool[database]?.[role] !== undefined)
    .map((store): StoreFacts => {
      const mirror = store.role === 'primary' || store.role === 'mirror' ? 'mirror' : 'backupMirror';
      const isMirrored = pool[store.database]?.[mirror] !== undefined;
      return isMirrored || store.copy === undefined ? store : { ...store, copy: { ...store.copy, ...bare } };
    }),
});

const backingUp = withStore(withCopy(failedOverState, 'primary', {}), 'primary', {
  shipping: normalState.stores[0]!.shipping,
});

/** The roles of the primary pair are swapped: the mirror store holds the principal. */
const swapped = withCopy(
  withCopy(normalState, 'primary', { state: 'RESTORING', mirroringRole: 'MIRROR', sessions: 0 }),
  'mirror',
  { state: 'ONLINE', mirroringRole: 'PRINCIPAL', sessions: 2 },
);

const situations: readonly (readonly [ProcedureName, string, Observation])[] = [
  ['failover', 'the principal lives', normalState],
  ['failover', 'the primary data centre is lost', primaryLost],
  ['failover', 'the mirror store is the principal', swapped],
  ['failover', 'the principal is damaged', primaryDamaged],
  ['failover', 'an earlier one had brought the backup store online', promotedAndLeft],
  ['failback', 'the primary is empty', failedOverState],
  ['failback', 'the old pair came back', oldPairBack],
  ['failback', 'the primary came back, and backs up its log', backingUp],
  ['failback', 'an earlier failover had sealed the primary', sealedAndLeft],
  ['failback', 'a copy on the primary is online', withCopy(failedOverState, 'primary', {})],
  ['failback', 'a copy on the primary is out of use', withCopy(failedOverState, 'primary', { state: 'RESTORING' })],
];

interface Case {
  readonly name: string;
  readonly procedure: ProcedureName;
  readonly pool: Pool;
  readonly seen: Observation;
}

const cases: readonly Case[] = Object.entries(pools).flatMap(([of, pool]) =>
  situations
    .filter(([, , seen]) => seen !== swapped || pool.mgc.mirror !== undefined)
    .map(([procedure, when, seen]) => ({
      name: `the ${procedure} of ${of} where ${when}`,
      procedure,
      pool,
      seen: seenOf(pool, seen),
    })),
);

const runbookOf = ({ procedure, pool, seen }: Case): Runbook =>
  procedures[procedure].write(
    seen,
    pool,
    { pool: pool.fqdn },
    { share: pool.logShipping.share, file: (purpose) => `${pool.logShipping.share}\\mgc_${purpose}_r1.bak` },
  ).runbook;

const planOf = ({ procedure, pool, seen }: Case): Plan =>
  writePlan(procedures[procedure], pool, { token: 'r1', request: { pool: pool.fqdn }, observation: seen });

/** Those of every step, and of its undo. */
const operationsIn = <Operation>(entries: readonly Entry<StepValue<Operation>>[]): Operation[] =>
  entries.filter(isStep).flatMap(({ operations: forward, undo }) => [...forward, ...undo]);

const definitionOf = (name: string): OperationDefinition<OperationName> => operations[name as OperationName];
const everyName = Object.keys(operationRows) as OperationName[];
const everyProcedure = Object.keys(procedures) as ProcedureName[];

/** The names in braces that stand for what is found only then. */
const placeholders = ({ text }: Act): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);

describe.each(cases)('$name', (run) => {
  const plan = planOf(run);

  it('can be done', () => {
    expect(runbookProblems(runbookOf(run))).toEqual([]);
    expect(plan.obstacles).toEqual([]);
  });

  it('says what every operation and every undo does, as whole lines; looks do nothing', () => {
    for (const { id, kind, acts } of operationsIn(plan.entries)) {
      if (kind === 'look') expect([id, acts]).toEqual([id, []]);
      for (const act of acts) {
        expect(`${id}: ${act.text}`).not.toMatch(/: $|undefined|\[object|NaN/);
        expect(act.on).not.toBe('');
        expect([id, placeholders(act).length > 0 && act.forEach === undefined]).toEqual([id, false]);
      }
    }
  });

  it('says of every undo on what it depends', () => {
    const undo = plan.entries.filter(isStep).flatMap((step) => step.undo.flatMap(({ acts }) => acts));
    expect(undo.filter(({ onlyIf, forEach }) => onlyIf === undefined && forEach === undefined)).toEqual([]);
  });
});

describe('the operations of the contract', () => {
  const used = cases.flatMap((run) => operationsIn(runbookOf(run)).map((operation) => ({ ...run, operation })));
  const withLines = new Set(
    cases
      .flatMap((run) => operationsIn(planOf(run).entries))
      .filter(({ acts }) => acts.length > 0)
      .map(({ name }) => name),
  );

  it('are all used by a runbook', () => {
    expect(new Set(used.map(({ operation }) => operation.name))).toEqual(new Set(everyName));
  });

  it('have lines in some situation, unless they only look', () => {
    expect(everyName.filter((name) => operationRows[name].kind !== 'look' && !withLines.has(name))).toEqual([]);
  });

  /** Nothing can be used: every store lives and refuses us, the shell is silent, the share is away, and a log backup is missing. */
  const hopeless = (seen: Observation): Observation => {
    const { lync: _lync, ...rest } = seen;
    const { chain } = normalState;
    return {
      ...rest,
      stores: seen.stores.map(({ database, role, instance }) => ({
        database,
        role,
        instance,
        reason: 'login failed',
        loginRefused: true,
      })),
      ...(chain === undefined
        ? {}
        : { chain: { ...chain, shareReachable: false, broken: 'A log backup is missing.' } }),
      shareReasons: ['No route.'],
    };
  };

  it.each(everyName)('%s is refused where it cannot work', (name) => {
    const judgements = used
      .filter(({ operation }) => operation.name === name)
      .flatMap(({ operation, seen }) =>
        [true, false].flatMap((undoing) =>
          definitionOf(name).needs(predicted(operation.input) as InputOf<OperationName>, {
            // The least of a topology: what an operation needs beyond it is missing.
            pool: smallPool(),
            seen: hopeless(seen),
            token: 'r1',
            undoing,
          }),
        ),
      );
    expect(judgements.filter((judgement) => judgement !== undefined)).not.toEqual([]);
  });

  it.each(everyProcedure)('want no look that a %s does not take', (name) => {
    const missing = used
      .filter(({ procedure }) => procedure === name)
      .flatMap(({ operation }) =>
        definitionOf(operation.name)
          .wants.filter((look) => !procedures[name].looks.includes(look))
          .map((look) => `${operation.name} wants ${look}`),
      );
    expect(missing).toEqual([]);
  });
});

describe('the table beside a runbook', () => {
  it.each(everyProcedure)('of a %s has a row for every step, and no other', (name) => {
    const ids = cases
      .filter(({ procedure }) => procedure === name)
      .flatMap((run) =>
        runbookOf(run)
          .filter(isStep)
          .map(({ id }) => id),
      );
    expect(new Set(ids)).toEqual(new Set(Object.keys(procedures[name].steps)));
  });
});
