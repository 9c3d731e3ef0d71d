/** What a run could not take back is in the way of the next one until somebody has done it. */
import { aPool } from '../../lab/rig/testing/a-pool';
import { shippedByHand } from '../../lab/rig/testing/log-backups';
import { sql } from './support/by-hand';
import { estateUnderTest } from './support/estate-under-test';
import { operator } from './support/run';
import { oldPairBack, usersChat, usersLeave } from './support/situations';

it('An undo that is owed stops the next procedures, whoever forgot it meanwhile, and is forgotten once it is done', async () => {
  const estate = await estateUnderTest({ pool: aPool({ without: ['witness'], logShipping: shippedByHand }) });
  const { lab, workers } = estate;
  await usersChat(estate);
  await usersLeave(estate);
  await oldPairBack(estate);

  workers.faults.strike('backUpDatabase', 'before its effect');
  const first = await estate.startAgreed('failback');
  await first.waitForPhase('step failed');
  await workers.lose('primary');
  await first.send('abort', operator);
  const owing = await first.result();
  expect(owing.owed?.map(({ step }) => step)).toEqual(['silenceLogBackups']);

  workers.rebuild('primary');
  await workers.started();
  // The second one learns it from the first, the third one from the second.
  for (const attempt of [2, 3]) {
    const run = await estate.startAgreed('failback');
    expect([attempt, await run.refusal()]).toEqual([
      attempt,
      expect.stringMatching(
        /^A failback that ended at \S+ owes the undo of "silenceLogBackups" .*, and it has not been done since\. Do it by hand, then start again: .*sp_update_job/s,
      ),
    ]);
  }

  await sql(lab, 'primary', "EXEC msdb.dbo.sp_update_job @job_name = N'LSBackup_mgc', @enabled = 1");
  const { run, report } = await estate.complete('failback');
  expect(report.result).toBe('completed');
  expect((await run.plan())?.notes.join(' ')).not.toContain('owes');
  await usersChat(estate);
  await usersLeave(estate);
});
