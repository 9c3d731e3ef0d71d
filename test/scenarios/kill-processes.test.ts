/** Any process may die at any moment: the run goes on, ends as if nothing had happened, and no effect happens twice. */
import type { LedgerEntry } from '../../lab/estate/contract';
import { Followed } from './support/kill/followed';
import { Killer } from './support/kill/killer';
import { agentJobPercent, killableStack, quick, slow, type KillableStack } from './support/kill/killable-stack';
import { takeLogBackups } from '../../lab/rig/testing/many-log-backups';
import type { Run } from './support/run';
import { until } from '../../lab/rig/testing/until';

let stack: KillableStack;
let followed: Followed;

beforeAll(async () => {
  stack = await killableStack();
  followed = await Followed.on(stack);
}, 180_000);
afterAll(() => stack.close());

/** Once the job is well under way, the worker that follows it is killed; returns when another process follows it. */
async function killFollower(
  run: Run,
  job: { role: 'primary' | 'backup'; command: 'BACKUP DATABASE' | 'RESTORE DATABASE' },
  kill: () => Promise<void>,
): Promise<void> {
  const percent = (): Promise<number | undefined> => agentJobPercent(stack, job.role, job.command);
  await until(`${job.command} is under way`, async () => ((await percent()) ?? 0) >= 10);
  const first = await follower(run);
  await kill();
  await until('another worker follows the job', async () => {
    const now = await follower(run);
    return now !== undefined && now !== first;
  });
  expect(await percent()).toBeGreaterThan(10);
}

/** Identity of the worker that runs the activity under way. */
async function follower(run: Run): Promise<string | undefined> {
  const { raw } = await run.handle.describe();
  const [activity] = raw.pendingActivities ?? [];
  // 2 = started: it is in the hands of that worker now.
  return Number(activity?.state) === 2 ? (activity?.lastWorkerIdentity ?? undefined) : undefined;
}

const fullCopies = (effects: readonly LedgerEntry[], verb: 'BACKUP' | 'RESTORE'): LedgerEntry[] =>
  effects.filter(({ text }) => text.startsWith(`${verb} DATABASE`) && text.includes('mgc_failback_'));

describe('a worker is killed with SIGKILL', () => {
  it('the host workers that apply a chain of log backups and set a mirror up, in the middle of either', async () => {
    let [restored, seeded] = [0, 0];
    await followed.toTheSameEnd('failover', async (run) => {
      const killer = new Killer(stack, run);
      stack.lab.moments.when({ edge: 'before', step: 'takeTailLog' }, async () => {
        // Behind the names that log shipping gave, in whose order it applies.
        await takeLogBackups(stack.lab, 6, Date.now() + 86_400_000);
      });
      killer.at({ edge: 'after', step: 'applyLogBackups' }, () => (restored += 1) === 3);
      killer.at({ edge: 'before', call: 'RESTORE DATABASE mgc', where: 'backupMirror' }, () => (seeded += 1) === 1);
      await run.result();
      killer.rest();
    });
    expect(restored).toBeGreaterThan(3);
    expect(seeded).toBeGreaterThan(0);
    expect(stack.lab.moments.failures).toEqual([]);
  });

  it('the host worker that takes the full backup: the one that is started in its place finds the job', async () => {
    const effects = await followed.toTheSameEnd('failback', async (run) => {
      stack.copiesAt(slow);
      await killFollower(run, { role: 'backup', command: 'BACKUP DATABASE' }, async () => {
        stack.copiesAt(quick);
        await stack.workers.kill(stack.hostWorker('secondary'));
      });
    });
    expect(fullCopies(effects, 'BACKUP')).toHaveLength(1);
  });

  it('the orchestrator, in the middle of a failover', async () => {
    await followed.toTheSameEnd('failover', async (run) => {
      await run.waitForStep('applyLogBackups');
      await stack.workers.kill('orchestrator');
    });
  });

  it('the host worker that restores, for good: a second one of the same data centre finds the job', async () => {
    const first = stack.hostWorker('primary');
    const effects = await followed.toTheSameEnd('failback', async (run) => {
      await run.waitForStep('backUpDatabase');
      stack.copiesAt(slow);
      await killFollower(run, { role: 'primary', command: 'RESTORE DATABASE' }, async () => {
        stack.copiesAt(quick);
        stack.workers.startSecond(first, `${first}-second`);
        await stack.workers.loseHost(first);
      });
    });
    expect(fullCopies(effects, 'RESTORE')).toHaveLength(1);
    expect(stack.workers.pidOf(first)).toBeUndefined();
  });
});

describe('the Temporal server is killed with SIGKILL and started again on its database file', () => {
  it('in the middle of a failover', async () => {
    await followed.toTheSameEnd('failover', async (run) => {
      await run.waitForStep('removeLogShipping');
      await stack.temporal.kill('SIGKILL');
      await stack.temporal.restart();
    });
  });

  it('in the middle of the restore of a failback', async () => {
    const effects = await followed.toTheSameEnd('failback', async (run) => {
      await run.waitForStep('restoreOnPrimary');
      await stack.temporal.kill('SIGKILL');
      await stack.temporal.restart();
    });
    expect(fullCopies(effects, 'RESTORE')).toHaveLength(1);
  });
});
