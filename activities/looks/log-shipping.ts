/** Reads log shipping of mgc on an instance, both halves and the jobs, as plans and operations speak of it. */
import type { RecordedJob, SecondaryRecord, ShippingFacts, StandingJob } from '../../domain/log-shipping-record';
import type { Pool, Store } from '../../domain/topology/pool';
import type { LogShippingSecondaryRow } from '../adapters/sql-server/sql-rows';
import type { Tools } from '../context';
import { shippingJobs } from '../statements';

type Sql = Pick<Tools, 'sql'>;

/** SQL Server's `freq_subday_type` for "every so many minutes". */
const everyMinutes = 4;

/** A job by name, with the schedule that runs it every few minutes; `undefined` when there is none of that name. */
export async function standingJob({ sql }: Sql, store: Store, name: string): Promise<StandingJob | undefined> {
  const [state] = await sql.query(store, 'job-state', { job: name });
  if (state === undefined) return undefined;
  const schedule = (await sql.query(store, 'job-schedules', { job: name })).find(
    ({ subdayType }) => subdayType === everyMinutes,
  );
  return {
    name,
    enabled: state.enabled,
    ...(schedule === undefined
      ? {}
      : { schedule: { scheduleId: schedule.scheduleId, minutes: schedule.subdayInterval } }),
  };
}

export async function shippingOn(tools: Sql, pool: Pool, store: Store): Promise<ShippingFacts> {
  const [primaryRows, [secondary]] = await Promise.all([
    tools.sql.query(store, 'log-shipping-primary', { database: 'mgc' }),
    tools.sql.query(store, 'log-shipping-secondary', { database: 'mgc' }),
  ]);
  const [primary] = primaryRows;
  // Jobs that stand under names that log shipping would give come into question where it knows none.
  const byDesign = shippingJobs(pool.mgc.primary);
  const names = new Set(
    [
      primary === undefined ? byDesign.backup : primary.backupJob,
      secondary === undefined ? byDesign.copy : secondary.copyJob,
      secondary === undefined ? byDesign.restore : secondary.restoreJob,
    ].filter((name) => name !== null),
  );
  const jobs = (await Promise.all([...names].map((name) => standingJob(tools, store, name)))).filter(
    (job) => job !== undefined,
  );
  return {
    ...(primary === undefined
      ? {}
      : {
          primary: {
            backupJob: primary.backupJob,
            secondaries: primaryRows.flatMap(({ secondaryServer }) => secondaryServer ?? []),
          },
        }),
    ...(secondary === undefined
      ? {}
      : {
          secondary: {
            record: recordOf(pool, secondary, jobs),
            copyJob: secondary.copyJob,
            restoreJob: secondary.restoreJob,
          },
        }),
    jobs,
  };
}

function recordOf(pool: Pool, row: LogShippingSecondaryRow, jobs: readonly StandingJob[]): SecondaryRecord {
  const names = shippingJobs(pool.mgc.primary);
  const job = (name: string | null, otherwise: string): RecordedJob => {
    const standing = jobs.find((candidate) => candidate.name === name);
    return {
      name: name ?? otherwise,
      enabled: standing?.enabled === true,
      everyMinutes: standing?.schedule?.minutes ?? null,
    };
  };
  return {
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
    copyJob: job(row.copyJob, names.copy),
    restoreJob: job(row.restoreJob, names.restore),
    lastCopiedFile: row.lastCopiedFile,
    lastRestoredFile: row.lastRestoredFile,
  };
}
