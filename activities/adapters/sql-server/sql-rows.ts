/** The rows that the looks in scripts/sql answer with. LSNs are text, instants ISO text in UTC. */

export interface ServerFactsRow {
  readonly serverName: string | null;
  readonly productVersion: string;
  readonly edition: string;
  /** The login with the SID 0x01: `sa`, or what somebody renamed it to. */
  readonly administrator: string | null;
  readonly sysadmin: boolean | null;
  readonly viewServerState: boolean | null;
  /** Account that the engine runs as; `null` where this version does not tell. */
  readonly serviceAccount: string | null;
  /** 4 = running; `null` where no Agent is installed. */
  readonly agentStatus: number | null;
}

/** The login with the SID 0x01, by the name that it has there. */
export const administratorOf = (facts: { readonly administrator?: string | null } | undefined): string =>
  facts?.administrator ?? 'sa';

/** Whether SQL Server Agent of that instance runs now (sys.dm_server_services). */
export const agentRuns = (facts: ServerFactsRow | undefined): boolean => facts?.agentStatus === 4;

export interface DatabaseStateRow {
  readonly state: string;
  readonly userAccess: string;
  readonly recoveryModel: string;
  readonly inStandby: boolean;
  readonly trustworthy: boolean;
  readonly owner: string | null;
  readonly mirroringRole: 'PRINCIPAL' | 'MIRROR' | null;
  readonly mirroringState: string | null;
  readonly mirroringSafety: string | null;
  readonly mirroringPartner: string | null;
  readonly mirroringPartnerInstance: string | null;
  readonly mirroringWitness: string | null;
  readonly mirroringWitnessState: string | null;
}

export interface DatabaseFileRow {
  readonly logicalName: string;
  readonly physicalName: string;
  readonly type: 'ROWS' | 'LOG' | 'FILESTREAM' | 'FULLTEXT';
  /** `null` unless the database is RESTORING. */
  readonly redoLsn: string | null;
  readonly redoForkGuid: string | null;
}

export interface SessionRow {
  readonly session: number;
  readonly login: string;
  readonly host: string;
  readonly program: string;
}

export interface LogShippingPrimaryRow {
  readonly database: string;
  readonly backupDirectory: string;
  readonly backupShare: string;
  readonly backupRetention: number;
  readonly backupCompression: number;
  readonly backupJob: string | null;
  readonly backupJobEnabled: boolean | null;
  readonly primaryServer: string | null;
  readonly backupThreshold: number | null;
  readonly thresholdAlert: number | null;
  readonly thresholdAlertEnabled: boolean | null;
  readonly historyRetention: number | null;
  readonly lastBackupFile: string | null;
  readonly lastBackupAt: string | null;
  readonly secondaryServer: string | null;
  readonly secondaryDatabase: string | null;
}

export interface LogShippingSecondaryRow {
  readonly database: string;
  readonly primaryServer: string;
  readonly primaryDatabase: string;
  readonly sourceDirectory: string;
  readonly destinationDirectory: string;
  readonly fileRetention: number;
  /** The server itself where no other one watches. */
  readonly monitorServer: string | null;
  readonly monitorSecurityMode: number | null;
  readonly restoreDelay: number;
  readonly restoreAll: boolean;
  /** `false` = NORECOVERY. */
  readonly restoreMode: boolean;
  readonly disconnectUsers: boolean;
  readonly copyJob: string | null;
  readonly copyJobEnabled: boolean | null;
  readonly restoreJob: string | null;
  readonly restoreJobEnabled: boolean | null;
  readonly restoreThreshold: number | null;
  readonly thresholdAlert: number | null;
  readonly thresholdAlertEnabled: boolean | null;
  readonly historyRetention: number | null;
  readonly lastCopiedFile: string | null;
  readonly lastCopiedAt: string | null;
  readonly lastRestoredFile: string | null;
  readonly lastRestoredAt: string | null;
}

export interface RestoredBackupRow {
  readonly file: string;
  readonly serverName: string;
  readonly familyGuid: string;
  readonly firstLsn: string;
  readonly lastLsn: string;
  readonly lastForkGuid: string;
  /** On the clock of the server that took it. */
  readonly finishedLocally: string;
  /** Of that server, ahead of UTC in units of 15 minutes; 127: not known. */
  readonly timeZone: number | null;
  /** On the clock of the server that was asked. */
  readonly restoredLocally: string;
}

export interface BackupSetRow {
  readonly file: string;
  /** `D` full, `I` differential, `L` log. */
  readonly type: string;
  readonly serverName: string;
  readonly familyGuid: string;
  readonly firstLsn: string;
  readonly lastLsn: string;
  readonly checkpointLsn: string;
  readonly firstForkGuid: string;
  readonly lastForkGuid: string;
  readonly forkPointLsn: string | null;
  readonly copyOnly: boolean;
  readonly isTail: boolean;
  readonly backupFinishedAt: string;
}

