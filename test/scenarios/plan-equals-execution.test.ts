/**
 * What the plan prints is what happens: statements, jobs, cmdlets and files of the product in the lab's ledger, line by line
 * and in order, in every situation; and, aborted at every step that can be undone, what its undo printed.
 */
import pMap from 'p-map';
import type { Plan } from '../../domain/run/plan';
import type { Report } from '../../domain/run/report';
import type { ProcedureName } from '../../procedures/registry';
import { faults } from '../../lab/rig/faults/faults';
import { aPool, type PoolChanges } from '../../lab/rig/testing/a-pool';
import type { ActivityName } from '../../lab/rig/in-process/activity-faults';
import { sql } from './support/by-hand';
import { instanceOf } from '../../lab/rig/testing/estate-state';
import { estateUnderTest, type EstateUnderTest } from './support/estate-under-test';
import { runShippingJob, shippedByHand } from '../../lab/rig/testing/log-backups';
import { announced, asAnnounced, lastOperation, undoableSteps, watchExecution } from './support/plan-comparison';
import { operator, type Run } from './support/run';
import { usersChat, usersLeave } from './support/situations';

interface Situation {
  readonly says: string;
  readonly procedure: ProcedureName;
  readonly input?: object;
  readonly pool?: PoolChanges;
  /** Brings it about, on an estate where log backups wait, one of them copied. */
  readonly arrange?: (estate: EstateUnderTest) => Promise<unknown>;
  /** In the middle of the run that is carried through, until that is over; and what must have been executed because of it. */
  readonly meanwhile?: (estate: EstateUnderTest, over: AbortSignal) => void;
  readonly executes?: RegExp;
  /** What cannot be put back once a step has been taken, by step. */
  readonly leaves?: Readonly<Record<string, RegExp>>;
}

const planned = async (estate: EstateUnderTest): Promise<void> => {
  await estate.complete('failover');
};
const rename = (estate: EstateUnderTest, role: 'primary' | 'backup', job: string): Promise<unknown> =>
  sql(estate.lab, role, `EXEC msdb.dbo.sp_update_job @job_name = N'${job}', @new_name = N'site ${job}'`);

const situations: readonly Situation[] = [
  {
    says: 'a failover of a lost data centre',
    procedure: 'failover',
    arrange: ({ lab }) => lab.loseDataCentre('primary'),
  },
  { says: 'a planned failover, service first', procedure: 'failover' },
  { says: 'a planned failover, as documented', procedure: 'failover', input: { order: 'as-documented' } },
  {
    says: 'a failover with the mirror store as principal',
    procedure: 'failover',
    arrange: ({ lab }) => sql(lab, 'primary', 'ALTER DATABASE mgc SET PARTNER FAILOVER'),
    leaves: { takeTailLog: /^The estate is not as it was: mgc on SQL2\\CHAT serves without a mirror/ },
  },
  {
    says: 'a failover with renamed log-shipping jobs',
    procedure: 'failover',
    arrange: async (estate) => {
      await rename(estate, 'primary', 'LSBackup_mgc');
      await rename(estate, 'backup', 'LSCopy_SQL1\\CHAT_mgc');
      await rename(estate, 'backup', 'LSRestore_SQL1\\CHAT_mgc');
    },
  },
  {
    says: 'a failover with the share lost',
    procedure: 'failover',
    // Its file server holds the mirroring share too.
    pool: { shareIn: 'primary', without: ['backupMirror'] },
    arrange: ({ lab }) => lab.loseDataCentre('primary'),
  },
  {
    says: 'a failover of a damaged principal whose mirror is silent',
    procedure: 'failover',
    arrange: async ({ lab }) => {
      await lab.estate.stopInstance(instanceOf(lab, 'mirror'));
      await faults['damage-file']!.inject(lab, [instanceOf(lab, 'primary').name]);
    },
    leaves: { setOffline: /^The estate is not as it was: mgc on SQL1\\CHAT is SUSPECT, and no longer mirrored/ },
  },
  {
    says: 'a failback onto a rebuilt primary',
    procedure: 'failback',
    arrange: async (estate) => {
      await estate.lab.loseDataCentre('primary');
      await planned(estate);
      await estate.lab.rebuildDataCentre('primary');
    },
  },
  {
    says: 'a failback with live sessions that are ended',
    procedure: 'failback',
    arrange: async (estate) => {
      await estate.lab.loseDataCentre('primary');
      await planned(estate);
      await estate.lab.rebuildDataCentre('primary');
    },
    meanwhile: ({ lab }, over) => {
      lab.moments.when({ edge: 'after', step: 'configureLogShipping' }, () => {
        for (let sessions = 0; sessions < 2; sessions += 1) staysOn(lab, over);
      });
    },
    executes: /: KILL \d+$/,
  },
  { says: 'a failback onto a primary that survived a planned failover', procedure: 'failback', arrange: planned },
  {
    says: 'a failback onto a primary whose backup job was renamed',
    procedure: 'failback',
    arrange: async (estate) => {
      await planned(estate);
      await rename(estate, 'primary', 'LSBackup_mgc');
    },
  },
];

/** A DBA keeps mgc open on the backup store until somebody ends that session, or he goes home. */
function staysOn(lab: EstateUnderTest['lab'], signal: AbortSignal): void {
  void instanceOf(lab, 'backup')
    .run("SELECT 1; WAITFOR DELAY '10:00:00'", { login: 'sa', programName: 'test', database: 'mgc', signal })
    .catch(() => undefined);
}

