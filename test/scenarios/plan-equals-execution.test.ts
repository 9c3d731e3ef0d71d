/**
 * What the plan prints is what happens: statements, jobs, cmdlets and files of the product in the lab's ledger, line by line
 * and in order, in every situation; and, aborted at every step that can be undone, what its undo printed.
 */
import type { Plan } from '../../domain/run/plan';
import type { Report } from '../../domain/run/report';
import type { ProcedureName } from '../../procedures/registry';
import { aPool, type PoolChanges } from '../support/a-pool';
import type { ActivityName } from '../support/activity-faults';
import { sql } from '../support/by-hand';
import { instanceOf } from '../support/estate-state';
import { estateUnderTest, type EstateUnderTest } from '../support/estate-under-test';
import { runShippingJob, shippedByHand } from '../support/log-backups';
import { announced, asAnnounced, lastOperation, undoableSteps, watchExecution } from '../support/plan-comparison';
import { operator, type Run } from '../support/run';
import { usersChat, usersLeave } from '../support/situations';

interface Situation {
  readonly says: string;
  readonly procedure: ProcedureName;
  readonly input?: object;
  readonly pool?: PoolChanges;
  /** Brings it about, on an estate where log backups wait, one of them copied. */
  readonly arrange?: (estate: EstateUnderTest) => Promise<unknown>;
  /** In the middle of the run that is carried through. */
  readonly meanwhile?: (estate: EstateUnderTest) => void;
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
    pool: { shareIn: 'primary' },
    arrange: ({ lab }) => lab.loseDataCentre('primary'),
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
    meanwhile: ({ lab }) => {
      lab.moments.when({ edge: 'after', step: 'configureLogShipping' }, () => {
        for (const database of ['mgc', 'mgc']) staysOn(lab, database);
      });
    },
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

/** A DBA keeps the database open on the backup store until somebody ends that session. */
function staysOn(lab: EstateUnderTest['lab'], database: string): void {
  void instanceOf(lab, 'backup')
    .run("SELECT 1; WAITFOR DELAY '10:00:00'", { login: 'sa', programName: 'test', database })
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
  readonly untilConsent: readonly string[];
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
async function abortedAt(estate: EstateUnderTest, situation: Situation, step: string): Promise<Comparison> {
  const { run, plan, untilConsent, execution } = await approved(estate, situation);
  const { name, before } = lastOperation(plan, step);
  estate.workers.faults.strike(name as ActivityName, 'after its effect', before);
  await run.consent();
  await run.waitForPhase('step failed');
  await run.send('abort', operator);
  return { plan, untilConsent, executed: await whenOver(run, execution), report: await run.report() };
}

async function whenOver(run: Run, execution: () => string[]): Promise<string[]> {
  await run.result();
  return execution();
}

async function carriedThrough(estate: EstateUnderTest, situation: Situation): Promise<Comparison> {
  const { run, plan, untilConsent, execution } = await approved(estate, situation);
  situation.meanwhile?.(estate);
  await run.consent();
  return { plan, untilConsent, executed: await whenOver(run, execution), report: await run.report() };
}

describe.each(situations)('$says', (situation) => {
  let estate: EstateUnderTest;
  let steps: string[];

  beforeAll(async () => {
    estate = await withAChain(situation.pool);
    await situation.arrange?.(estate);
    const { run, plan } = await approved(estate, situation);
    steps = undoableSteps(plan);
    await run.send('abort', operator);
    await run.result();
  });
  afterAll(() => estate.close());

  it('is executed as its undo was printed, aborted at every step that can be undone', async () => {
    for (const step of steps) {
      const { plan, untilConsent, executed, report } = await abortedAt(estate, situation, step);
      expect([step, untilConsent]).toEqual([step, []]);
      expect([step, ...executed]).toEqual([step, ...asAnnounced(announced(plan, step), executed)]);
      expect([step, report.result, report.undone[0] ?? step]).toEqual([step, 'undone', report.undone[0] ?? step]);
    }
  });

  it('is executed as it was printed, line by line and in order', async () => {
    const { plan, executed, report } = await carriedThrough(estate, situation);
    const lines = announced(plan);
    expect(lines.length).toBeGreaterThan(5);
    expect(executed).toEqual(asAnnounced(lines, executed));
    expect(report.result).toBe('completed');
  });
});