/** One file of a log backup. */
export interface LogBackupTakenRow {
  readonly setId: number;
  readonly file: string;
  /** 2 disk, 5 tape, 7 virtual device, 9 URL; with 100 more, a named backup device. */
  readonly deviceType: number | null;
  /** Of the set in its file. */
  readonly position: number;
  readonly host: string;
  readonly user: string | null;
  readonly name: string | null;
  readonly software: string | null;
  readonly familyGuid: string;
  readonly firstLsn: string;
  readonly lastLsn: string;
  readonly isTail: boolean;
  readonly backupFinishedAt: string;
}

export interface JobStateRow {
  readonly jobId: string;
  readonly enabled: boolean;
  /** Text of step 1; `null` where the job was left without a step. */
  readonly command: string | null;
  /** `false` where the job was left without a server: it cannot be started. */
  readonly hasServer: boolean;
  /** In the life of the Agent that runs now. */
  readonly running: boolean;
}

export interface JobScheduleRow {
  readonly schedule: string;
  readonly scheduleId: number;
  readonly enabled: boolean;
  readonly frequencyType: number;
  readonly frequencyInterval: number;
  readonly subdayType: number;
  readonly subdayInterval: number;
  readonly relativeInterval: number;
  readonly recurrenceFactor: number;
  readonly startDate: number;
  readonly endDate: number;
  readonly startTime: number;
  readonly endTime: number;
}

export interface JobOutcomeRow {
  readonly instanceId: number;
  /** 0 = the outcome of the job. */
  readonly step: number;
  /** 0 failed, 1 succeeded, 2 retry, 3 cancelled, 4 in progress. */
  readonly status: number;
  readonly message: string;
}

export interface JobProgressRow {
  readonly command: string;
  readonly percent: number;
  readonly waitType: string | null;
}

export interface RunningRequestRow {
  readonly session: number;
  readonly command: string;
  readonly percent: number;
  readonly login: string;
  readonly program: string;
}

export interface BackupHeaderRow {
  /** 1 database, 2 log, 5 differential. */
  readonly backupType: number;
  readonly position: number;
  readonly databaseName: string;
  readonly serverName: string;
  readonly familyGuid: string;
  readonly firstLsn: string;
  readonly lastLsn: string;
  readonly checkpointLsn: string;
  readonly firstForkGuid: string;
  readonly lastForkGuid: string;
  readonly forkPointLsn: string | null;
  /** On the clock of the server that took it. */
  readonly finishedLocally: string;
  /** Of that server, ahead of UTC in units of 15 minutes, where this version tells; 127: not known. */
  readonly timeZone: number | null;
  /** Bytes, as text: numeric(20, 0). */
  readonly backupSize: string;
  readonly isTail: boolean;
  readonly copyOnly: boolean;
  readonly isDamaged: boolean;
}

/** As the look answers: what was never finished, or was cut short, lacks most. */
export type StoredSetRow = { readonly [Column in keyof BackupHeaderRow]: BackupHeaderRow[Column] | null };

/** RESTORE FILELISTONLY names its columns itself. */
export interface BackupFileRow {
  readonly LogicalName: string;
  readonly PhysicalName: string;
  /** `D` data, `L` log. */
  readonly Type: string;
  /** Bytes that the restore allocates. */
  readonly Size: number;
}

export interface OrphanedUserRow {
  readonly user: string;
  /** `S` SQL login, `U` Windows login, `G` Windows group. */
  readonly type: string;
  readonly loginOfThatName: boolean;
}

/** xp_fileexist names its columns itself. */
/** Each look with its row. */
export interface LookRows {
  'server-facts': ServerFactsRow;
  'database-state': DatabaseStateRow;
  'database-files': DatabaseFileRow;
  'sessions-of-database': SessionRow;
  'log-shipping-primary': LogShippingPrimaryRow;
  'log-shipping-secondary': LogShippingSecondaryRow;
  'recovery-fork': { readonly familyGuid: string; readonly forkGuid: string };
  'last-log-restored': RestoredBackupRow;
  'last-full-restored': RestoredBackupRow;
  'backup-sets': BackupSetRow;
  'newest-log-backup': { readonly lastLsn: string; readonly isTail: boolean; readonly backupFinishedAt: string };
  'log-backups-taken': LogBackupTakenRow;
  'job-state': JobStateRow;
  'jobs-of-runs': { readonly job: string; readonly running: boolean };
  'job-schedules': JobScheduleRow;
  'job-outcome': JobOutcomeRow;
  'job-progress': JobProgressRow;
  'running-requests': RunningRequestRow;
  'backup-header-2008r2': StoredSetRow;
  'backup-header-2012': StoredSetRow;
  'backup-header-2014': StoredSetRow;
  'backup-header-2022': StoredSetRow;
  'backup-files': BackupFileRow;
  /** `null` where there is no such table. */
  'table-rows': { readonly rows: string | null };
  'newest-message': { readonly newestTicks: string | null };
  'orphaned-users': OrphanedUserRow;
}
