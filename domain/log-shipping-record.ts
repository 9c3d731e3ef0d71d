/** Log shipping of a store as it stands: what plans are written from, and what the undo of its removal needs. */

export interface RecordedJob {
  readonly name: string;
  readonly enabled: boolean;
  /** Minutes between runs; `null` without a schedule. */
  readonly everyMinutes: number | null;
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
  readonly alertEnabled: boolean;
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

/** A schedule of a job that runs it every few minutes. */
export interface StandingSchedule {
  readonly scheduleId: number;
  readonly minutes: number;
}

export interface StandingJob {
  readonly name: string;
  readonly enabled: boolean;
  readonly schedule?: StandingSchedule;
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
