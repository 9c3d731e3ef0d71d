/** What cannot be done is refused in a sentence that names the thing and the remedy; nothing is executed. */
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { workflowIdOf, workflowQueue } from '../../domain/topology/pool';
import { labLogins } from '../../lab/rig/lab';
import { aPool } from '../../lab/rig/testing/a-pool';
import { allConsents, estateUnderTest, type EstateUnderTest } from './support/estate-under-test';
import { productEntries } from '../../lab/rig/testing/product-ledger';
import { operator, Run } from './support/run';
import { primaryRebuilt } from './support/situations';
import { sharedServer } from './support/shared-server';

const project = path.resolve(__dirname, '../..');

/** Starts a workflow with whatever somebody may type. */
async function startRaw(
  { plane, pool }: EstateUnderTest,
  type: string,
  input: unknown,
  workflowId?: string,
): Promise<Run> {
  const { workflow } = plane.client;
  const id = workflowId ?? workflowIdOf(pool.fqdn);
  const { firstExecutionRunId } = await workflow.start(type, {
    workflowId: id,
    taskQueue: workflowQueue,
    args: [input],
  });
  return new Run(plane.client, workflow.getHandle(id, firstExecutionRunId));
}

/** The refusal as Temporal's Web UI shows it, in the event that closes the run. */
async function refusalOf(run: Run): Promise<{ sentence: string; stack: string; sentenceAtClient: string }> {
  const sentenceAtClient = await run.refusal();
  const { events } = await run.handle.fetchHistory();
  const failure = events?.at(-1)?.workflowExecutionFailedEventAttributes?.failure;
  return { sentence: failure?.message ?? '', stack: failure?.stackTrace ?? '', sentenceAtClient };
}

/** Where the log-shipping share really lies. */
const shareFolder = ({ lab, pool }: EstateUnderTest): string =>
  lab.estate.files.mapped.find((mapped) => mapped.path === pool.logShipping.share)!.folder;

/** Does nothing to the estate and ends with the sentence, without a stack trace. */
async function expectRefusal(estate: EstateUnderTest, run: Run, sentence: RegExp): Promise<void> {
  const refusal = await refusalOf(run);
  expect(refusal.sentence).toMatch(sentence);
  expect(refusal.sentenceAtClient).toBe(refusal.sentence);
  expect(refusal.sentence).not.toMatch(/^\s+at |\.ts:\d+/m);
  expect(refusal.stack).toBe('');
  expect(productEntries(estate.lab)).toEqual([]);
}

describe('A start that makes no sense is refused', () => {
  let estate: EstateUnderTest;

  beforeAll(async () => {
    estate = await estateUnderTest();
  });

  it.each([
    ['null', null, 'null'],
    ['an array', ['chat.contoso.com'], 'an array'],
    ['a string', 'chat.contoso.com', 'a string'],
    ['a number', 42, 'a number'],
    ['nothing', undefined, 'nothing'],
  ])('input that is %s', async (_, input, kind) => {
    for (const procedure of ['failover', 'failback']) {
      const run = await startRaw(estate, procedure, input);
      await expectRefusal(
        estate,
        run,
        new RegExp(
          `^The input is ${kind}, not an object\\. Start it with one JSON object, for instance \\{"pool":"chat`,
        ),
      );
    }
  });

  it('an order that a failback does not have', async () => {
    const run = await startRaw(estate, 'failback', { pool: estate.pool.fqdn, order: 'service-first' });
    await expectRefusal(estate, run, /^"order" must be "as-documented", the only order there is\.$/);
  });

  it.each([
    [
      'a key that nobody knows',
      { order: 'service-first', ordr: 1 },
      /^"ordr" is not known here\. Start it with one JSON object/,
    ],
    ['an order that does not exist', { order: 'mirror-first' }, /^"order" .*"service-first".*"as-documented"/],
    [
      'a consent without a name',
      { approve: { by: ' ', reason: 'a drill', unseen: true, givenAt: '2026-11-26T03:15:00Z' } },
      /^"approve\.by" must name the person who decides\.$/,
    ],
    [
      'a consent for no plan',
      { approve: { by: 'Ada', reason: 'a drill', givenAt: '2026-11-26T03:15:00Z' } },
      /^"approve" must name the plan that it is for/,
    ],
    ['a pool that is no text', { pool: 7 }, /^"pool" /],
  ])('%s', async (_, input, sentence) => {
    await expectRefusal(estate, await startRaw(estate, 'failover', { pool: estate.pool.fqdn, ...input }), sentence);
  });

  it('several mistakes at once, all of them named', async () => {
    const run = await startRaw(estate, 'failover', { order: 'x', aprove: {} });
    await expectRefusal(estate, run, /"pool"[^]*"order"[^]*"aprove" is not known here/);
  });

  it('a pool that the topology does not have', async () => {
    const run = await startRaw(estate, 'failover', { pool: 'chat.example.com' }, workflowIdOf('chat.example.com'));
    await expectRefusal(
      estate,
      run,
      /^There is no pool "chat\.example\.com" in the topology file\. It has: .*contoso\.com/,
    );
  });

  it('a workflow id that is not the lock of the pool', async () => {
    const run = await startRaw(estate, 'failover', { pool: estate.pool.fqdn }, 'my-failover');
    await expectRefusal(
      estate,
      run,
      new RegExp(
        `^This run has the workflow id "my-failover"\\. .* must be started as "persistent-chat/${estate.pool.fqdn}"`,
      ),
    );
  });

  it('a failback while the pool state is Normal', async () => {
    await expectRefusal(
      estate,
      await estate.start('failback'),
      /The pool state is Normal: there is nothing to fail back\./,
    );
  });
});

