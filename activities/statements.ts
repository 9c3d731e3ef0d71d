/**
 * Every statement that changes something, as text: the plan prints it, the activity executes it. The text itself stands in
 * scripts/sql; here it meets its values.
 */
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  backupJobByDesign,
  everyMinutes,
  jobNamed,
  runsEveryMinutes,
  type RecordedJob,
  type Schedule,
  type SecondaryRecord,
  type ShippingFacts,
} from '../domain/log-shipping-record';
import type { Each } from '../domain/sql-text';
import {
  instanceName,
  type DatabaseName,
  type LogShippingSettings,
  type Pool,
  type Store,
} from '../domain/topology/pool';
import type { BackupPurpose, RestoredFor } from '../procedures/contract';
import { actText } from './adapters/sql-server/sql-files';

const mgc = { database: 'mgc' } as const;

/** A path as the SQL Server writes it, whatever this process runs on; one on Linux writes `/`. */
export const inFolder = (folder: string, file: string): string =>
  (/^\/(?!\/)/.test(folder) ? path.posix : path.win32).join(folder, file);

export const backupPath = (pool: Pool, purpose: BackupPurpose, token: string): string =>
  inFolder(pool.logShipping.share, `mgc_${purpose}_${token}.bak`);
export const tailName = (token: string): string => `mgc_tail_${token}.trn`;
export const tailPath = (pool: Pool, token: string): string => inFolder(pool.logShipping.share, tailName(token));

/** Job names are unique for run and act, so that a retry finds its own. */
export const jobName = (token: string, act: string): string => `PCDR_${act}_mgc_${token}`;

/** Names as SQL Server Management Studio gives them to the jobs of log shipping from that store. */
export const shippingJobs = (primary: Store): { backup: string; copy: string; restore: string } => {
  const instance = instanceName(primary);
  return { backup: backupJobByDesign, copy: `LSCopy_${instance}_mgc`, restore: `LSRestore_${instance}_mgc` };
};

/** The log backup job of a store by the name that it has now. */
export const backupJobIn = (facts: ShippingFacts, primary: Store): string =>
  facts.primary?.backupJob ?? shippingJobs(primary).backup;

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
  /** Of a database that is SUSPECT or RECOVERY_PENDING. */
  damagedTailLogBackup: (file: string) => actText('backup-log-tail-damaged', { ...mgc, file }),
  verifyBackup: (file: string) => actText('verify-backup', { file }),
  restore: (file: string, files: DatabaseFiles, use: RestoredFor) =>
    actText(use === 'ready to use' ? 'restore-database-recovery' : 'restore-database-norecovery', {
      ...mgc,
      file,
      ...files,
    }),
  restoreLog: (file: string) => actText('restore-log', { ...mgc, file }),
  recover: () => actText('recover-database', mgc),
  multiUser: () => actText('set-multi-user', mgc),
  offline: () => actText('set-offline', mgc),
  online: () => actText('set-online', mgc),
  owner: (administrator: string) => actText('set-owner', { ...mgc, owner: administrator }),
  /** SQL logins have a SID of their own on each instance, so a restored user knows its login by name only. */
  repairUser: (user: string | Each) => actText('repair-user', { user, login: user }),
  endSession: (session: number | Each) => actText('kill-session', { session }),
  partnerOff: (database: DatabaseName) => actText('partner-off', { database }),
  drop: (database: DatabaseName) => actText('drop-database', { database }),
  enableJob: (job: string) => actText('enable-job', { job }),
  ownJob: (job: string, owner: string) => actText('own-job', { job, owner }),
  disableJob: (job: string) => actText('disable-job', { job }),
  startJob: (job: string) => actText('start-job', { job }),
  deleteJob: (job: string) => actText('delete-job', { job }),
  deleteSecondary: () => actText('delete-log-shipping-secondary', mgc),
} as const;

const numbersOf = ({ name: _name, enabled, ...numbers }: Schedule) => ({ enabled: Number(enabled), ...numbers });

/** Adds the schedule, or sets it right where it stands otherwise. */
function scheduledAs(facts: ShippingFacts, job: string, wanted: Schedule): string[] {
  const standing = jobNamed(facts, job)?.schedules ?? [];
  const same = standing.find(({ name }) => name === wanted.name) ?? standing.find(runsEveryMinutes);
  if (same === undefined) return [actText('add-job-schedule', { job, schedule: wanted.name, ...numbersOf(wanted) })];
  const { scheduleId, ...is } = same;
  return isDeepStrictEqual(numbersOf(is), numbersOf(wanted))
    ? []
    : [actText('update-schedule', { scheduleId, ...numbersOf(wanted) })];
}

/** What the topology says is the pace alone: at which hours a schedule runs stays as it stands. */
function paced(facts: ShippingFacts, job: string, name: string, minutes: number): Schedule {
  const { scheduleId: _id, ...standing } = jobNamed(facts, job)?.schedules.find(runsEveryMinutes) ?? {
    scheduleId: undefined,
    ...everyMinutes(name, minutes),
  };
  return { ...standing, enabled: true, subdayInterval: minutes };
}

export const shipsTo = ({ primary }: ShippingFacts, secondary: Store): boolean =>
  primary?.secondaries.some((name) => name.toLowerCase() === instanceName(secondary).toLowerCase()) === true;

