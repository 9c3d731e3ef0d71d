/** Log shipping of a store as it stands: what plans are written from, and what the undo of its removal needs. */

/** When a job runs, in the numbers of msdb.dbo.sysschedules: type 4 with subday type 4 is "every day, every so many minutes". */
export interface Schedule {
  readonly name: string;
  readonly enabled: boolean;
  readonly type: number;
  readonly interval: number;
  readonly subdayType: number;
  readonly subdayInterval: number;
  readonly relativeInterval: number;
  readonly recurrenceFactor: number;
  readonly startDate: number;
  readonly endDate: number;
  readonly startTime: number;
  readonly endTime: number;
}

const minutesOfTheDay = 4;

/** All day, every day. */
export const everyMinutes = (name: string, minutes: number): Schedule => ({
  name,
  enabled: true,
  type: 4,
  interval: 1,
  subdayType: minutesOfTheDay,
  subdayInterval: minutes,
  relativeInterval: 0,
  recurrenceFactor: 0,
  startDate: 20140101,
  endDate: 99991231,
  startTime: 0,
  endTime: 235900,
});

export const runsEveryMinutes = ({ subdayType }: Schedule): boolean => subdayType === minutesOfTheDay;

export interface RecordedJob {
  readonly name: string;
  readonly enabled: boolean;
  readonly schedules: readonly Schedule[];
}

/** The secondary half. */
export interface SecondaryRecord {
  readonly primaryServer: string;
  readonly primaryDatabase: string;
  readonly sourceFolder: string;
  readonly copyFolder: string;
  readonly keepCopiesFor: number;
  readonly restoreDelay: number;
  readonly restoreAll: boolean;
  readonly restoreMode: number;
  readonly disconnectUsers: boolean;
  readonly alertAfter: number;
  /** Number of the message that is raised after `alertAfter`. */
  readonly alert: number;
  readonly alertEnabled: boolean;
  /** Another server that watches over it; `null` where none does. */
  readonly monitor: { readonly server: string; readonly securityMode: number } | null;
  readonly keepHistoryFor: number;
  readonly copyJob: RecordedJob;
  readonly restoreJob: RecordedJob;
  readonly lastCopiedFile: string | null;
  readonly lastRestoredFile: string | null;
}

/** As it was before a failover removes it. */
export interface LogShippingRecord {
  /** Absent when the store was no log-shipping secondary. */
  readonly secondary?: SecondaryRecord;
}

export interface StandingSchedule extends Schedule {
  readonly scheduleId: number;
}

export interface StandingJob {
  readonly name: string;
  readonly enabled: boolean;
  readonly schedules: readonly StandingSchedule[];
}

/** Both halves on one instance, with the jobs as they are named now: log shipping knows its jobs by id, and people rename them. */
export interface ShippingFacts {
  readonly primary?: {
    /** `null` where the job was deleted and log shipping still counts on it; likewise below. */
    readonly backupJob: string | null;
    /** Instances that it ships to, as log shipping names them. */
    readonly secondaries: readonly string[];
  };
  readonly secondary?: {
    readonly record: SecondaryRecord;
    readonly copyJob: string | null;
    readonly restoreJob: string | null;
  };
  /** The jobs above, and those of the names that log shipping would give, as far as they exist. */
  readonly jobs: readonly StandingJob[];
}

export const noShipping: ShippingFacts = { jobs: [] };

export const jobNamed = ({ jobs }: ShippingFacts, name: string): StandingJob | undefined =>
  jobs.find((job) => job.name.toLowerCase() === name.toLowerCase());

/** The name that SQL Server Management Studio gives to the log backup job of mgc. */
export const backupJobByDesign = 'LSBackup_mgc';

/** The log backup job of a store, by the name that it has now; `undefined` where there is none. */
export const standingBackupJob = (facts: ShippingFacts): StandingJob | undefined =>
  jobNamed(facts, facts.primary?.backupJob ?? backupJobByDesign);
