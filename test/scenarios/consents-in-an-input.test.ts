/** A consent that stands in the input of a start is of this night and for this plan, or it is none. */
import { aPool } from '../../lab/rig/testing/a-pool';
import { unseen } from '../../lab/rig/testing/consents';
import { shippedByHand } from '../../lab/rig/testing/log-backups';
import { estateUnderTest, type EstateUnderTest } from './support/estate-under-test';
import { operator, type Run } from './support/run';

async function primaryLost(): Promise<EstateUnderTest> {
  const lost = await estateUnderTest({ pool: aPool({ logShipping: shippedByHand }) });
  await lost.lab.loseDataCentre('primary');
  return lost;
}

let estate: EstateUnderTest;

beforeAll(async () => {
  estate = await primaryLost();
});

const waitsWith = async (run: Run): Promise<string> => (await run.waitForPhase('awaiting consent')).waitsFor ?? '';

const waiting: Run[] = [];
async function started(input: object): Promise<Run> {
  const run = await estate.start('failover', input);
  waiting.push(run);
  return run;
}
afterEach(async () => {
  for (const run of waiting.splice(0)) await run.handle.terminate('the test is over').catch(() => undefined);
});

const monthAgo = (): string => new Date(Date.now() - 30 * 86_400_000).toISOString();

it("last month's input, offered again by the Web UI, repeats no consent: it is told, and waited for a new one", async () => {
  const old = { ...unseen(operator), givenAt: monthAgo() };
  const run = await started({ approve: old, acceptDataLoss: old });
  const says = await waitsWith(run);
  for (const update of ['approve', 'acceptDataLoss'])
    expect(says).toContain(`The input carries ${update} by Ada Test, given at ${old.givenAt}: 43200 min before`);
  expect(says).toMatch(/It waits for acceptDataLoss and approve of plan \w+\./);
  expect((await run.report()).decisions).toEqual([]);
});

it('one that names a plan counts for that plan only', async () => {
  const { unseen: _, ...consent } = unseen(operator);
  const one = await primaryLost();
  const first = await one.start('failover', { approve: { ...consent, plan: 'c0ffee1234' } });
  const says = await waitsWith(first);
  const { hash: plan } = (await first.plan())!;
  expect(says).toContain(
    `The input carries approve for plan c0ffee1234, and the plan is ${plan} now. It is not taken; read the plan, then send approve.`,
  );
  await first.handle.terminate('the plan is read');

  const agreed = { ...consent, plan };
  const second = await one.start('failover', { approve: agreed, acceptDataLoss: agreed });
  expect((await second.result()).result).toBe('completed');
});

it.each([
  ['names no plan and does not say that nobody saw one', { ...unseen(operator), unseen: undefined }, '"unseen": true'],
  ['does not say when it was given', { ...unseen(operator), givenAt: undefined }, 'must say when it was given'],
  [
    'holds what our own line shows where a name belongs',
    { ...unseen(operator), by: 'your name' },
    'must name the person',
  ],
  ['holds what our own line shows where a reason belongs', { ...unseen(operator), reason: '<why>' }, 'must say why'],
])('one that %s ends the run before anything is looked at', async (_, approve, says) => {
  expect(await (await started({ approve })).refusal()).toContain(says);
});

it('a loss is accepted for a plan, by a person, with a reason', async () => {
  const run = await started({});
  await run.waitForPhase('awaiting consent');
  const { hash: plan } = (await run.plan())!;
  const answer = (payload: object): Promise<string> =>
    run.send('acceptDataLoss', payload).then(
      () => 'taken',
      (failure: unknown) => String(failure),
    );
  expect(await answer({ ...operator })).toMatch(/"plan"/);
  expect(await answer({ ...operator, plan: 'c0ffee1234' })).toContain(plan);
  expect(await answer({ by: 'your name', reason: 'why', plan })).toMatch(/must name the person who decides/);
  expect(await answer({ ...operator, plan })).toBe('taken');
});
