/** Between the consent and the first act a run looks again: what was agreed to is done, or more of it; else it asks anew. */
import { renameSync } from 'node:fs';
import path from 'node:path';
import type { Place } from '../../lab/estate/contract';
import { faults } from '../../lab/rig/faults/faults';
import type { Lab } from '../../lab/rig/lab';
import type { Plan } from '../../domain/run/plan';
import { unseen } from '../../lab/rig/testing/consents';
import { aPool } from '../../lab/rig/testing/a-pool';
import { atItsEnd, setActiveServers, sql, stuckAt } from './support/by-hand';
import { instanceOf } from '../../lab/rig/testing/estate-state';
import { allConsents, estateUnderTest, type EstateUnderTest } from './support/estate-under-test';
import { logBackupsIn, runShippingJob, shippedByHand } from '../../lab/rig/testing/log-backups';
import { actsOf, stepsOf } from '../support/plan-lines';
import { productEntries } from '../../lab/rig/testing/product-ledger';
import { operator, type Run } from './support/run';
import { usersChat, usersLeave } from './support/situations';

const small = () => aPool({ without: ['mirror', 'backupMirror', 'compliance'], logShipping: shippedByHand });

/** A planned failover that waits for its consent. */
async function waiting(estate: EstateUnderTest): Promise<{ run: Run; agreed: Plan; touched: () => number }> {
  const before = productEntries(estate.lab).length;
  const run = await estate.start('failover');
  await run.waitForPhase('awaiting consent');
  return { run, agreed: (await run.plan())!, touched: () => productEntries(estate.lab).length - before };
}

/** How often the run has written a plan. */
async function plansWritten(run: Run): Promise<number> {
  const { events } = await run.handle.fetchHistory();
  const names = events?.map(({ activityTaskScheduledEventAttributes: task }) => task?.activityType?.name) ?? [];
  return names.filter((name) => name === 'writePlan').length;
}

/** What it waits for now, after a consent to another plan. */
async function asksAgain(run: Run, agreed: Plan): Promise<Plan> {
  const { waitsFor } = await run.waitForPhase('awaiting consent');
  const now = (await run.plan())!;
  expect(now.hash).not.toBe(agreed.hash);
  expect(waitsFor).toContain(`It waits for ${now.consents.join(' and ')} of plan ${now.hash}.`);
  return now;
}

const linesOf = (plan: Plan, step: string): string[] => actsOf(plan, step).map(({ text }) => text);
const stepIds = (plan: Plan): string[] => stepsOf(plan).map(({ id }) => id);

async function aborted(run: Run): Promise<void> {
  await run.send('abort', operator);
  expect(await run.result()).toMatchObject({ result: 'undone' });
}

