/** A procedure is a row of the registry and nothing else: whatever is told there runs by its name, like those of the product. */
import { lsn } from '../../domain/lsn';
import type { Plan } from '../../domain/run/plan';
import type { Progress } from '../../domain/run/progress';
import type { Report } from '../../domain/run/report';
import { workflowIdOf } from '../../domain/topology/pool';
import { recordLogShipping, setActiveServers } from '../../procedures/vocabulary';
import { step } from '../../procedures/frame';
import { unseen } from '../../lab/rig/testing/consents';
import { aPool } from '../../lab/rig/testing/a-pool';
import { estateUnderTest, type EstateUnderTest } from './support/estate-under-test';
import { productEntries } from '../../lab/rig/testing/product-ledger';
import { operator, sentenceOf, type Run } from './support/run';
import { usersChat } from './support/situations';
import { lookOn, runbook, threeSteps } from './support/three-steps';
import { snapshotOf, type Snapshot } from './support/undo/snapshot';

let estate: EstateUnderTest;
let before: Snapshot;

beforeAll(async () => {
  estate = await estateUnderTest({ pool: aPool({ without: ['mirror', 'backupMirror'] }) });
  await usersChat(estate);
  before = await snapshotOf(estate.lab);
  Object.assign(estate.plane.registry, { threeSteps: threeSteps(), lookOn });
});
afterEach(async () => {
  const { lab } = estate;
  expect(await snapshotOf(lab)).toEqual(before);
  lab.invariants.checkLoss();
});

const statuses = ({ steps }: Progress): string[] => steps.map(({ status }) => status);
const active = (): readonly string[] => [...estate.lab.lync.store.current.activeServers];

/** Gives the consent to the plan, and follows the run to the consent in its middle. */
async function inTheMiddle(run: Run): Promise<Progress> {
  await run.consent();
  await run.waitForStep('emptyActiveList', 'done');
  return run.waitForPhase('awaiting consent');
}

describe('A procedure of three steps that was added to the registry', () => {
  let run: Run;
  let plan: Plan;
  let first: Progress;
  let middle: Progress;
  let tooEarly: string;
  let refused: Record<string, string>;
  let afterwards: Progress;
  let report: Report;

  beforeAll(async () => {
    run = await estate.start('threeSteps');
    first = await run.waitForPhase('awaiting consent');
    plan = (await run.plan())!;
    middle = await inTheMiddle(run);
    expect(active()).toEqual([]);
    tooEarly = (await run.report()).next;
    const sent = (payload: object): Promise<string> => run.send('approve', payload).then(String, sentenceOf);
    refused = {
      'without its plan': await sent(operator),
      'for another plan': await sent({ ...operator, plan: 'another' }),
    };
    await run.send('approve', { by: 'Bob', reason: 'it may', plan: plan.hash });
    report = await run.result();
    afterwards = await run.progress();
  });

  it('runs by its name on the workflow code of the product', async () => {
    const { type, status } = await run.handle.describe();
    expect([type, status.name]).toEqual(['threeSteps', 'COMPLETED']);
  });

  it('shows its plan, with the statements, the undo, the consent in its middle and the point of no return', () => {
    expect(plan.entries.map(({ kind }) => kind)).toEqual(['step', 'step', 'consent', 'point of no return', 'step']);
    expect(plan).toMatchObject({
      procedure: 'threeSteps',
      order: 'as written',
      notes: ['It is a test.'],
      obstacles: [],
    });
    const [, emptied] = plan.entries;
    expect(emptied).toMatchObject({
      title: 'Empty the active list',
      operations: [{ acts: [{ text: expect.stringContaining('-ActiveServers $null') }] }],
      undo: [{ acts: [{ text: expect.stringContaining('-ActiveServers @{ Replace = @(') }] }],
    });
  });

  it('waits for the consent to its plan before its first step', () => {
    expect(first.waitsFor).toBe(`It waits for approve of plan ${plan.hash}.`);
    expect(statuses(first)).toEqual(['pending', 'pending', 'pending']);
  });

  it('waits in its middle for a consent of its own, says what is agreed to, and what to type', () => {
    expect(middle.waitsFor).toBe('The chat is down. Shall it come back? It waits for approve of "goOn".');
    expect(tooEarly).toBe(middle.waitsFor);
    expect(statuses(middle)).toEqual(['done', 'done', 'pending']);
    expect(middle.mayType.map(({ update }) => update)).toEqual(['approve', 'abort']);
    expect(JSON.parse(middle.mayType[0]!.json)).toMatchObject({ plan: plan.hash });
  });

  it('takes no consent in its middle that does not name the plan', () => {
    expect(refused).toEqual({
      'without its plan': `Name the plan that you read: add "plan":"${plan.hash}".`,
      'for another plan': `The plan "another" is stale; it is now "${plan.hash}". Read it (query "plan") and decide again.`,
    });
  });

  it('completes, and its report has both consents and what comes next', () => {
    expect(report).toMatchObject({ procedure: 'threeSteps', result: 'completed', next: 'Look at the lab.' });
    expect(report.decisions.map(({ update, by, plan: seen, step: of }) => ({ update, by, seen, of }))).toEqual([
      { update: 'approve', by: operator.by, seen: plan.hash, of: undefined },
      { update: 'approve', by: 'Bob', seen: plan.hash, of: 'goOn' },
    ]);
    expect(statuses(afterwards)).toEqual(['done', 'done', 'done']);
  });

  it('says of each step what its operations were given and gave', () => {
    const [recorded, , filled] = afterwards.steps.map(({ says }) => says);
    expect(recorded).toBe(`active: ${estate.pool.primaryDataCentre.chatServers.join(', ')}`);
    expect(filled).toMatch(/^chat-p\d\.contoso\.com.* at work$/);
  });
});

