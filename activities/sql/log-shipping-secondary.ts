/** Log shipping on the backup store: recorded, removed, configured again. */
import type { LogShippingRecord, RecordedJob } from '../../domain/log-shipping-record';
import { instanceName, type Pool, type Store } from '../../domain/topology/pool';
import type { LogShippingSecondaryRow } from '../adapters/sql-server/sql-rows';
import { until, type Attempt } from '../attempt';
import { refusal, setback } from '../failure';
import {
  secondaryShipping,
  secondaryShippingOf,
  shippingJobs,
  statements,
  type SecondaryShipping,
  type StandingSchedule,
} from '../statements';
import type { Scope } from '../signatures';
import { runOnce, scheduleOf, silence } from './agent';
import { readChain } from './log-chain';
import { setAside } from './set-aside';
import { baseName } from './place-files';
import { named, type SqlTools } from './tools';

const rowOf = async ({ sql }: SqlTools, pool: Pool) =>
  (await sql.query(pool.mgc.backup, 'log-shipping-secondary', { database: 'mgc' }))[0];

export async function recordLogShipping(tools: SqlTools, pool: Pool): Promise<LogShippingRecord> {
  const row = await rowOf(tools, pool);
  if (row === undefined) return {};
  const job = async (name: string | null, fallback: string, enabled: boolean | null): Promise<RecordedJob> => ({
    name: name ?? fallback,
    enabled: enabled === true,
    everyMinutes: name === null ? null : ((await scheduleOf(tools, pool.mgc.backup, name))?.minutes ?? null),
  });
  const names = shippingJobs(pool);
  return {
    secondary: {
      primaryServer: row.primaryServer,
      primaryDatabase: row.primaryDatabase,
      sourceFolder: row.sourceDirectory,
      copyFolder: row.destinationDirectory,
      keepCopiesFor: row.fileRetention,
      restoreDelay: row.restoreDelay,
      restoreAll: row.restoreAll,
      restoreMode: row.restoreMode ? 1 : 0,
      disconnectUsers: row.disconnectUsers,
      alertAfter: row.restoreThreshold ?? pool.logShipping.alertWithoutRestoreAfter,
      alertEnabled: row.thresholdAlertEnabled === true,
      keepHistoryFor: row.historyRetention ?? pool.logShipping.keepHistoryFor,
      copyJob: await job(row.copyJob, names.copy, row.copyJobEnabled),
      restoreJob: await job(row.restoreJob, names.restore, row.restoreJobEnabled),
      lastCopiedFile: row.lastCopiedFile,
      lastRestoredFile: row.lastRestoredFile,
    },
  };
}

/** Failover step 1: a run in flight ends first, so that no restore begins behind our back. */
export async function removeLogShipping(tools: SqlTools, pool: Pool, { signal }: Attempt): Promise<void> {
  const row = await rowOf(tools, pool);
  if (row === undefined) return;
  const watch = { timing: pool.timing, signal };
  for (const job of [row.copyJob, row.restoreJob]) if (job !== null) await silence(tools, pool.mgc.backup, job, watch);
  await tools.sql.execute(pool.mgc.backup, statements.deleteSecondary());
  if ((await rowOf(tools, pool)) !== undefined)
    throw setback('LogShippingStillThere', 'Log shipping of mgc still stands on the backup store.');
}

/** The same jobs by the names that they have now: log shipping knows its jobs by id, and people rename them. */
function asNamedNow(shipping: SecondaryShipping, row: LogShippingSecondaryRow, store: Store): SecondaryShipping {
  const { copyJob, restoreJob } = row;
  if (copyJob === null || restoreJob === null) {
    throw refusal(
      'LogShippingNotPossible',
      `The ${copyJob === null ? 'copy' : 'restore'} job of log shipping of mgc on ${named(store)} was deleted, but log shipping still counts on it. Remove log shipping there (${statements.deleteSecondary().replace(/;$/, '')}), then retry the step.`,
    );
  }
  return {
    ...shipping,
    copyJob: { ...shipping.copyJob, name: copyJob },
    restoreJob: { ...shipping.restoreJob, name: restoreJob },
  };
}