describe('Between the consent and the first act of a planned failover', () => {
  let estate: EstateUnderTest;

  beforeAll(async () => {
    estate = await estateUnderTest({ pool: small() });
    await usersChat(estate);
  });
  afterEach(async () => {
    const { lab } = estate;
    await faults['mend']!.inject(lab, []);
    lab.invariants.checkLoss();
  });

  /** Consents; the run goes on to its first step, which is made to fail, and nothing was touched. */
  async function goesOn(run: Run, touched: () => number): Promise<Plan> {
    estate.workers.faults.strike('recordLogShipping', 'before its effect');
    await run.consent();
    await stuckAt(run, 'recordLogShipping');
    expect(touched()).toBe(0);
    expect(await plansWritten(run)).toBe(2);
    return (await run.plan())!;
  }

  it('nothing has changed: it looks again and goes on, and there is nothing to tell', async () => {
    const { run, agreed, touched } = await waiting(estate);
    expect(await goesOn(run, touched)).toEqual(agreed);
    expect((await run.report()).notes).toEqual([]);
    await aborted(run);
  });

  it('users have written and time has passed: that is the same plan', async () => {
    const { run, agreed, touched } = await waiting(estate);
    await usersChat(estate);
    expect((await goesOn(run, touched)).hash).toBe(agreed.hash);
    expect((await run.report()).notes).toEqual([]);
    await aborted(run);
  });

  it.each<readonly [string, (estate: EstateUnderTest) => Promise<void>, string]>([
    ['another log backup was taken', ({ lab }) => runShippingJob(lab, 'backup'), 'applyLogBackups'],
    ['log shipping has copied one', ({ lab }) => runShippingJob(lab, 'copy'), 'copyLogBackups'],
    ['log shipping has applied one', ({ lab }) => runShippingJob(lab, 'restore'), 'applyLogBackups'],
  ])('%s: it goes on and its report tells', async (_, meanwhile, step) => {
    // One that is to be copied, and one that is to be applied.
    await runShippingJob(estate.lab, 'backup');
    await runShippingJob(estate.lab, 'copy');
    await usersChat(estate);
    await runShippingJob(estate.lab, 'backup');
    const { run, agreed, touched } = await waiting(estate);
    await usersChat(estate);
    await meanwhile(estate);
    const now = await goesOn(run, touched);
    expect(now.hash).not.toBe(agreed.hash);
    expect(linesOf(now, step)).not.toEqual(linesOf(agreed, step));
    const { notes, decisions } = await run.report();
    expect(notes).toEqual([
      `After the consent to plan ${agreed.hash} log shipping had gone on. Plan ${now.hash}, which keeps all that was promised, took its place. ${now.lossBound!.says}`,
    ]);
    expect(decisions.map(({ plan }) => plan)).toEqual([agreed.hash]);
    await aborted(run);
  });

  const renamed = (from: string, to: string) =>
    `EXEC msdb.dbo.sp_update_job @job_name = N'${from}', @new_name = N'${to}'`;
  const restoreJob = `LSRestore_SQL1\\CHAT_mgc`;

  it.each<
    readonly [string, (estate: EstateUnderTest) => Promise<unknown>, (estate: EstateUnderTest) => Promise<unknown>]
  >([
    [
      'a job of log shipping was renamed',
      ({ lab }) => sql(lab, 'backup', renamed(restoreJob, 'Restores')),
      ({ lab }) => sql(lab, 'backup', renamed('Restores', restoreJob)),
    ],
    [
      'a job of log shipping was renamed, and another log backup taken',
      async ({ lab }) => {
        await sql(lab, 'backup', renamed(restoreJob, 'Restores'));
        await usersChat({ lab });
        await runShippingJob(lab, 'backup');
      },
      ({ lab }) => sql(lab, 'backup', renamed('Restores', restoreJob)),
    ],
    [
      'the list of active servers, which an undo would put back, is another one',
      ({ lab, pool }) => setActiveServers(lab, pool.primaryDataCentre.chatServers.slice(0, 1)),
      ({ lab, pool }) => setActiveServers(lab, pool.primaryDataCentre.chatServers),
    ],
  ])('%s: it asks again, and the first consent does not count', async (_, meanwhile, putRight) => {
    const { run, agreed, touched } = await waiting(estate);
    await meanwhile(estate);
    await run.consent();
    const now = await asksAgain(run, agreed);
    expect(stepIds(now)).toEqual(stepIds(agreed));
    await expect(run.send('approve', { ...operator, plan: agreed.hash })).rejects.toThrow(
      `The plan "${agreed.hash}" is stale; it is now "${now.hash}". Read it (query "plan") and decide again.`,
    );
    expect(touched()).toBe(0);

    estate.workers.faults.strike('recordLogShipping', 'before its effect');
    await run.consent();
    await stuckAt(run, 'recordLogShipping');
    const { notes, decisions } = await run.report();
    expect(notes).toEqual([]);
    expect(decisions.map(({ plan }) => plan)).toEqual([agreed.hash, now.hash]);
    expect(await plansWritten(run)).toBe(3);
    await aborted(run);
    await putRight(estate);
  });

  /** An instance is down while the body runs. */
  async function withoutInstance(role: 'primary' | 'backup', body: () => Promise<void>): Promise<void> {
    const { lab } = estate;
    const { name } = instanceOf(lab, role);
    await faults['stop-instance']!.inject(lab, [name]);
    await body();
    await faults['start-instance']!.inject(lab, [name]);
    await usersChat(estate);
  }

  it('the primary store is gone: it asks again, and now for the loss too', async () => {
    const { run, agreed, touched } = await waiting(estate);
    await withoutInstance('primary', async () => {
      await run.consent();
      const now = await asksAgain(run, agreed);
      expect([agreed.consents, now.consents]).toEqual([['approve'], ['acceptDataLoss', 'approve']]);
      expect(stepIds(now)).toEqual(stepIds(agreed).filter((id) => id !== 'takeTailLog'));
    });
    // What was written there is not lost: it only could not be read.
    await aborted(run);
    expect(touched()).toBe(0);
  });

  it('something came in the way: it ends refused, with every reason, and nothing was touched', async () => {
    const { run, touched } = await waiting(estate);
    await withoutInstance('backup', async () => {
      await run.consent();
      expect(await run.refusal()).toMatch(/^The backup store SQL3\\CHAT does not answer/);
      expect(await run.progress()).toMatchObject({ phase: 'ended', mayType: [] });
      expect(touched()).toBe(0);
    });
  });

  it('the same as before is seen again after another plan: the consent to it counts still', async () => {
    const { run, agreed } = await waiting(estate);
    await setActiveServers(estate.lab, []);
    await run.consent();
    await asksAgain(run, agreed);
    await setActiveServers(estate.lab, estate.pool.primaryDataCentre.chatServers);
    estate.workers.faults.strike('recordLogShipping', 'before its effect');
    await run.consent();
    await stuckAt(run, 'recordLogShipping');
    expect((await run.plan())!.hash).toBe(agreed.hash);
    await aborted(run);
  });
});

