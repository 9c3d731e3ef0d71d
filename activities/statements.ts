/**
 * Every statement that changes something, as text: the plan prints it, the activity executes it. The text itself stands in
 * scripts/sql; here it meets its values.
 */
import path from 'node:path';
import { instanceName, type LogShippingSettings, type Pool } from '../domain/topology/pool';
import type { RecordedJob, LogShippingRecord } from '../domain/log-shipping-record';
import { actText } from './adapters/sql-server/sql-files';
import type { BackupPurpose, DatabaseName, Scope } from './signatures';

const mgc = { database: 'mgc' } as const;

/** A path as the SQL Server writes it, whatever this process runs on; one on Linux writes `/`. */
export const inFolder = (folder: string, file: string): string =>
  (/^\/(?!\/)/.test(folder) ? path.posix : path.win32).join(folder, file);

export const backupPath = (pool: Pool, purpose: BackupPurpose, scope: Scope): string =>
  inFolder(pool.logShipping.share, `mgc_${purpose}_${scope.token}.bak`);
export const tailPath = (pool: Pool, scope: Scope): string =>
  inFolder(pool.logShipping.share, `mgc_tail_${scope.token}.trn`);

/** Job names are unique for run and act, so that a retry finds its own. */
export const jobName = (scope: Scope, act: string): string => `PCDR_${act}_mgc_${scope.token}`;

/** Names as SQL Server Management Studio gives them. */
export const shippingJobs = (pool: Pool): { backup: string; copy: string; restore: string } => {
  const primary = instanceName(pool.mgc.primary);
  return { backup: 'LSBackup_mgc', copy: `LSCopy_${primary}_mgc`, restore: `LSRestore_${primary}_mgc` };
};

/** The data and the log file of a database: logical names and where they lie. */
export interface DatabaseFiles {
  readonly dataName: string;
  readonly dataPath: string;
  readonly logName: string;
  readonly logPath: string;
}

const compressions: Readonly<Record<LogShippingSettings['compression'], number>> = {
  never: 0,
  always: 1,
  'server-default': 2,
};

export const statements = {
  fullBackup: (file: string) => actText('backup-database', { ...mgc, file }),
  copyOnlyBackup: (file: string) => actText('backup-database-copy-only', { ...mgc, file }),
  tailLogBackup: (file: string) => actText('backup-log-tail', { ...mgc, file }),
  restoreReadyToUse: (file: string, files: DatabaseFiles) =>
    actText('restore-database-recovery', { ...mgc, file, ...files }),
  restoreForLogs: (file: string, files: DatabaseFiles) =>
    actText('restore-database-norecovery', { ...mgc, file, ...files }),
  restoreLog: (file: string) => actText('restore-log', { ...mgc, file }),
  recover: () => actText('recover-database', mgc),
  multiUser: () => actText('set-multi-user', mgc),
  owner: () => actText('set-owner', { ...mgc, owner: 'sa' }),
  /** SQL logins have a SID of their own on each instance, so a restored user knows its login by name only. */
  repairUser: (user: string) => actText('repair-user', { user, login: user }),
  endSession: (session: number) => actText('kill-session', { session }),
  partnerOff: (database: DatabaseName) => actText('partner-off', { database }),
  drop: (database: DatabaseName) => actText('drop-database', { database }),
  enableJob: (job: string) => actText('enable-job', { job }),
  disableJob: (job: string) => actText('disable-job', { job }),
  startJob: (job: string) => actText('start-job', { job }),
  deleteSecondary: () => actText('delete-log-shipping-secondary', mgc),
} as const;

/** What a recovered copy may need; which users are orphaned cannot be read before it is online. */
export const readyToUse: readonly string[] = [
  `${statements.multiUser()} -- where the backup was taken in another mode`,
  `${statements.owner()} -- where it is owned by another login`,
  `${statements.repairUser('user')} -- for each user whose login has another SID here`,
];

const schedule = (job: string, name: string, minutes: number): string =>
  actText('add-job-schedule', { job, schedule: name, minutes });

/** A schedule of a job as it stands. */
export interface StandingSchedule {
  readonly scheduleId: number;
  readonly minutes: number;
}

/** Adds the schedule, or sets it right where it stands with other minutes. */
function scheduledEvery(job: string, name: string, minutes: number, standing: StandingSchedule | undefined): string[] {
  if (standing === undefined) return [schedule(job, name, minutes)];
  return standing.minutes === minutes ? [] : [actText('update-schedule', { scheduleId: standing.scheduleId, minutes })];
}

