/** Reads log shipping of mgc on an instance, both halves and the jobs, as plans and operations speak of it. */
import type { RecordedJob, SecondaryRecord, ShippingFacts, StandingJob } from '../../domain/log-shipping-record';
import { instanceName, type Pool, type Store } from '../../domain/topology/pool';
import type { LogShippingSecondaryRow } from '../adapters/sql-server/sql-rows';
import type { Tools } from '../context';
import { shippingJobs, usualAlert } from '../statements';

type Sql = Pick<Tools, 'sql'>;

/** A job by name, with its schedules; `undefined` when there is none of that name. */
export async function standingJob({ sql }: Sql, store: Store, name: string): Promise<StandingJob | undefined> {
  const [state] = await sql.query(store, 'job-state', { job: name });
  if (state === undefined) return undefined;
  const schedules = await sql.query(store, 'job-schedules', { job: name });
  return {
    name,
    enabled: state.enabled,
    schedules: schedules.map(({ schedule, frequencyType, frequencyInterval, ...rest }) => ({
      name: schedule,
      type: frequencyType,
      interval: frequencyInterval,
      ...rest,
    })),
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
            record: recordOf(pool, store, secondary, jobs),
            copyJob: secondary.copyJob,
            restoreJob: secondary.restoreJob,
          },
        }),
    jobs,
  };
}

/** A server that is named as its own monitor has none. */
const monitorOf = (
  store: Store,
  { monitorServer: server, monitorSecurityMode }: LogShippingSecondaryRow,
): SecondaryRecord['monitor'] =>
  server === null || server.toLowerCase() === instanceName(store).toLowerCase()
    ? null
    : { server, securityMode: monitorSecurityMode ?? windowsAuthentication };

const windowsAuthentication = 1;

function recordOf(
  pool: Pool,
  store: Store,
  row: LogShippingSecondaryRow,
  jobs: readonly StandingJob[],
): SecondaryRecord {
  const names = shippingJobs(pool.mgc.primary);
  const job = (name: string | null, otherwise: string): RecordedJob => {
    const standing = jobs.find((candidate) => candidate.name === name);
    return {
      name: name ?? otherwise,
      enabled: standing?.enabled === true,
      schedules: (standing?.schedules ?? []).map(({ scheduleId: _id, ...schedule }) => schedule),
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
    alert: row.thresholdAlert ?? usualAlert,
    alertEnabled: row.thresholdAlertEnabled === true,
    monitor: monitorOf(store, row),
    keepHistoryFor: row.historyRetention ?? pool.logShipping.keepHistoryFor,
    copyJob: job(row.copyJob, names.copy),
    restoreJob: job(row.restoreJob, names.restore),
    lastCopiedFile: row.lastCopiedFile,
    lastRestoredFile: row.lastRestoredFile,
  };
}
