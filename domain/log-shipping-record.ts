/** Log shipping of the backup store as it was before a failover removes it: what its undo needs to configure it again. */
export interface LogShippingRecord {
  /** Absent when the backup store was no log-shipping secondary. */
  readonly secondary?: {
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
  };
}

export interface RecordedJob {
  readonly name: string;
  readonly enabled: boolean;
  /** Minutes between runs; `null` without a schedule. */
  readonly everyMinutes: number | null;
}
