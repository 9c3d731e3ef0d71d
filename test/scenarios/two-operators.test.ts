/** Two people act on one pool in the same moment: one of them counts, and the other is told whose word does. */
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { OperatorUpdate } from '../../domain/run/phase';
import type { ProcedureName } from '../../procedures/registry';
import { aPool } from '../../lab/rig/testing/a-pool';
import { atItsEnd } from './support/by-hand';
import { allConsents, estateUnderTest, type EstateUnderTest } from './support/estate-under-test';
import { shippedByHand } from '../../lab/rig/testing/log-backups';
import type { Run } from './support/run';
import { readyFor, usersChat } from './support/situations';
import { snapshotOf, type Snapshot } from './support/undo/snapshot';

let estate: EstateUnderTest;
let before: Snapshot;

beforeAll(async () => {
  estate = await estateUnderTest({
    pool: aPool({ without: ['mirror', 'backupMirror', 'compliance'], logShipping: shippedByHand }),
  });
  await usersChat(estate);
});
afterEach(() => {
  estate.lab.invariants.checkLoss();
});

const said = ({ message }: Error): string => message;

interface Word {
  readonly update: OperatorUpdate;
  readonly by: string;
}
interface Answers {
  /** Who was told yes. */
  readonly taken: readonly Word[];
  readonly refusals: readonly string[];
}

/** Sends all in one moment. */
async function atOnce(run: Run, words: readonly Word[], more: object = {}): Promise<Answers> {
  const answers = await Promise.allSettled(
    words.map(({ update, by }) => run.send(update, { by, reason: 'at once', ...(update === 'abort' ? {} : more) })),
  );
  return {
    taken: words.filter((_, index) => answers[index]!.status === 'fulfilled'),
    refusals: answers.flatMap((answer) => (answer.status === 'rejected' ? [said(answer.reason as Error)] : [])),
  };
}

/** A report lists whose word was taken, and only those, in the order in which the run heard them. */
async function decided(run: Run): Promise<Word[]> {
  const { decisions } = await run.report();
  return decisions.flatMap(({ update, by, reason }) =>
    reason === 'at once' ? [{ update: update as OperatorUpdate, by }] : [],
  );
}

const inTurn = (round: number, ...words: readonly Word[]): readonly Word[] =>
  round % 2 === 0 ? words : [...words].reverse();

/** The run is undone, and the pool serves on as before. */
async function isUndone(run: Run): Promise<void> {
  expect(await atItsEnd(run)).toMatchObject({ result: 'undone' });
  expect(await snapshotOf(estate.lab)).toEqual(before);
}

async function startsAtOnce(...procedures: readonly ProcedureName[]): Promise<Run[]> {
  const starts = await Promise.allSettled(procedures.map((procedure) => estate.start(procedure)));
  for (const start of starts) {
    if (start.status === 'rejected') expect(start.reason).toBeInstanceOf(WorkflowExecutionAlreadyStartedError);
  }
  return starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
}

/** The first change of a run fails for good, as often as is said. */
const fails = (times: number): void => {
  for (let left = times; left > 0; left -= 1) estate.workers.faults.strike('setActiveServers', 'before its effect');
};

const ada = (update: OperatorUpdate): Word => ({ update, by: 'Ada' });
const bob = (update: OperatorUpdate): Word => ({ update, by: 'Bob' });
const step = { step: 'clearActiveServers' };

/** What the other is told; a run that ends on the first word may be over before it hears the second: Temporal answers then. */
const toldThat = (sentence: string): unknown =>
  expect.stringMatching(
    new RegExp(`^(${sentence}|workflow update was aborted by closing workflow|workflow execution already completed)$`),
  );

