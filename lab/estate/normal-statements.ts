/** T-SQL that brings an estate to normal: mirroring as its documentation sets it up, log shipping as Management Studio scripts it. */
import { win32 } from 'node:path';
import type { Pool } from './pool';
import type { DatabaseFile } from './sql-server/model/database-parts';
import type { Service, Storage } from './sql-server/model/ports';

export const quoted = (text: string): string => `N'${text.replace(/'/g, "''")}'`;
const bracketed = (name: string): string => `[${name.replace(/]/g, ']]')}]`;

/** With one data file the defaults of the instance will do. */
export function created(database: string, dataFiles: number, { dataFolder, logFolder }: Storage): string {
  const file = (name: string, path: string): string => `(NAME = ${quoted(name)}, FILENAME = ${quoted(path)})`;
  const more = Array.from({ length: dataFiles - 1 }, (_, index) => `${database}_${String(index + 2)}`);
  const data = [
    file(database, `${dataFolder}\\${database}.mdf`),
    ...more.map((name) => file(name, `${dataFolder}\\${name}.ndf`)),
  ];
  const log = file(`${database}_log`, `${logFolder}\\${database}_log.ldf`);
  const files = more.length === 0 ? '' : ` ON PRIMARY ${data.join(', ')} LOG ON ${log}`;
  return `CREATE DATABASE ${bracketed(database)}${files};
ALTER DATABASE ${bracketed(database)} SET RECOVERY FULL;
ALTER AUTHORIZATION ON DATABASE::${bracketed(database)} TO [sa];`;
}

export const fullBackup = (database: string, disk: string): string =>
  `BACKUP DATABASE ${bracketed(database)} TO DISK = ${quoted(disk)} WITH INIT, FORMAT, CHECKSUM;`;

export const logBackup = (database: string, disk: string): string =>
  `BACKUP LOG ${bracketed(database)} TO DISK = ${quoted(disk)} WITH INIT, FORMAT, CHECKSUM;`;

/** Files go to the default folders of the instance. */
export function fullRestore(
  database: string,
  disk: string,
  files: readonly DatabaseFile[],
  { dataFolder, logFolder }: Storage,
): string {
  const moves = files.map(({ logicalName, type, physicalName }) => {
    const folder = type === 'LOG' ? logFolder : dataFolder;
    return `MOVE ${quoted(logicalName)} TO ${quoted(`${folder}\\${win32.basename(physicalName)}`)}`;
  });
  return `RESTORE DATABASE ${bracketed(database)} FROM DISK = ${quoted(disk)} WITH NORECOVERY, ${moves.join(', ')};`;
}

export const logRestore = (database: string, disk: string): string =>
  `RESTORE LOG ${bracketed(database)} FROM DISK = ${quoted(disk)} WITH NORECOVERY;`;

export const partnered = (database: string, endpoint: string): string =>
  `ALTER DATABASE ${bracketed(database)} SET PARTNER = '${endpoint}';`;

export const witnessed = (database: string, endpoint: string): string =>
  `ALTER DATABASE ${bracketed(database)} SET WITNESS = '${endpoint}';`;

export const failedOver = (database: string): string => `ALTER DATABASE ${bracketed(database)} SET PARTNER FAILOVER;`;

/** Minutes between runs, all day, from midnight. */
const schedule = (name: string, minutes: number, job: string): string => `
  EXEC msdb.dbo.sp_add_schedule @schedule_name = ${quoted(name)}, @enabled = 1, @freq_type = 4, @freq_interval = 1, @freq_subday_type = 4,
    @freq_subday_interval = ${String(minutes)}, @freq_recurrence_factor = 0, @active_start_date = 20140101, @active_end_date = 99991231,
    @active_start_time = 0, @active_end_time = 235900, @schedule_id = @schedule OUTPUT;
  EXEC msdb.dbo.sp_attach_schedule @job_id = ${job}, @schedule_id = @schedule;
  EXEC msdb.dbo.sp_update_job @job_id = ${job}, @enabled = 1;`;

const compression = { 'server-default': 2, always: 1, never: 0 } as const;

/** The primary half of log shipping, on the principal of mgc. */
export function logShippingPrimary({ logShipping: settings }: Pool, primary: Service, secondary: string): string {
  return `DECLARE @job uniqueidentifier, @primary uniqueidentifier, @schedule int, @result int;
EXEC @result = master.dbo.sp_add_log_shipping_primary_database @database = N'mgc',
  @backup_directory = ${quoted(settings.localPath ?? settings.share)}, @backup_share = ${quoted(settings.share)}, @backup_job_name = N'LSBackup_mgc',
  @backup_retention_period = ${String(settings.keepBackupsFor)}, @backup_compression = ${String(compression[settings.compression])},
  @backup_threshold = ${String(settings.alertWithoutBackupAfter)}, @threshold_alert_enabled = 1, @history_retention_period = ${String(settings.keepHistoryFor)},
  @backup_job_id = @job OUTPUT, @primary_id = @primary OUTPUT, @overwrite = 1;
IF (@@ERROR = 0 AND @result = 0)
BEGIN${schedule(`LSBackupSchedule_${primary.name}1`, settings.backupEvery, '@job')}
END
EXEC master.dbo.sp_add_log_shipping_alert_job;
EXEC master.dbo.sp_add_log_shipping_primary_secondary @primary_database = N'mgc', @secondary_server = ${quoted(secondary)}, @secondary_database = N'mgc', @overwrite = 1;`;
}

/** The secondary half, on the backup store, where mgc is restoring. */
export function logShippingSecondary({ logShipping: settings }: Pool, primary: string): string {
  return `DECLARE @copy uniqueidentifier, @restore uniqueidentifier, @secondary uniqueidentifier, @schedule int, @result int;
EXEC @result = master.dbo.sp_add_log_shipping_secondary_primary @primary_server = ${quoted(primary)}, @primary_database = N'mgc',
  @backup_source_directory = ${quoted(settings.share)}, @backup_destination_directory = ${quoted(settings.copyFolder)},
  @copy_job_name = ${quoted(`LSCopy_${primary}_mgc`)}, @restore_job_name = ${quoted(`LSRestore_${primary}_mgc`)},
  @file_retention_period = ${String(settings.keepCopiesFor)}, @overwrite = 1,
  @copy_job_id = @copy OUTPUT, @restore_job_id = @restore OUTPUT, @secondary_id = @secondary OUTPUT;
IF (@@ERROR = 0 AND @result = 0)
BEGIN
  EXEC @result = master.dbo.sp_add_log_shipping_secondary_database @secondary_database = N'mgc', @primary_server = ${quoted(primary)}, @primary_database = N'mgc',
    @restore_delay = 0, @restore_mode = 0, @disconnect_users = 0, @restore_threshold = ${String(settings.alertWithoutRestoreAfter)},
    @threshold_alert_enabled = 1, @history_retention_period = ${String(settings.keepHistoryFor)}, @overwrite = 1;${schedule('DefaultCopyJobSchedule', settings.copyEvery, '@copy')}${schedule('DefaultRestoreJobSchedule', settings.restoreEvery, '@restore')}
END
EXEC master.dbo.sp_add_log_shipping_alert_job;`;
}