describe('An estate that does not fit is refused', () => {
  it('by a failover when the log-shipping share does not exist', async () => {
    const estate = await estateUnderTest();
    rmSync(shareFolder(estate), { recursive: true });
    const run = await estate.start('failover');
    await expectRefusal(estate, run, /The share \\\\fs1\.contoso\.com\\pchat-logs cannot be reached/);
  });

  it('by a failback when the log-shipping share does not exist', async () => {
    const estate = await primaryRebuilt();
    rmSync(shareFolder(estate), { recursive: true });
    const before = productEntries(estate.lab);
    const run = await estate.start('failback', allConsents('failback'));
    expect((await refusalOf(run)).sentence).toMatch(/The share \\\\fs1\.contoso\.com\\pchat-logs cannot be reached/);
    expect(productEntries(estate.lab)).toEqual(before);
  });

  it.each([
    ['backup', 'backup', /The backup store SQL3\\CHAT does not answer: .*[Ll]og.?in/],
    ['primary', 'primary', /The primary store SQL1\\CHAT answers but refuses our login, .*; correct the login\./],
  ] as const)('by a failover when the %s store refuses the login', async (_, role, sentence) => {
    const pool = aPool();
    const estate = await estateUnderTest({
      pool,
      credentials: ({ server }) =>
        server === pool.mgc[role].server ? { ...labLogins.worker, password: 'outdated' } : labLogins.worker,
    });
    const run = await estate.start('failover');
    await expectRefusal(estate, run, sentence);
    expect(await run.refusal()).not.toContain('outdated');
  });
});

describe('While a run waits for consent', () => {
  let estate: EstateUnderTest;
  let run: Run;
  let plan: string;

  beforeAll(async () => {
    estate = await estateUnderTest();
    await estate.lab.loseDataCentre('primary');
    run = await estate.start('failover');
    await run.waitForPhase('awaiting consent');
    plan = (await run.plan())!.hash;
  });

  afterEach(() => {
    expect(productEntries(estate.lab)).toEqual([]);
  });

  it('a second start for the same pool is refused by Temporal', async () => {
    await expect(estate.start('failback')).rejects.toBeInstanceOf(WorkflowExecutionAlreadyStartedError);
  });

  it('a second start on the command line is a sentence that names the run and what to do', async () => {
    const { address } = sharedServer();
    const commandLine = promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', 'cli/pchat-dr.ts', 'failover', estate.pool.fqdn],
      { cwd: project, env: { ...process.env, TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: estate.plane.namespace } },
    );
    const { stderr, code } = (await commandLine.catch((failure: unknown) => failure)) as {
      stderr: string;
      code: number;
    };
    expect(code).not.toBe(0);
    expect(stderr).toContain(
      `A procedure for ${estate.pool.fqdn} is running already (workflow ${workflowIdOf(estate.pool.fqdn)}). See pchat-dr progress ${estate.pool.fqdn}.`,
    );
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('an approval of a stale plan is refused with the hash of the present one', async () => {
    await expect(run.send('approve', { ...operator, plan: '0000000000' })).rejects.toThrow(
      `The plan "0000000000" is stale; it is now "${plan}". Read it (query "plan") and decide again.`,
    );
  });

  it('an approval that names no plan is refused with what to add', async () => {
    await expect(run.send('approve', operator)).rejects.toThrow(`Name the plan that you read: add "plan":"${plan}".`);
  });

  it('an approval without a name is refused', async () => {
    await expect(run.send('approve', { reason: 'a test', plan })).rejects.toThrow(/^"by" /);
    await expect(run.send('approve', { by: '', reason: 'a test', plan })).rejects.toThrow(
      '"by" must name the person who decides.',
    );
  });

  it('an approval without a reason is refused', async () => {
    await expect(run.send('approve', { by: 'Ada', reason: '', plan })).rejects.toThrow('"reason" must say why.');
  });

  it.each([
    ['nothing', undefined],
    ['a text', 'yes'],
    ['null', null],
  ])('an approval that is %s is refused', async (_, payload) => {
    await expect(run.send('approve', payload)).rejects.toThrow(
      /^The payload is .*, not an object\. Type one JSON object, for instance \{"by":"your name","reason":"why"\}/,
    );
  });

  it.each(['retryStep', 'skipStep'] as const)('%s is refused in this phase, with what may be sent', async (update) => {
    await expect(run.send(update, { step: 'bringOnline', ...operator })).rejects.toThrow(
      `"${update}" cannot be taken in the phase "awaiting consent": the run waits for a person to agree to the plan. It takes now: approve, acceptDataLoss, abort.`,
    );
  });

  it('nothing of what was refused is recorded as a decision', async () => {
    expect((await run.report()).decisions).toEqual([]);
  });
});