describe.each([1, 2, 3])('Two people at one pool (%d)', (round) => {
  let run: Run;

  beforeEach(async () => {
    await readyFor(estate, 'failover');
    before = await snapshotOf(estate.lab);
  });

  /** Both say something in one moment. @returns who counts, and what the other is told. */
  async function oneCounts(words: readonly Word[], more: object = {}): Promise<{ first: Word; told: string }> {
    const { taken, refusals } = await atOnce(run, inTurn(round, ...words), more);
    expect(taken).toHaveLength(1);
    return { first: taken[0]!, told: refusals.join() };
  }

  it('start, approve, abort, retry and skip at once: one counts each time, the other is told whose word does', async () => {
    const runs = await startsAtOnce('failover', 'failover', 'failover');
    expect(runs).toHaveLength(1);
    run = runs[0]!;
    expect((await run.waitForPhase('awaiting consent')).procedure).toBe('failover');

    fails(2);
    const { hash: plan } = (await run.plan())!;
    const approval = await oneCounts([ada('approve'), bob('approve')], { plan });
    expect(approval.told).toBe(`${approval.first.by} has sent approve for plan ${plan} already; it counts.`);
    await run.waitForPhase('step failed');

    const abort = await oneCounts([ada('abort'), bob('abort')]);
    expect(abort.told).toBe(
      `${abort.first.by} has aborted this run already; nothing else is taken until it is undone.`,
    );
    await run.waitForPhase('needs a person');

    const { first, told } = await oneCounts([ada('retryStep'), bob('skipStep')], step);
    expect(told).toEqual(
      toldThat(`${first.by} has sent ${first.update} for "${step.step}" already; the run acts on that\\.`),
    );
    await isUndone(run);
    const { undone, notes } = await run.report();
    expect([undone.includes(step.step), notes.length]).toEqual(first.update === 'retryStep' ? [true, 0] : [false, 1]);
    expect(await decided(run)).toEqual([approval.first, abort.first, first]);
  });

  it.each(['approve', 'retryStep'] as const)(
    'abort and %s at once: it is undone, whoever comes first',
    async (other) => {
      if (other === 'retryStep') fails(1);
      run = await estate.start('failover', other === 'retryStep' ? allConsents('failover') : {});
      await run.waitForPhase(other === 'retryStep' ? 'step failed' : 'awaiting consent');
      const more = other === 'retryStep' ? step : { plan: (await run.plan())!.hash };
      const { taken, refusals } = await atOnce(run, inTurn(round, ada(other), bob('abort')), more);
      await isUndone(run);
      expect(taken).toContainEqual(bob('abort'));
      const isFirst = taken.length === 2;
      expect(await decided(run)).toEqual(isFirst ? [ada(other), bob('abort')] : [bob('abort')]);
      expect(refusals).toEqual(
        isFirst ? [] : [toldThat('Bob has aborted this run already; nothing else is taken until it is undone\\.')],
      );
    },
  );
});

describe('Two people at one pool that fails over in earnest', () => {
  it('retry and skip the last look at once: the result is what the first of them said', async () => {
    await readyFor(estate, 'failover');
    estate.workers.faults.strike('verifyService', 'before its effect');
    const run = await estate.start('failover', allConsents('failover'));
    await run.waitForPhase('step failed, forward only');
    const { taken, refusals } = await atOnce(run, [ada('retryStep'), bob('skipStep')], { step: 'verifyService' });
    const [first] = taken;
    expect(refusals).toEqual([
      toldThat(`${first!.by} has sent ${first!.update} for "verifyService" already; the run acts on that\\.`),
    ]);
    expect(await atItsEnd(run)).toMatchObject({
      result: first!.update === 'retryStep' ? 'completed' : 'completed with skips',
    });
    expect(await decided(run)).toEqual(taken);
  });

  it('a failover cannot be started while a failback runs, which does not notice', async () => {
    await readyFor(estate, 'failback');
    await usersChat(estate, 5);
    const letGo = estate.workers.faults.hold('backUpDatabase');
    const [run, ...others] = await startsAtOnce('failback', 'failback');
    expect(others).toEqual([]);
    await run!.consent();
    await run!.waitForStep('backUpDatabase');
    expect(await startsAtOnce('failover', 'failover')).toEqual([]);
    letGo();
    expect(await atItsEnd(run!)).toMatchObject({ procedure: 'failback', result: 'completed' });
    await usersChat(estate, 5);
  });
});
