/** Any process may die at any moment: the run goes on, ends as if nothing had happened, and no effect happens twice. */
import type { ProcedureName } from '../../domain/steps';
import type { LedgerEntry } from '../../lab/estate/contract';
import { effectsTwice, ledgerEnd } from '../../lab/invariants/effects-twice';
import { endStateOf } from '../support/kill/end-state';
import { agentJobPercent, killableStack, quick, slow, type KillableStack } from '../support/kill/killable-stack';
import type { Run } from '../support/run';
import { snapshotOf, type Snapshot } from '../support/undo/snapshot';
import { until } from '../support/until';

let stack: KillableStack;
/** How each procedure leaves the estate when nobody disturbs it. */
const undisturbed: Partial<Record<ProcedureName, Snapshot>> = {};

beforeAll(async () => {
  stack = await killableStack();
  stack.lab.chat.startUsers({ count: 3, messagesPerSecond: 10 });
  await usersChat();
  for (const procedure of ['failover', 'failback'] as const)
    undisturbed[procedure] = (await follow(procedure, () => Promise.resolve())).endState;
}, 180_000);
afterAll(() => stack.close());

async function usersChat(): Promise<void> {
  const { acknowledged } = stack.lab.chat.audit();
  await until('users chat', () => stack.lab.chat.audit().acknowledged > acknowledged + 5);
}

interface Followed {
  readonly endState: Snapshot;
  readonly effects: readonly LedgerEntry[];
}

/** Runs a procedure to its end while something happens to it; users, invariants and ledger are asked about it. */
async function follow(procedure: ProcedureName, disturb: (run: Run) => Promise<void>): Promise<Followed> {
  const { lab } = stack;
  const { entries } = lab.estate.ledger;
  const [since, before] = [ledgerEnd(entries), await snapshotOf(lab)];
  const run = await stack.start(procedure);
  await disturb(run);
  const report = await run.result();
  stack.copiesAt(quick);
  expect(report).toMatchObject({ result: 'completed', skipped: [] });
  await usersChat();
  lab.invariants.checkLoss();
  expect(lab.invariants.violations).toEqual([]);
  expect(effectsTwice(entries, since)).toEqual([]);
  return {
    endState: await endStateOf(lab, before),
    effects: entries.filter(({ sequence, changed }) => sequence > since && changed),
  };
}

/** The same, to the same end as a run that nobody disturbs. @returns what it did to the estate. */
async function followDisturbed(
  procedure: ProcedureName,
  disturb: (run: Run) => Promise<void>,
): Promise<readonly LedgerEntry[]> {
  const { endState, effects } = await follow(procedure, disturb);
  expect(endState).toEqual(undisturbed[procedure]);
  return effects;
}

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
  it('the host worker that seals the primary: the tail of the log is taken once', async () => {
    const effects = await followDisturbed('failover', async (run) => {
      await run.waitForStep('takeTailLog');
      await stack.workers.kill(stack.hostWorker('primary'));
    });
    expect(effects.filter(({ text }) => text.includes('mgc_tail_') && text.startsWith('BACKUP LOG'))).toHaveLength(1);
  });

  it('the host worker that takes the full backup: the one that is started in its place finds the job', async () => {
    const effects = await followDisturbed('failback', async (run) => {
      stack.copiesAt(slow);
      await killFollower(run, { role: 'backup', command: 'BACKUP DATABASE' }, async () => {
        stack.copiesAt(quick);
        await stack.workers.kill(stack.hostWorker('secondary'));
      });
    });
    expect(fullCopies(effects, 'BACKUP')).toHaveLength(1);
  });

  it('the orchestrator, in the middle of a failover', async () => {
    await followDisturbed('failover', async (run) => {
      await run.waitForStep('applyLogBackups');
      await stack.workers.kill('orchestrator');
    });
  });

  it('the host worker that restores, for good: a second one of the same data centre finds the job', async () => {
    const first = stack.hostWorker('primary');
    const effects = await followDisturbed('failback', async (run) => {
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
    await followDisturbed('failover', async (run) => {
      await run.waitForStep('removeLogShipping');
      await stack.temporal.kill('SIGKILL');
      await stack.temporal.restart();
    });
  });

  it('in the middle of the restore of a failback', async () => {
    const effects = await followDisturbed('failback', async (run) => {
      await run.waitForStep('restoreOnPrimary');
      await stack.temporal.kill('SIGKILL');
      await stack.temporal.restart();
    });
    expect(fullCopies(effects, 'RESTORE')).toHaveLength(1);
  });
});
