/** The runbook that was approved stands in the history and is what the executor runs, whatever the code says by then. */
import type { Plan } from '../../domain/run/plan';
import { isStep, type Runbook } from '../../domain/run/runbook';
import { step } from '../../procedures/frame';
import type { Procedure } from '../../procedures/procedure';
import { procedures } from '../../procedures/registry';
import { verifyService } from '../../procedures/vocabulary';
import { unseen } from '../../lab/rig/testing/consents';
import { aPool } from '../../lab/rig/testing/a-pool';
import { atItsEnd, stuckAt } from './support/by-hand';
import { allConsents, estateUnderTest, type EstateUnderTest } from './support/estate-under-test';
import { shippedByHand } from '../../lab/rig/testing/log-backups';
import { stepsOf } from '../support/plan-lines';
import { productEntries } from '../../lab/rig/testing/product-ledger';
import { operator, type Run } from './support/run';
import { usersChat } from './support/situations';
import { threeSteps } from './support/three-steps';
import { snapshotOf } from './support/undo/snapshot';

let estate: EstateUnderTest;

/** As little as can be failed over; log shipping stands still. */
const small = () => aPool({ without: ['mirror', 'backupMirror', 'compliance'], logShipping: shippedByHand });

beforeAll(async () => {
  estate = await estateUnderTest({ pool: small() });
  await usersChat(estate);
});
beforeEach(() => {
  Object.assign(estate.plane.registry, procedures, { threeSteps: threeSteps() });
});
afterEach(() => {
  estate.lab.invariants.checkLoss();
});

type Change = (runbook: Runbook) => Runbook;

/** From now on the code tells the procedure like this. */
function retell(name: string, change: Change): void {
  const { registry } = estate.plane;
  const told: Procedure = registry[name]!;
  registry[name] = {
    ...told,
    steps: { ...told.steps, seeAgain: procedures.failover.steps['verifyService']! },
    write: (...given) => {
      const written = told.write(...given);
      return { ...written, runbook: change(written.runbook) };
    },
  };
}

const withoutLast: Change = (runbook) => runbook.slice(0, -1);
const withoutUndo: Change = (runbook) => runbook.map((entry) => (isStep(entry) ? { ...entry, undo: [] } : entry));
const withOneMore: Change = (runbook) => [
  ...runbook,
  step('seeAgain', [{ ...verifyService('primary'), id: 'seeAgain' }]),
];
const reordered: Change = (runbook) => [...runbook.filter(isStep).reverse()].map((entry) => ({ ...entry, undo: [] }));
const empty: Change = () => [];

const retold: readonly (readonly [string, Change])[] = [
  ['loses a step', withoutLast],
  ['loses its undo', withoutUndo],
  ['gains a step', withOneMore],
  ['takes its steps in another order, and no consent', reordered],
  ['has nothing left to do', empty],
];

const idsOf = (plan: Plan): string[] => stepsOf(plan).map(({ id }) => id);

/** It ends as it was approved: those steps, in that order, with those statements. */
async function endsAsApproved(run: Run, approved: Plan): Promise<void> {
  expect(await atItsEnd(run)).toMatchObject({ result: 'completed' });
  const { steps } = await run.progress();
  expect(steps.map(({ id, status }) => [id, status])).toEqual(idsOf(approved).map((id) => [id, 'done']));
  const begun = steps.map(({ startedAt }) => startedAt!);
  expect([...begun].sort()).toEqual(begun);
  expect(await run.plan()).toEqual(approved);
}

/** The statements of the product, as the plan of three steps has them. */
const executedSince = (entries: number): string[] =>
  productEntries(estate.lab)
    .slice(entries)
    .map(({ text }) => text);
const lines = (plan: Plan): string[] =>
  stepsOf(plan).flatMap(({ operations }) => operations.flatMap(({ acts }) => acts.map(({ text }) => text)));

