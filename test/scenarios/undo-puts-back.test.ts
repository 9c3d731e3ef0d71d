/** An undo puts back what was there, not what is usual; and whether it has is seen, not believed. */
import { instanceOf } from '../../lab/rig/testing/estate-state';
import { aPool } from '../../lab/rig/testing/a-pool';
import { shippedByHand } from '../../lab/rig/testing/log-backups';
import type { ActivityName } from '../../lab/rig/in-process/activity-faults';
import { sql } from './support/by-hand';
import { estateUnderTest, type EstateUnderTest } from './support/estate-under-test';
import { operator } from './support/run';
import { oldPairBack, usersChat } from './support/situations';
import { snapshotOf } from './support/undo/snapshot';

const asItWas = 'The estate is as it was. Remove the reason, then start again.';

/** Log shipping as a site has it that does not follow the wizard's defaults. */
async function madeUnusual({ lab }: EstateUnderTest): Promise<void> {
  const jobs = ['Copy', 'Restore'].map((kind) => `LS${kind}_${instanceOf(lab, 'primary').name}_mgc`);
  const [copy = '', restore = ''] = jobs;
  const scheduleOf = async (job: string): Promise<string> => {
    const [row] = await sql(
      lab,
      'backup',
      `SELECT x.schedule_id AS id FROM msdb.dbo.sysjobs AS j INNER JOIN msdb.dbo.sysjobschedules AS x ON x.job_id = j.job_id WHERE j.name = N'${job}'`,
    );
    return String(row?.['id']);
  };
  for (const statement of [
    // Every two hours from 07:00 to 20:00, and a second schedule that is disabled; the restore job rests every 90 s.
    `EXEC msdb.dbo.sp_update_schedule @schedule_id = ${await scheduleOf(copy)}, @freq_subday_type = 8, @freq_subday_interval = 2, @active_start_time = 70000, @active_end_time = 200000`,
    `EXEC msdb.dbo.sp_add_jobschedule @job_name = N'${copy}', @name = N'By night', @enabled = 0, @freq_type = 4, @freq_interval = 1, @freq_subday_type = 1, @active_start_time = 30000`,
    `EXEC msdb.dbo.sp_update_schedule @schedule_id = ${await scheduleOf(restore)}, @freq_subday_type = 2, @freq_subday_interval = 90`,
    `EXEC master.dbo.sp_change_log_shipping_secondary_database @secondary_database = N'mgc', @threshold_alert = 50042, @threshold_alert_enabled = 0`,
    `EXEC msdb.dbo.sp_update_job @job_name = N'${restore}', @enabled = 0`,
  ])
    await sql(lab, 'backup', statement);
  await sql(lab, 'primary', `EXEC msdb.dbo.sp_update_job @job_name = N'LSBackup_mgc', @enabled = 0`);
}

async function abortedAt(estate: EstateUnderTest, procedure: 'failover' | 'failback', operation: ActivityName) {
  estate.workers.faults.strike(operation, 'after its effect');
  const run = await estate.startAgreed(procedure);
  await run.waitForPhase('step failed');
  await run.send('abort', operator);
  return run.result();
}

it('log shipping in hours and seconds, a disabled schedule, an alert of its own and disabled jobs are put back', async () => {
  const estate = await estateUnderTest({ pool: aPool({ logShipping: shippedByHand, timing: { tries: 1 } }) });
  await madeUnusual(estate);
  await usersChat(estate);
  const before = await snapshotOf(estate.lab);
  const report = await abortedAt(estate, 'failover', 'copyLogBackups');
  expect(await snapshotOf(estate.lab)).toEqual(before);
  expect(report).toMatchObject({ result: 'undone', next: asItWas });
  expect(report.differs).toBeUndefined();
});

it('a primary that came back, mirrored, with its log backup job enabled, stands there again after an undone failback', async () => {
  const estate = await estateUnderTest({
    // With a witness the mirror would take over, and the roles would be swapped.
    pool: aPool({ without: ['witness'], logShipping: shippedByHand, timing: { tries: 1 } }),
  });
  const { lab } = estate;
  await usersChat(estate);
  await oldPairBack(estate);
  const before = await snapshotOf(lab);
  const report = await abortedAt(estate, 'failback', 'restoreDatabase');
  expect(await snapshotOf(lab)).toEqual(before);
  expect(report).toMatchObject({ result: 'undone', next: asItWas });
  expect((await estate.complete('failback')).report.result).toBe('completed');
  await usersChat(estate);
});

it('what somebody changed meanwhile is listed, and the estate is not called as it was', async () => {
  const estate = await estateUnderTest({ pool: aPool({ logShipping: shippedByHand, timing: { tries: 1 } }) });
  const { lab } = estate;
  await usersChat(estate);
  lab.moments.when({ edge: 'after', step: 'removeLogShipping' }, async () => {
    await sql(lab, 'backup', `EXEC msdb.dbo.sp_add_job @job_name = N'Other', @enabled = 1`);
    await sql(lab, 'mirror', `EXEC msdb.dbo.sp_update_job @job_name = N'LSBackup_mgc', @enabled = 0`);
  });
  const { result, next, differs } = await abortedAt(estate, 'failover', 'copyLogBackups');
  expect(result).toBe('undone');
  expect(differs).toEqual([
    expect.stringMatching(/^The job LSBackup_mgc on SQL2\\CHAT was enabled, and is disabled\.$/),
  ]);
  expect(next).toBe(`The estate is not as it was: ${differs![0]!} See to that, then start again.`);
});