/** The 20 steps on the primary, in order; what stands there already is changed to what the topology says. */
export function primaryShipping(
  pool: Pool,
  exists: {
    configuration: boolean;
    /** Of the backup job, where it has another than log shipping gave it. */
    job?: string;
    schedule: StandingSchedule | undefined;
    secondary: boolean;
  },
): string[] {
  const { logShipping: settings } = pool;
  const { job = shippingJobs(pool).backup } = exists;
  const values = {
    ...mgc,
    backupDirectory: settings.localPath ?? settings.share,
    backupShare: settings.share,
    backupRetention: settings.keepBackupsFor,
    backupCompression: compressions[settings.compression],
    backupThreshold: settings.alertWithoutBackupAfter,
    historyRetention: settings.keepHistoryFor,
  };
  return [
    exists.configuration
      ? actText('change-log-shipping-primary', values)
      : actText('add-log-shipping-primary', { ...values, backupJob: job }),
    ...scheduledEvery(
      job,
      `LSBackupSchedule_${instanceName(pool.mgc.primary)}1`,
      settings.backupEvery,
      exists.schedule,
    ),
    ...(exists.secondary
      ? []
      : [
          actText('add-log-shipping-primary-secondary', {
            ...mgc,
            secondaryServer: instanceName(pool.mgc.backup),
            secondaryDatabase: 'mgc',
          }),
        ]),
    actText('add-log-shipping-alert-job', {}),
    statements.enableJob(job),
  ];
}

/** What the log-shipping secondary is to be: from the topology, or as a record says it was. */
export type SecondaryShipping = Omit<
  NonNullable<LogShippingRecord['secondary']>,
  'lastCopiedFile' | 'lastRestoredFile' | 'alertEnabled'
>;

export function secondaryShippingOf(pool: Pool): SecondaryShipping {
  const { logShipping: settings } = pool;
  const jobs = shippingJobs(pool);
  const job = (name: string, everyMinutes: number): RecordedJob => ({ name, enabled: true, everyMinutes });
  return {
    primaryServer: instanceName(pool.mgc.primary),
    primaryDatabase: 'mgc',
    sourceFolder: settings.share,
    copyFolder: settings.copyFolder,
    keepCopiesFor: settings.keepCopiesFor,
    restoreDelay: 0,
    restoreAll: true,
    restoreMode: 0,
    disconnectUsers: false,
    alertAfter: settings.alertWithoutRestoreAfter,
    keepHistoryFor: settings.keepHistoryFor,
    copyJob: job(jobs.copy, settings.copyEvery),
    restoreJob: job(jobs.restore, settings.restoreEvery),
  };
}

/** The 20 steps on the backup store, in order; what stands there already is changed to what `shipping` says. */
export function secondaryShipping(
  shipping: SecondaryShipping,
  exists: { primary: boolean; database: boolean; schedules: ReadonlyMap<string, StandingSchedule> },
): string[] {
  const source = {
    ...mgc,
    primaryServer: shipping.primaryServer,
    sourceDirectory: shipping.sourceFolder,
    destinationDirectory: shipping.copyFolder,
    fileRetention: shipping.keepCopiesFor,
  };
  const target = {
    secondaryDatabase: 'mgc',
    restoreDelay: shipping.restoreDelay,
    restoreThreshold: shipping.alertAfter,
    historyRetention: shipping.keepHistoryFor,
  };
  const jobs = { copyJob: shipping.copyJob.name, restoreJob: shipping.restoreJob.name };
  const scheduled = ({ name, everyMinutes }: RecordedJob, scheduleName: string): string[] =>
    everyMinutes === null ? [] : scheduledEvery(name, scheduleName, everyMinutes, exists.schedules.get(name));
  const switched = ({ name, enabled }: RecordedJob): string =>
    enabled ? statements.enableJob(name) : statements.disableJob(name);
  return [
    exists.primary
      ? actText('change-log-shipping-secondary-primary', source)
      : actText('add-log-shipping-secondary-primary', { ...source, ...jobs }),
    ...scheduled(shipping.copyJob, 'DefaultCopyJobSchedule'),
    ...scheduled(shipping.restoreJob, 'DefaultRestoreJobSchedule'),
    exists.database
      ? actText('change-log-shipping-secondary-database', target)
      : actText('add-log-shipping-secondary-database', { ...target, ...mgc, primaryServer: shipping.primaryServer }),
    switched(shipping.copyJob),
    switched(shipping.restoreJob),
  ];
}