/** The 20 steps on the log-shipping primary, in order; what stands there already is changed to what the topology says. */
export function primaryShipping(
  { logShipping: settings }: Pool,
  { primary, secondary }: { readonly primary: Store; readonly secondary: Store },
  facts: ShippingFacts,
  owner: string,
): string[] {
  const job = backupJobIn(facts, primary);
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
    facts.primary === undefined
      ? actText('add-log-shipping-primary', { ...values, backupJob: job })
      : actText('change-log-shipping-primary', values),
    statements.ownJob(job, owner),
    ...scheduledAs(facts, job, paced(facts, job, `LSBackupSchedule_${instanceName(primary)}1`, settings.backupEvery)),
    ...(shipsTo(facts, secondary)
      ? []
      : [
          actText('add-log-shipping-primary-secondary', {
            ...mgc,
            secondaryServer: instanceName(secondary),
            secondaryDatabase: 'mgc',
          }),
        ]),
    actText('add-log-shipping-alert-job', {}),
    statements.enableJob(job),
  ];
}

/** What a log-shipping secondary is to be: from the topology, or as a record says it was. */
export type SecondaryShipping = Omit<SecondaryRecord, 'lastCopiedFile' | 'lastRestoredFile'>;

/** The message that says that a log-shipping secondary is behind. */
export const usualAlert = 14421;

export function secondaryShippingOf(
  { logShipping: settings }: Pool,
  primary: Store,
  facts: ShippingFacts,
): SecondaryShipping {
  const named = shippingJobs(primary);
  const jobs = { copy: facts.secondary?.copyJob ?? named.copy, restore: facts.secondary?.restoreJob ?? named.restore };
  const job = (name: string, schedule: string, minutes: number): RecordedJob => ({
    name,
    enabled: true,
    schedules: [paced(facts, name, schedule, minutes)],
  });
  return {
    primaryServer: instanceName(primary),
    primaryDatabase: 'mgc',
    sourceFolder: settings.share,
    copyFolder: settings.copyFolder,
    keepCopiesFor: settings.keepCopiesFor,
    restoreDelay: 0,
    restoreAll: true,
    restoreMode: 0,
    disconnectUsers: false,
    alertAfter: settings.alertWithoutRestoreAfter,
    alert: usualAlert,
    alertEnabled: true,
    monitor: null,
    keepHistoryFor: settings.keepHistoryFor,
    copyJob: job(jobs.copy, 'DefaultCopyJobSchedule', settings.copyEvery),
    restoreJob: job(jobs.restore, 'DefaultRestoreJobSchedule', settings.restoreEvery),
  };
}

/** The same jobs by the names that they have now: log shipping knows its jobs by id, and people rename them. */
const asNamedNow = (shipping: SecondaryShipping, { secondary }: ShippingFacts): SecondaryShipping => ({
  ...shipping,
  copyJob: { ...shipping.copyJob, name: secondary?.copyJob ?? shipping.copyJob.name },
  restoreJob: { ...shipping.restoreJob, name: secondary?.restoreJob ?? shipping.restoreJob.name },
});

/** The 20 steps on the log-shipping secondary, in order; what stands there already is changed to what `wanted` says. */
export function secondaryShipping(wanted: SecondaryShipping, facts: ShippingFacts, owner: string): string[] {
  const shipping = asNamedNow(wanted, facts);
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
    restoreAll: Number(shipping.restoreAll),
    restoreMode: shipping.restoreMode,
    disconnectUsers: Number(shipping.disconnectUsers),
    restoreThreshold: shipping.alertAfter,
    alert: shipping.alert,
    alertEnabled: Number(shipping.alertEnabled),
    historyRetention: shipping.keepHistoryFor,
  };
  const jobs = { copyJob: shipping.copyJob.name, restoreJob: shipping.restoreJob.name };
  const haveJobs = Object.values(jobs).every((job) => jobNamed(facts, job) !== undefined);
  const scheduled = ({ name, schedules }: RecordedJob): string[] =>
    schedules.flatMap((schedule) => scheduledAs(facts, name, schedule));
  const switched = ({ name, enabled }: RecordedJob): string =>
    enabled ? statements.enableJob(name) : statements.disableJob(name);
  return [
    haveJobs
      ? actText('change-log-shipping-secondary-primary', source)
      : shipping.monitor === null
        ? actText('add-log-shipping-secondary-primary', { ...source, ...jobs })
        : actText('add-log-shipping-secondary-primary-monitored', {
            ...source,
            ...jobs,
            monitorServer: shipping.monitor.server,
            monitorSecurityMode: shipping.monitor.securityMode,
          }),
    statements.ownJob(shipping.copyJob.name, owner),
    statements.ownJob(shipping.restoreJob.name, owner),
    ...scheduled(shipping.copyJob),
    ...scheduled(shipping.restoreJob),
    facts.secondary === undefined
      ? actText('add-log-shipping-secondary-database', { ...target, ...mgc, primaryServer: shipping.primaryServer })
      : actText('change-log-shipping-secondary-database', target),
    switched(shipping.copyJob),
    switched(shipping.restoreJob),
  ];
}
