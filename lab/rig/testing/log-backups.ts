/** Log shipping by hand: a pool whose schedules never come due, and a log backup, copy or restore when a test wants one. */
import type { LabInstance, Place } from '../../estate/contract';
import type { Lab } from '../lab';
import type { StoreRole } from '../../estate/pool';
import type { PoolChanges } from './a-pool';
import { SqlError } from '../../estate/sql-server/contract';
import { ask, instanceOf } from './estate-state';
import { until } from './until';

const never = 100_000;

export const shippedByHand: NonNullable<PoolChanges['logShipping']> = {
  backupEvery: never,
  copyEvery: never,
  restoreEvery: never,
  // A topology file must not promise more than its schedules keep.
  alertWithoutBackupAfter: never,
  alertWithoutRestoreAfter: never,
  keepBackupsFor: never,
  keepCopiesFor: never,
};

/** Runs a job of log shipping to its end. */
export async function runShippingJob(lab: Lab, job: 'backup' | 'copy' | 'restore'): Promise<void> {
  const instance = instanceOf(lab, job === 'backup' ? 'primary' : ('backup' satisfies StoreRole));
  const prefix = { backup: 'LSBackup_', copy: 'LSCopy_', restore: 'LSRestore_' }[job];
  const found = (): { name: string; running: boolean } =>
    instance.msdb.logShipping().jobs.find(({ name }) => name.startsWith(prefix))!;
  const runs = async (): Promise<number> =>
    (
      await ask(
        instance,
        `SELECT h.instance_id FROM msdb.dbo.sysjobhistory AS h
      INNER JOIN msdb.dbo.sysjobs AS j ON j.job_id = h.job_id WHERE j.name = N'${found().name}' AND h.step_id = 0`,
      )
    ).length;
  const before = await runs();
  await until(`${found().name} is started`, () => started(instance, found().name));
  await until(`${found().name} has run`, async () => (await runs()) > before && !found().running);
}

/** @returns whether the job was started; not while the Agent itself starts (14258). */
async function started(instance: LabInstance, job: string): Promise<boolean> {
  try {
    await ask(instance, `EXEC msdb.dbo.sp_start_job @job_name = N'${job}'`);
    return true;
  } catch (error) {
    if (error instanceof SqlError && error.details.number === 14258) return false;
    throw error;
  }
}

/** Real name of every log backup on the share, or in the copy folder. */
export async function logBackupsIn(lab: Lab, where: 'share' | 'copies'): Promise<string[]> {
  const { share, shareIn, copyFolder } = lab.estate.pool.logShipping;
  const at: { folder: string; place: Place } =
    where === 'share'
      ? { folder: share, place: { side: shareIn, host: 'test' } }
      : { folder: copyFolder, place: { side: 'secondary', host: lab.estate.pool.mgc.backup.server } };
  const files = await lab.estate.files.list(at.folder, at.place);
  return files
    .map(({ name }) => name)
    .filter((name) => name.endsWith('.trn'))
    .sort();
}