describe('A consent in the middle of a procedure', () => {
  it('can be refused: the run is aborted there and undone', async () => {
    const run = await estate.start('threeSteps', { approve: unseen(operator) });
    await run.waitForPhase('awaiting consent');
    await run.send('abort', operator);
    expect(await run.result()).toMatchObject({ result: 'undone', undone: ['emptyActiveList'] });
    expect(statuses(await run.progress())).toEqual(['done', 'undone', 'pending']);
  });

  it('can be left by cancelling the run in Temporal, which undoes it too', async () => {
    const run = await estate.start('threeSteps', { approve: unseen(operator) });
    await run.waitForPhase('awaiting consent');
    await run.handle.cancel();
    await expect(run.handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    expect(await run.report()).toMatchObject({ result: 'undone', undone: ['emptyActiveList'] });
  });

  it('is not given by whoever accepted a loss, and asks for nothing but approve', async () => {
    const loss = { kind: 'since', lsn: lsn('1'), since: null, minutes: null, says: 'All may be lost.' } as const;
    estate.plane.registry['threeStepsWithLoss'] = threeSteps({ name: 'threeStepsWithLoss', loss });
    const run = await estate.start('threeStepsWithLoss', {
      approve: unseen(operator),
      acceptDataLoss: unseen(operator),
    });
    const { mayType } = await run.waitForPhase('awaiting consent');
    expect(mayType.map(({ update }) => update)).toEqual(['approve', 'abort']);
    const { hash } = (await run.plan())!;
    await expect(run.send('acceptDataLoss', { ...operator, plan: hash })).rejects.toThrow(
      '"acceptDataLoss" cannot be taken now: the run waits for approve of "goOn".',
    );
    await run.send('abort', operator);
    expect(await run.result()).toMatchObject({ result: 'undone' });
  });
});

describe('A step that was never begun', () => {
  it('is not undone when the run is aborted while it looks again after the consent', async () => {
    estate.plane.registry['undoFirst'] = threeSteps({
      name: 'undoFirst',
      runbook: (situation) => runbook(situation).filter((entry) => !('id' in entry && entry.id === 'record')),
    });
    const changes = productEntries(estate.lab).length;
    const run = await estate.start('undoFirst');
    await run.waitForPhase('awaiting consent');
    const letGo = estate.workers.faults.hold('observeStores');
    await run.consent();
    await run.waitForPhase('diagnosing');
    await run.send('abort', operator);
    letGo();
    expect(await run.result()).toMatchObject({ result: 'undone', undone: [] });
    expect(productEntries(estate.lab).slice(changes)).toEqual([]);
  });
});

describe('A procedure that holds no lock and asks nobody', () => {
  it('runs under any workflow id beside one that holds the lock, and waits for nobody', async () => {
    const locking = await estate.start('threeSteps', { approve: unseen(operator) });
    await locking.waitForPhase('awaiting consent');
    const beside = await estate.start('lookOn', {}, 'somebody looks on');
    expect(await beside.result()).toMatchObject({
      procedure: 'lookOn',
      result: 'completed',
      decisions: [],
      complianceRowsNotExported: expect.any(Number),
    });
    expect((await locking.progress()).phase).toBe('awaiting consent');
    await locking.send('abort', operator);
    await locking.result();
  });

  it('takes no consent, for it asks for none', async () => {
    const letGo = estate.workers.faults.hold('noteComplianceRows');
    const run = await estate.start('lookOn', {}, 'somebody looks on');
    await run.waitForStep('countComplianceRows');
    await expect(run.send('approve', operator)).rejects.toThrow(
      '"approve" cannot be taken in the phase "running": the run executes steps that can all be undone. It takes now: abort.',
    );
    letGo();
    expect(await run.result()).toMatchObject({ result: 'completed' });
  });
});

describe('A procedure that holds the lock', () => {
  it('refuses itself under another workflow id, and says which one it is to have', async () => {
    const run = await estate.start('threeSteps', {}, 'another id');
    expect(await run.refusal()).toBe(
      `This run has the workflow id "another id". A procedure for this pool must be started as "${workflowIdOf(estate.pool.fqdn)}", so that only one can run at a time.`,
    );
  });
});

describe('A runbook that is wrong as a value', () => {
  it('is refused with what is wrong, nothing is touched, and the run is shown as ended', async () => {
    estate.plane.registry['wrong'] = threeSteps({
      name: 'wrong',
      runbook: ({ backup, lync }) => {
        const record = recordLogShipping(backup, {}, lync);
        const undo = setActiveServers('as before', record.gives.record as never, ['primary']);
        return [step('record', [record], [undo])];
      },
    });
    const changes = productEntries(estate.lab).length;
    const run = await estate.start('wrong');
    expect(await run.refusal()).toBe(
      'The undo "setActiveServers:as before" of step "record" takes "record" of "recordLogShipping", a result that it cannot count on.',
    );
    expect((await run.progress()).phase).toBe('ended');
    expect(productEntries(estate.lab).slice(changes)).toEqual([]);
  });
});
