/** The WITH options of BACKUP and RESTORE, and which of them exclude each other. */

/** Options of one statement, and the pairs that conflict (3031). */
export interface OptionTable {
  readonly known: readonly string[];
  readonly exclusive: readonly (readonly [string, string])[];
}

const shared = [
  'NORECOVERY',
  'STANDBY',
  'CHECKSUM',
  'NO_CHECKSUM',
  'CONTINUE_AFTER_ERROR',
  'STOP_ON_ERROR',
  'STATS',
  'MEDIANAME',
  'BLOCKSIZE',
  'BUFFERCOUNT',
  'MAXTRANSFERSIZE',
  'REWIND',
  'NOREWIND',
  'UNLOAD',
  'NOUNLOAD',
  'RESTART',
];
const ofBackup = [
  ...shared,
  'COPY_ONLY',
  'INIT',
  'NOINIT',
  'FORMAT',
  'NOFORMAT',
  'SKIP',
  'NOSKIP',
  'COMPRESSION',
  'NO_COMPRESSION',
  'NAME',
  'DESCRIPTION',
  'MEDIADESCRIPTION',
  'RETAINDAYS',
  'EXPIREDATE',
];
const ofRestore = [
  ...shared,
  'RECOVERY',
  'REPLACE',
  'FILE',
  'RESTRICTED_USER',
  'PASSWORD',
  'KEEP_REPLICATION',
  'ENABLE_BROKER',
  'NEW_BROKER',
  'ERROR_BROKER_CONVERSATIONS',
  'STOPAT',
  'STOPATMARK',
  'STOPBEFOREMARK',
  'AFTER',
  'LOADHISTORY',
];

const both = [
  ['CHECKSUM', 'NO_CHECKSUM'],
  ['CONTINUE_AFTER_ERROR', 'STOP_ON_ERROR'],
  ['NORECOVERY', 'STANDBY'],
] as const;

const backupConflicts = [
  ...both,
  ['INIT', 'NOINIT'],
  ['FORMAT', 'NOFORMAT'],
  ['FORMAT', 'NOINIT'],
  ['FORMAT', 'NOSKIP'],
  ['SKIP', 'NOSKIP'],
  ['COMPRESSION', 'NO_COMPRESSION'],
  ['RETAINDAYS', 'EXPIREDATE'],
] as const;

const restoreConflicts = [
  ...both,
  ['RECOVERY', 'NORECOVERY'],
  ['RECOVERY', 'STANDBY'],
  ['NORECOVERY', 'KEEP_REPLICATION'],
  ['RESTRICTED_USER', 'NORECOVERY'],
  ['STOPAT', 'STOPATMARK'],
  ['STOPAT', 'STOPBEFOREMARK'],
  ['STOPATMARK', 'STOPBEFOREMARK'],
] as const;

const onlyLog = ['NORECOVERY', 'STANDBY', 'NO_TRUNCATE'];

/** NORECOVERY, STANDBY and NO_TRUNCATE are for the log, DIFFERENTIAL is for data. */
export const backupOptions = (what: 'database' | 'log'): OptionTable => ({
  known:
    what === 'log'
      ? [...ofBackup, 'NO_TRUNCATE']
      : [...ofBackup.filter((option) => !onlyLog.includes(option)), 'DIFFERENTIAL'],
  exclusive: backupConflicts,
});

export const restoreOptions: OptionTable = { known: ofRestore, exclusive: restoreConflicts };
