/** Each change that an undo makes loses its answer after its effect; the estate is found as it was all the same. */
import type { ProcedureName } from '../../procedures/registry';
import { shippingJobs, statements } from '../../activities/statements';
import type { ActivityName } from '../../lab/rig/in-process/activity-faults';
import { aPool } from '../../lab/rig/testing/a-pool';
import { estateUnderTest, type EstateUnderTest } from './support/estate-under-test';
import { ask, instanceOf } from '../../lab/rig/testing/estate-state';
import { shippedByHand } from '../../lab/rig/testing/log-backups';
import { LostAnswers } from './support/lost-answers';
import { operator } from './support/run';
import { usersChat, usersLeave } from './support/situations';
import { snapshotOf, type Snapshot } from './support/undo/snapshot';

interface Undone {
  readonly before: Snapshot;
  readonly after: Snapshot;
  readonly answers: LostAnswers;
}

/** Aborts the procedure where the activity fails though it took effect; from then on every change loses its answer once. */
async function abortedAt(estate: EstateUnderTest, procedure: ProcedureName, activity: ActivityName): Promise<Undone> {
  const before = await snapshotOf(estate.lab);
  estate.workers.faults.strike(activity, 'after its effect');
  const run = await estate.startAgreed(procedure);
  await run.waitForPhase('step failed');
  const answers = new LostAnswers(estate, { kind: 'changes' });
  await run.send('abort', operator);
  const { result } = await run.result();
  answers.end();
  expect(result).toBe('undone');
  return { before, after: await snapshotOf(estate.lab), answers };
}

const undone: Record<string, Undone> = {};

beforeAll(async () => {
  const anEstate = async (): Promise<EstateUnderTest> => {
    const estate = await estateUnderTest({ pool: aPool({ logShipping: shippedByHand }) });
    await usersChat(estate);
    await usersLeave(estate);
    return estate;
  };
  const failover = async (name: string): Promise<void> => {
    undone[name] = await abortedAt(await anEstate(), 'failover', 'applyLogBackups');
  };
  const failback = async (name: string, between: (estate: EstateUnderTest) => Promise<unknown>): Promise<void> => {
    const estate = await anEstate();
    await estate.complete('failover');
    await between(estate);
    undone[name] = await abortedAt(estate, 'failback', 'installMirror');
  };
  await Promise.all([
    failover('a failover with all log backups applied'),
    failback('a failback onto a sealed copy', () => Promise.resolve()),
    failback('a failback onto a copy that was online', async ({ lab }) => {
      await ask(instanceOf(lab, 'primary'), statements.recover());
      await ask(instanceOf(lab, 'primary'), statements.enableJob(shippingJobs(lab.estate.pool.mgc.primary).backup));
    }),
  ]);
});

describe.each([
  'a failover with all log backups applied',
  'a failback onto a sealed copy',
  'a failback onto a copy that was online',
])('the undo of %s', (name) => {
  it('leaves the estate as it was', () => {
    const { before, after } = undone[name]!;
    expect(after).toEqual(before);
  });

  it('left no change with its first answer', () => {
    const { answers } = undone[name]!;
    expect(answers.lost.size).toBeGreaterThan(3);
    expect([...answers.lost].sort()).toEqual([...answers.changes].sort());
  });
});