/** Makes the backup store a log-shipping secondary as described; what stands there already is set right. */
export async function configureSecondary(tools: SqlTools, pool: Pool, wanted: SecondaryShipping): Promise<void> {
  const store = pool.mgc.backup;
  const row = await rowOf(tools, pool);
  const shipping = row === undefined ? wanted : asNamedNow(wanted, row, store);
  const jobs = [shipping.copyJob.name, shipping.restoreJob.name];
  const schedules = new Map<string, StandingSchedule>();
  for (const job of jobs) {
    const standing = await scheduleOf(tools, store, job);
    if (standing !== undefined) schedules.set(job, standing);
  }
  const present = await Promise.all(
    jobs.map(async (job) => (await tools.sql.query(store, 'job-state', { job })).length > 0),
  );
  const exists = {
    primary: present.every(Boolean),
    database: row !== undefined,
    schedules,
  };
  for (const statement of secondaryShipping(shipping, exists))
    await tools.sql.execute(store, statement, { accept: ['AlreadyInEffect'] });
  if ((await rowOf(tools, pool)) === undefined)
    throw setback('LogShippingMissing', 'The backup store is still no log-shipping secondary for mgc.');
}

export async function configureLogShippingSecondary(
  tools: SqlTools,
  pool: Pool,
  scope: Scope,
  attempt: Attempt,
): Promise<void> {
  await setAside(tools, pool, scope, pool.logShipping.copyFolder, attempt);
  await configureSecondary(tools, pool, secondaryShippingOf(pool));
}

export async function restoreLogShipping(tools: SqlTools, pool: Pool, record: LogShippingRecord): Promise<void> {
  if (record.secondary !== undefined) await configureSecondary(tools, pool, record.secondary);
}

/** Whether a file name of log shipping is `file` or a later one; the names are chronological. */
const reaches = (seen: string | null | undefined, file: string): boolean =>
  seen != null && baseName(seen).toLowerCase() >= baseName(file).toLowerCase();

export async function runCopyAndRestore(tools: SqlTools, pool: Pool, file: string, attempt: Attempt): Promise<void> {
  const { signal, beat } = attempt;
  const row = await rowOf(tools, pool);
  const jobs = shippingJobs(pool);
  const watch = { timing: pool.timing, signal };
  const drive = async (
    job: string,
    says: string,
    done: () => Promise<boolean>,
    hinders: () => Promise<void> = () => Promise.resolve(),
  ): Promise<void> => {
    beat({ says });
    await until(
      async () => {
        if (await done()) return true;
        await runOnce(tools, pool.mgc.backup, job, watch);
        if (await done()) return true;
        await hinders();
        return undefined;
      },
      {
        poll: pool.timing.poll,
        within: 3600,
        late: () =>
          setback('FirstCycleMissing', `The job ${job} ran, but ${file} did not get through; see its history.`),
        signal,
      },
    );
  };
  await drive(row?.copyJob ?? jobs.copy, `copying ${file}`, async () =>
    reaches((await rowOf(tools, pool))?.lastCopiedFile, file),
  );
  await drive(
    row?.restoreJob ?? jobs.restore,
    `restoring ${file}`,
    async () => reaches((await rowOf(tools, pool))?.lastRestoredFile, file),
    () => confirmNoGap(tools, pool, attempt),
  );
}

/** A log backup that somebody took by hand in between is a link that log shipping does not know: its job fails for ever. */
async function confirmNoGap(tools: SqlTools, pool: Pool, { signal }: Attempt): Promise<void> {
  const { chain } = await readChain(tools, pool, { useShare: false, signal });
  if (chain.kind === 'whole') return;
  throw refusal(
    'LogBackupMissing',
    `${chain.says} Somebody may have backed up the log of mgc by hand: find that file (msdb.dbo.backupset on ${instanceName(pool.mgc.primary)}), restore it on ${instanceName(pool.mgc.backup)} (RESTORE LOG mgc, WITH NORECOVERY), then retry the step.`,
  );
}
