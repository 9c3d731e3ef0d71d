/** Other ways out before the point of no return, and an undo that cannot be done. */
import type { WorkflowStartOptions } from '@temporalio/client';
import { workflowIdOf, workflowQueue } from '../../domain/topology/pool';
import type { Report } from '../../domain/run/report';
import type { Phase } from '../../domain/run/phase';
import { inOrderOfUndo } from '../support/steps';
import { faults } from '../../lab/rig/faults/faults';
import { instanceOf } from '../../lab/rig/testing/estate-state';
import { aPool } from '../../lab/rig/testing/a-pool';
import { compareLsn } from '../../lab/estate/lsn';
import { runShippingJob, shippedByHand } from '../../lab/rig/testing/log-backups';
import { setActiveServers } from './support/by-hand';
import { estateUnderTest, type EstateUnderTest } from './support/estate-under-test';
import { operator, type Run } from './support/run';
import { usersChat } from './support/situations';
import { snapshotOf, type Snapshot } from './support/undo/snapshot';
import { until } from '../../lab/rig/testing/until';

let estate: EstateUnderTest;
let before: Snapshot;

beforeAll(async () => {
  // A cmdlet that hangs is given up soon.
  estate = await estateUnderTest({ pool: aPool({ timing: { cmdlet: 10 } }) });
  await usersChat(estate);
});
beforeEach(async () => {
  before = await snapshotOf(estate.lab);
});
afterEach(() => {
  estate.lab.invariants.checkLoss();
});

const underWay = async (run: Run) => (await run.handle.describe()).raw.pendingActivities ?? [];

/** PENDING_ACTIVITY_STATE_CANCEL_REQUESTED of Temporal's API. */
const isAskedToEnd = ({ state }: { state?: unknown }): boolean => state === 3;

async function abortedIn(run: Run, phase: Phase): Promise<void> {
  await run.waitForPhase(phase);
  await run.send('abort', operator);
  expect(await run.result()).toMatchObject({ result: 'undone' });
  expect(await snapshotOf(estate.lab)).toEqual(before);
}