/** Three log backups that wait: one copied, two on the share only. */
async function withAChain(pool: PoolChanges = {}): Promise<EstateUnderTest> {
  // An aborted run finds a lost data centre's messages as lost as they were: what is lost is judged in other tests.
  const estate = await estateUnderTest({
    pool: aPool({ logShipping: shippedByHand, ...pool }),
    breaksInvariants: true,
  });
  await usersChat(estate);
  await runShippingJob(estate.lab, 'backup');
  await runShippingJob(estate.lab, 'copy');
  await runShippingJob(estate.lab, 'backup');
  await usersChat(estate);
  await runShippingJob(estate.lab, 'backup');
  await usersLeave(estate);
  return estate;
}

interface Comparison {
  readonly plan: Plan;
  readonly executed: readonly string[];
  readonly report: Report;
}

async function approved(estate: EstateUnderTest, { procedure, input = {} }: Situation) {
  const execution = watchExecution(estate);
  const run = await estate.start(procedure, input);
  await run.waitForPhase('awaiting consent');
  const plan = (await run.plan())!;
  const untilConsent = execution();
  return { run, plan, untilConsent, execution };
}

/** Fails with the last operation of `step`, its effect there, and is taken back. */
async function abortedAt(
  estate: EstateUnderTest,
  { procedure, input }: Situation,
  shown: Plan,
  step: string,
): Promise<Comparison> {
  const execution = watchExecution(estate);
  const { name, before } = lastOperation(shown, step);
  estate.workers.faults.strike(name as ActivityName, 'after its effect', before);
  const run = await estate.startAgreed(procedure, input);
  await run.waitForPhase('step failed');
  const plan = (await run.plan())!;
  await run.send('abort', operator);
  return { plan, executed: await whenOver(run, execution), report: await run.report() };
}

/** Nobody is asked any more once the consents are given. */
async function whenOver(run: Run, execution: () => string[]): Promise<string[]> {
  const waiting = ['step failed', 'step failed, forward only', 'needs a person'] as const;
  const { waitsFor } = await run.waitForPhase('ended', ...waiting);
  expect(waitsFor).toBeUndefined();
  await run.result();
  return execution();
}

async function carriedThrough(
  estate: EstateUnderTest,
  situation: Situation,
): Promise<Comparison & { readonly untilConsent: readonly string[] }> {
  const { run, plan, untilConsent, execution } = await approved(estate, situation);
  const over = new AbortController();
  situation.meanwhile?.(estate, over.signal);
  try {
    await run.consent();
    return { plan, untilConsent, executed: await whenOver(run, execution), report: await run.report() };
  } finally {
    over.abort();
  }
}

/** Aborted at every step that can be taken back, then carried through, on one estate. */
async function compared(situation: Situation): Promise<{
  aborted: ReadonlyMap<string, Comparison>;
  whole: Awaited<ReturnType<typeof carriedThrough>>;
}> {
  const estate = await withAChain(situation.pool);
  try {
    await situation.arrange?.(estate);
    const { run, plan } = await approved(estate, situation);
    await run.send('abort', operator);
    await run.result();
    const aborted = new Map<string, Comparison>();
    for (const step of undoableSteps(plan)) aborted.set(step, await abortedAt(estate, situation, plan, step));
    return { aborted, whole: await carriedThrough(estate, situation) };
  } finally {
    await estate.close();
  }
}

describe('What the plan says is what is executed', () => {
  const outcomes = new Map<string, PromiseSettledResult<Awaited<ReturnType<typeof compared>>>>();

  // Several at a time: they wait for workers and for simulated copies most of the time.
  beforeAll(async () => {
    await pMap(
      situations,
      async (situation) => {
        const [outcome] = await Promise.allSettled([compared(situation)]);
        outcomes.set(situation.says, outcome);
      },
      { concurrency: 3 },
    );
  }, 1_200_000);

  const outcomeOf = (says: string): Awaited<ReturnType<typeof compared>> => {
    const outcome = outcomes.get(says)!;
    if (outcome.status === 'rejected') throw outcome.reason as Error;
    return outcome.value;
  };

  it.each(situations)('$says: as it was printed, line by line and in order', ({ says, executes = / / }) => {
    const { plan, executed, report } = outcomeOf(says).whole;
    expect(executed).toContainEqual(expect.stringMatching(executes));
    const lines = announced(plan);
    expect(lines.length).toBeGreaterThan(5);
    expect(executed).toEqual(asAnnounced(lines, executed));
    expect(report.result).toBe('completed');
  });

  it.each(situations)('$says: its undo too, aborted at every step that can be taken back', ({ says, leaves = {} }) => {
    const { aborted } = outcomeOf(says);
    expect(aborted.size).toBeGreaterThanOrEqual(5);
    for (const [step, { plan, executed, report }] of aborted) {
      expect([step, ...executed]).toEqual([step, ...asAnnounced(announced(plan, step), executed)]);
      const next = expect.stringMatching(leaves[step] ?? /^The estate is as it was\./) as string;
      expect([step, report.result, report.next]).toEqual([step, 'undone', next]);
    }
  });

  it.each(situations)('$says: nothing before the plan is approved', ({ says }) => {
    expect(outcomeOf(says).whole.untilConsent).toEqual([]);
  });
});
