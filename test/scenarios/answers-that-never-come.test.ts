/** Each call of an adapter loses its answer after its effect; the run asks the system and goes on. */
import type { ActivityName } from '../../lab/rig/in-process/activity-faults';
import { stepsOf } from '../support/plan-lines';
import type { ProcedureName } from '../../procedures/registry';
import { effectsTwice, ledgerEnd } from '../../lab/rig/invariants/effects-twice';
import { aPool, type PoolChanges } from '../../lab/rig/testing/a-pool';
import { estateUnderTest, type EstateUnderTest } from './support/estate-under-test';
import { endStateOf } from './support/kill/end-state';
import { runShippingJob, shippedByHand } from '../../lab/rig/testing/log-backups';
import { LostAnswers, type LostAnswersOptions } from './support/lost-answers';
import { productEntries } from '../../lab/rig/testing/product-ledger';
import { usersChat, usersLeave } from './support/situations';
import { snapshotOf, type Snapshot } from './support/undo/snapshot';

const procedures = ['failover', 'failback'] as const satisfies readonly ProcedureName[];
/** Log backups on the share wait to be copied, copied ones to be applied. */
async function anEstate(timing: PoolChanges['timing'] = {}): Promise<EstateUnderTest> {
  const estate = await estateUnderTest({ pool: aPool({ logShipping: shippedByHand, timing }) });
  await usersChat(estate);
  await runShippingJob(estate.lab, 'backup');
  await runShippingJob(estate.lab, 'copy');
  await usersChat(estate);
  await runShippingJob(estate.lab, 'backup');
  await usersLeave(estate);
  return estate;
}

interface Followed {
  readonly endState: Snapshot;
  /** What the product changed, in order, without what names the run. */
  readonly effects: readonly string[];
  readonly twice: readonly unknown[];
  readonly answers: LostAnswers | undefined;
}

/** Names of the run, of its files and of the pool, which are other ones in every estate. */
const withoutNames = (line: string): string =>
  line
    .replace(/_[0-9a-f]{10}(?=[.'])/g, '_of_a_run')
    .replace(/mgc_\d{14}/g, 'mgc_at_some_time')
    .replace(/(chat|dallas|chicago)-\d+/g, '$1');

async function follow(
  estate: EstateUnderTest,
  procedure: ProcedureName,
  losing?: LostAnswersOptions,
): Promise<Followed> {
  const { lab } = estate;
  const { entries } = lab.estate.ledger;
  const [since, before] = [ledgerEnd(entries), await snapshotOf(lab)];
  const run = await estate.start(procedure);
  await run.waitForPhase('awaiting consent');
  const [first] = stepsOf((await run.plan())!);
  const letGo = estate.workers.faults.hold(first!.operations[0]!.name as ActivityName);
  await run.consent();
  // The second look is over by then: whoever is not let look is refused, and nothing has happened.
  await run.waitForStep(first!.id);
  const answers = losing === undefined ? undefined : new LostAnswers(estate, losing);
  letGo();
  const report = await run.result();
  answers?.end();
  expect(report).toMatchObject({ result: 'completed', skipped: [] });
  return {
    endState: await endStateOf(lab, before),
    effects: productEntries(lab)
      .filter(({ sequence, changed }) => sequence > since && changed)
      .map(({ where, text }) => withoutNames(`${where}: ${text}`)),
    twice: effectsTwice(entries, since),
    answers,
  };
}

const followed: Record<string, Partial<Record<ProcedureName, Followed>>> = {};

const both = async (name: string, losing?: LostAnswersOptions): Promise<void> => {
  const estate = await anEstate();
  for (const procedure of procedures) (followed[name] ??= {})[procedure] = await follow(estate, procedure, losing);
};

/** Statements, procedures and cmdlets of several kinds; each costs as long as the adapter waits. */
const silent = {
  'the end of mirroring': /ALTER DATABASE \[mgc\] SET PARTNER OFF$/,
  'a job that is added': /sp_add_job @/,
  'a job that is started': /sp_start_job/,
  'log shipping that is removed': /sp_delete_log_shipping_secondary_database/,
  'a new owner': /ALTER AUTHORIZATION/,
  'a pool state': /Set-CsPersistentChatState/,
} as const;

const hanging = async (): Promise<void> => {
  const estate = await anEstate({ statement: 8, cmdlet: 12 });
  const only = new RegExp(
    Object.values(silent)
      .map(({ source }) => source)
      .join('|'),
  );
  followed['silence'] = { failover: await follow(estate, 'failover', { kind: 'changes', only, how: 'hang' }) };
};

beforeAll(async () => {
  await Promise.all([
    both('undisturbed'),
    both('changes', { kind: 'changes' }),
    both('looks', { kind: 'looks' }),
    hanging(),
  ]);
});

describe('Every answer of a failover and of the failback after it is lost once', () => {
  const rows = procedures.flatMap((procedure) =>
    (['changes', 'looks'] as const).map((kind) => ({ procedure, kind, of: () => followed[kind]![procedure]! })),
  );

  it.each(rows)('the $procedure ends as an undisturbed one ($kind)', ({ procedure, of }) => {
    expect(of().endState).toEqual(followed['undisturbed']![procedure]!.endState);
  });

  it.each(rows)('the $procedure makes the same changes in the same order ($kind)', ({ procedure, of }) => {
    expect(of().effects).toEqual(followed['undisturbed']![procedure]!.effects);
  });

  it.each(rows)('nothing in the $procedure takes effect twice ($kind)', ({ of }) => {
    expect(of().twice).toEqual([]);
  });

  it.each(procedures)('no change of the %s that the ledger and the share show kept its first answer', (procedure) => {
    const { answers } = followed['changes']![procedure]!;
    expect([...answers!.lost].sort()).toEqual([...answers!.changes].sort());
  });

  it.each(procedures)('the looks of the %s were lost by the dozen', (procedure) => {
    expect(followed['looks']![procedure]!.answers!.lost.size).toBeGreaterThan(24);
  });
});

describe('An answer never comes, and the connection stays open', () => {
  const silence = (): Followed => followed['silence']!.failover!;

  it.each(Object.entries(silent))('%s: the adapter gave up and the run looked', (_, text) => {
    expect([...silence().answers!.lost].filter((key) => text.test(key))).not.toEqual([]);
  });

  it('the failover ends as an undisturbed one, with nothing done twice', () => {
    expect(silence().endState).toEqual(followed['undisturbed']!.failover!.endState);
    expect(silence().effects).toEqual(followed['undisturbed']!.failover!.effects);
    expect(silence().twice).toEqual([]);
  });
});