describe.each(retold)('While a run waits half-way, its runbook in the code %s', (_, change) => {
  it('and the run goes on as it was approved, after a step that failed', async () => {
    const before = productEntries(estate.lab).length;
    estate.workers.faults.strike('recordLogShipping', 'before its effect');
    const run = await estate.start('threeSteps', { approve: unseen(operator) });
    await stuckAt(run, 'record');
    const approved = (await run.plan())!;
    retell('threeSteps', change);
    await run.send('retryStep', { ...operator, step: 'record' });
    await run.waitForPhase('awaiting consent');
    await run.send('approve', { ...operator, plan: approved.hash });
    await endsAsApproved(run, approved);
    expect(executedSince(before)).toEqual(lines(approved));
  });

  it('and the orchestrator starts again while an act is under way, and it ends as it was approved', async () => {
    const letGo = estate.workers.faults.hold('setActiveServers');
    const run = await estate.start('threeSteps', { approve: unseen(operator) });
    await run.waitForStep('emptyActiveList');
    const approved = (await run.plan())!;
    retell('threeSteps', change);
    await estate.plane.restartOrchestrator();
    letGo();
    await run.waitForPhase('awaiting consent');
    await run.send('approve', { ...operator, plan: approved.hash });
    await endsAsApproved(run, approved);
  });

  it('and an abort undoes what was approved to be undone', async () => {
    const before = await snapshotOf(estate.lab);
    const run = await estate.start('threeSteps', { approve: unseen(operator) });
    await run.waitForPhase('awaiting consent');
    retell('threeSteps', change);
    await run.send('abort', operator);
    expect(await run.result()).toMatchObject({ result: 'undone', undone: ['emptyActiveList'] });
    expect(await snapshotOf(estate.lab)).toEqual(before);
  });
});

describe('While a run waits half-way, its procedure is gone from the code', () => {
  it('and it ends as it was approved', async () => {
    const run = await estate.start('threeSteps', { approve: unseen(operator) });
    await run.waitForPhase('awaiting consent');
    const approved = (await run.plan())!;
    delete estate.plane.registry['threeSteps'];
    await estate.plane.restartOrchestrator();
    await run.send('approve', { ...operator, plan: approved.hash });
    await endsAsApproved(run, approved);
  });
});

describe('While a run waits for the consent to its plan, its runbook in the code changes', () => {
  it('and the consent counts for nothing: the new plan is to be agreed to', async () => {
    const run = await estate.start('threeSteps');
    await run.waitForPhase('awaiting consent');
    const { hash } = (await run.plan())!;
    retell('threeSteps', withOneMore);
    await run.send('approve', { ...operator, plan: hash });
    const waits = await run.waitForPhase('awaiting consent');
    const plan = (await run.plan())!;
    expect(plan.hash).not.toBe(hash);
    expect(idsOf(plan)).toEqual(['record', 'emptyActiveList', 'fillActiveList', 'seeAgain']);
    expect(waits.waitsFor).toBe(`It waits for approve of plan ${plan.hash}.`);
    await run.send('abort', operator);
    expect(await run.result()).toMatchObject({ result: 'undone', undone: [] });
  });
});

describe('A result that is not what the approved plan promised', () => {
  it('is refused before anybody is sent it, and the run can be undone', async () => {
    const before = await snapshotOf(estate.lab);
    const { faults } = estate.workers;
    faults.lie('takeTailLog', async (work) => ({ ...((await work()) as object), lastLsn: '1' }));
    const run = await estate.start('failover', allConsents('failover'));
    const says = await stuckAt(run, 'copyLogBackups');
    expect(says).toMatch(
      /"lastLsn" of takeTailLog, which copyLogBackups is to work with, is not what the plan promised\. It is to be an LSN from \d+ on, but is 1, which is before it\.$/,
    );
    const { events } = await run.handle.fetchHistory();
    const dispatched = events?.map(({ activityTaskScheduledEventAttributes: task }) => task?.activityType?.name);
    expect(dispatched).toContain('removeLogShipping');
    expect(dispatched).not.toContain('copyLogBackups');
    faults.clear();
    await run.send('abort', operator);
    expect(await run.result()).toMatchObject({ result: 'undone' });
    expect(await snapshotOf(estate.lab)).toEqual(before);
  });
});

describe('A failover that waits half-way while its runbook loses, gains and reorders steps in the code', () => {
  it('ends as it was approved', async () => {
    const failedOver = await estateUnderTest({ pool: small() });
    failedOver.workers.faults.strike('removeLogShipping', 'before its effect');
    const run = await failedOver.start('failover', allConsents('failover'));
    await stuckAt(run, 'removeLogShipping');
    const approved = (await run.plan())!;
    retell('failover', (runbook) =>
      withOneMore(reordered(runbook)).filter((entry) => isStep(entry) && entry.id !== 'bringOnline'),
    );
    await estate.plane.restartOrchestrator();
    await run.send('retryStep', { ...operator, step: 'removeLogShipping' });
    await endsAsApproved(run, approved);
  });
});