describe('A run that ends before the point of no return', () => {
  it('has changed nothing when it is aborted while it waits for consent', async () => {
    const changes = estate.lab.estate.ledger.entries.length;
    const run = await estate.start('failover');
    await abortedIn(run, 'awaiting consent');
    const ours = estate.lab.estate.ledger.entries.slice(changes).filter(({ by }) => by.includes('persistent-chat-dr'));
    expect(ours).toEqual([]);
    expect((await run.report()).undone).toEqual([]);
  });

  it('is undone and ends Canceled when it is cancelled in Temporal at a failed step', async () => {
    estate.workers.faults.strike('copyLogBackups', 'after its effect');
    const run = await estate.startAgreed('failover');
    await run.waitForPhase('step failed');
    await run.handle.cancel();
    await expect(run.handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    expect((await run.handle.describe()).status.name).toBe('CANCELLED');
    expect(await run.report()).toMatchObject({
      result: 'undone',
      undone: inOrderOfUndo('failover'),
    });
    expect(await snapshotOf(estate.lab)).toEqual(before);
  });

  it('is undone after the act that was under way when it was aborted, however late that one takes effect', async () => {
    const letGo = estate.workers.faults.hold('setActiveServers');
    const run = await estate.startAgreed('failover');
    await run.waitForStep('clearActiveServers');
    await run.send('abort', operator);
    await until('the act is asked to end', async () => (await underWay(run)).some(isAskedToEnd));
    expect(await underWay(run)).toHaveLength(1);
    letGo();
    expect(await run.result()).toMatchObject({ result: 'undone', undone: ['clearActiveServers'] });
    expect(await snapshotOf(estate.lab)).toEqual(before);
  });

  it('is undone, and promotes nothing, when it is cancelled as the last act that can be taken back succeeds', async () => {
    const letGo = estate.workers.faults.hold('confirmNobodyActive');
    const run = await estate.startAgreed('failover');
    await until('the last look before the point of no return is under way', async () =>
      (await underWay(run)).some(({ activityType }) => activityType?.name === 'confirmNobodyActive'),
    );
    // The run hears of both in one task.
    await estate.plane.restartOrchestrator(async () => {
      letGo();
      await until('it has succeeded', async () => (await underWay(run)).length === 0);
      await run.handle.cancel();
    });
    await expect(run.handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    expect(await run.report()).toMatchObject({ result: 'undone', undone: inOrderOfUndo('failover') });
    expect(await snapshotOf(estate.lab)).toEqual(before);
  });

  it.each([
    ['an execution timeout', { workflowExecutionTimeout: '1 hour' }],
    ['a run timeout', { workflowRunTimeout: '1 hour' }],
  ])('is refused at once when it is started with %s', async (kind, timeout) => {
    const handle = await estate.plane.client.workflow.start('failover', {
      workflowId: workflowIdOf(estate.pool.fqdn),
      taskQueue: workflowQueue,
      args: [{ pool: estate.pool.fqdn }],
      ...timeout,
    } as WorkflowStartOptions);
    await expect(handle.result()).rejects.toMatchObject({
      cause: {
        message: `This run was started with ${kind} of 3600 s: Temporal would end it half-way then, with nothing undone. Start it again without a timeout.`,
      },
    });
  });

  it('is undone when it is cancelled in Temporal while a cmdlet hangs', async () => {
    estate.lab.cmdletFaults.add('hang', 'Set-CsPersistentChatActiveServer', 1);
    const run = await estate.startAgreed('failover');
    await run.waitForStep('clearActiveServers');
    await run.handle.cancel();
    await expect(run.handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    expect(await run.report()).toMatchObject({ result: 'undone', undone: ['clearActiveServers'] });
    expect(await snapshotOf(estate.lab)).toEqual(before);
  });
});

describe('A step that the estate itself makes fail is undone', () => {
  afterEach(async () => {
    await faults['mend']!.inject(estate.lab, []);
  });

  it('Set-CsPersistentChatActiveServer fails as often as it is tried', async () => {
    estate.lab.cmdletFaults.add('fail', 'Set-CsPersistentChatActiveServer', estate.pool.timing.tries);
    const run = await estate.startAgreed('failover');
    await abortedIn(run, 'step failed');
  });

  it('the share is full, so the tail of the log cannot be taken', async () => {
    const run = await estate.start('failover');
    await run.waitForPhase('awaiting consent');
    await faults['fill-share']!.inject(estate.lab, []);
    await run.consent();
    const { waitsFor } = await run.waitForPhase('step failed');
    expect(waitsFor).toContain('takeTailLog');
    await faults['mend']!.inject(estate.lab, []);
    await abortedIn(run, 'step failed');
  });

  it('SQL Server Agent of the primary is stopped, so no job runs there', async () => {
    const run = await estate.start('failover');
    await run.waitForPhase('awaiting consent');
    const { msdb } = instanceOf(estate.lab, 'primary');
    estate.lab.moments.when({ edge: 'after', step: 'clearActiveServers' }, () => msdb.stopAgent());
    await run.consent();
    const { waitsFor } = await run.waitForPhase('step failed');
    expect(waitsFor).toContain('takeTailLog');
    msdb.startAgent();
    await abortedIn(run, 'step failed');
  });
});

/** Log shipping may have gone on meanwhile, which is told too. */
const ofUndos = ({ notes }: Report): string[] => notes.filter((note) => note.startsWith('The undo of '));

describe('An undo that fails', () => {
  /** Aborts at the tail of the log, with an undo of the active list that fails. */
  async function stuck(): Promise<Run> {
    // The step's own call passes, its undo is struck.
    estate.workers.faults.strike('setActiveServers', 'before its effect', 1);
    estate.workers.faults.strike('waitForNoSessions', 'after its effect');
    const run = await estate.startAgreed('failover');
    await run.waitForPhase('step failed');
    await run.send('abort', operator);
    const { waitsFor, mayType } = await run.waitForPhase('needs a person');
    expect(waitsFor).toContain('the step failed: waitForNoSessions was made to fail after its effect.');
    expect(waitsFor).toContain('its undo failed: setActiveServers was made to fail before its effect.');
    expect(mayType.map(({ update }) => update)).toEqual(['retryStep', 'skipStep', 'abandon']);
    // The comparison that every test here trusts: an undo left out is seen.
    expect(await snapshotOf(estate.lab)).not.toEqual(before);
    return run;
  }

  it('is done after all when a person sends retryStep', async () => {
    const run = await stuck();
    await run.send('retryStep', { ...operator, step: 'clearActiveServers' });
    const report = await run.result();
    expect(report).toMatchObject({ result: 'undone', undone: ['clearActiveServers'] });
    expect(ofUndos(report)).toEqual([]);
    expect(await snapshotOf(estate.lab)).toEqual(before);
  });

  it('is left to a person who sends skipStep, and the report says so', async () => {
    const run = await stuck();
    await run.send('skipStep', { ...operator, step: 'clearActiveServers' });
    const report = await run.result();
    expect(report.undone).toEqual([]);
    expect(ofUndos(report)).toEqual([expect.stringContaining('"clearActiveServers" was left to a person')]);
    expect(report.next).toContain('clearActiveServers');
    await setActiveServers(estate.lab, estate.pool.primaryDataCentre.chatServers);
    expect(await snapshotOf(estate.lab)).toEqual(before);
  });
});

describe('A seal that is abandoned twice before log shipping takes its next log backup', () => {
  it('leaves it a whole chain', async () => {
    const byHand = await estateUnderTest({ pool: aPool({ logShipping: shippedByHand }) });
    await usersChat(byHand);
    for (let time = 1; time <= 2; time += 1) {
      byHand.workers.faults.strike('takeTailLog', 'after its effect');
      const run = await byHand.startAgreed('failover');
      await run.waitForPhase('step failed');
      await run.send('abort', operator);
      expect(await run.result()).toMatchObject({ result: 'undone' });
    }
    const written = instanceOf(byHand.lab, 'primary').database('mgc')!.lsn;
    for (const job of ['backup', 'copy', 'restore'] as const) await runShippingJob(byHand.lab, job);
    expect(compareLsn(instanceOf(byHand.lab, 'backup').database('mgc')!.lsn, written)).toBeGreaterThanOrEqual(0);
  });
});