/** The newest log backup is put aside, wherever it lies. @returns what puts it back. */
async function withoutNewestLogBackup(lab: Lab): Promise<() => void> {
  const { pool, files } = lab.estate;
  const { share, shareIn, copyFolder } = pool.logShipping;
  const newest = (await logBackupsIn(lab, 'share')).at(-1)!;
  const places: readonly (readonly [string, Place])[] = [
    [`${share}\\${newest}`, { side: shareIn, host: 'test' }],
    [`${copyFolder}\\${newest}`, { side: 'secondary', host: pool.mgc.backup.server }],
  ];
  const there = places.filter(([file, place]) => files.exists(file, place));
  const real = there.map(([file, place]) => files.resolve(file, place));
  // Beside its folder: under any name in it, it would still be found.
  const aside = (file: string): string => path.join(path.dirname(file), '..', `aside ${path.basename(file)}`);
  for (const file of real) renameSync(file, aside(file));
  return () => {
    for (const file of real) renameSync(aside(file), file);
  };
}

describe('Between the consents and the first act of a failover whose primary data centre is lost', () => {
  let estate: EstateUnderTest;

  beforeAll(async () => {
    // A run that is aborted brings nothing back of what went with the data centre.
    estate = await estateUnderTest({ pool: small(), breaksInvariants: true });
    const { lab } = estate;
    await usersChat(estate);
    await runShippingJob(lab, 'backup');
    await usersChat(estate);
    await runShippingJob(lab, 'backup');
    await usersLeave(estate);
    await lab.loseDataCentre('primary');
  });

  /** The first step is made to fail, so that the run can be aborted with nothing touched. */
  async function stopsAtOnce(run: Run, plans: number): Promise<void> {
    await stuckAt(run, 'recordLogShipping');
    expect(await plansWritten(run)).toBe(plans);
    await aborted(run);
  }

  it('the newest log backup vanished: it asks again for both consents, with the greater loss', async () => {
    const { lab } = estate;
    const { run, agreed, touched } = await waiting(estate);
    const putBack = await withoutNewestLogBackup(lab);
    await run.consent();
    const now = await asksAgain(run, agreed);
    expect(now.consents).toEqual(['acceptDataLoss', 'approve']);
    const since = ({ lossBound }: Plan): bigint => (lossBound?.kind === 'since' ? BigInt(lossBound.lsn) : -1n);
    expect(since(now)).toBeLessThan(since(agreed));
    expect(touched()).toBe(0);
    await aborted(run);
    putBack();
  });

  it('log shipping has copied a log backup: it goes on, and its report tells what may be lost now', async () => {
    const { run, agreed } = await waiting(estate);
    await runShippingJob(estate.lab, 'copy');
    estate.workers.faults.strike('recordLogShipping', 'before its effect');
    await run.consent();
    await stuckAt(run, 'recordLogShipping');
    const { notes } = await run.report();
    expect(notes).toEqual([
      expect.stringContaining(`After the consent to plan ${agreed.hash} log shipping had gone on.`),
    ]);
    expect(notes[0]).toContain((await run.plan())!.lossBound!.says);
    await aborted(run);
  });

  it('it does not look again when it had not to wait, because both consents came with the start', async () => {
    estate.workers.faults.strike('recordLogShipping', 'before its effect');
    const run = await estate.start('failover', allConsents('failover'));
    await stopsAtOnce(run, 1);
  });

  it('it looks again when it had to wait for one of them', async () => {
    const run = await estate.start('failover', { approve: unseen(operator) });
    const { waitsFor } = await run.waitForPhase('awaiting consent');
    const { hash } = (await run.plan())!;
    expect(waitsFor).toContain(`It waits for acceptDataLoss of plan ${hash}.`);
    estate.workers.faults.strike('recordLogShipping', 'before its effect');
    await run.send('acceptDataLoss', { ...operator, plan: hash });
    await stopsAtOnce(run, 2);
  });
});

describe('A planned failover that found more log backups than promised', () => {
  it('carries out what it found, loses nothing, and tells', async () => {
    const estate = await estateUnderTest({ pool: small() });
    await usersChat(estate);
    const { run, agreed } = await waiting(estate);
    await usersChat(estate);
    await runShippingJob(estate.lab, 'backup');
    await usersLeave(estate);
    await run.consent();
    const report = await atItsEnd(run);
    expect(report).toMatchObject({ result: 'completed', lossBound: { kind: 'none' } });
    expect(report.notes).toContainEqual(expect.stringContaining(`After the consent to plan ${agreed.hash}`));
    estate.lab.invariants.checkLoss();
  });
});
