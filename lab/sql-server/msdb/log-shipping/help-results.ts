/** The documented columns of the result sets of the sp_help_log_shipping_… procedures. */
import { bit, datetime, guid, int, nullable, nvarchar, sysname, tinyint } from '../tables/table';

const path = nvarchar(500);

export const primaryResult = {
  primary_id: guid,
  primary_database: sysname,
  backup_directory: path,
  backup_share: path,
  backup_retention_period: int,
  backup_compression: tinyint,
  backup_job_id: guid,
  monitor_server: sysname,
  monitor_server_security_mode: bit,
  backup_threshold: int,
  threshold_alert: int,
  threshold_alert_enabled: bit,
  last_backup_file: nullable(path),
  last_backup_date: nullable(datetime),
  last_backup_date_utc: nullable(datetime),
  history_retention_period: int,
};

export const primarySecondaryResult = { secondary_server: sysname, secondary_database: sysname };

export const secondaryResult = {
  secondary_id: guid,
  primary_server: sysname,
  primary_database: sysname,
  backup_source_directory: path,
  backup_destination_directory: path,
  file_retention_period: int,
  copy_job_id: guid,
  restore_job_id: guid,
  monitor_server: sysname,
  monitor_server_security_mode: bit,
};

export const secondaryDatabaseResult = {
  ...secondaryResult,
  secondary_database: sysname,
  restore_delay: int,
  restore_all: bit,
  restore_mode: bit,
  disconnect_users: bit,
  block_size: nullable(int),
  buffer_count: nullable(int),
  max_transfer_size: nullable(int),
  restore_threshold: int,
  threshold_alert: int,
  threshold_alert_enabled: bit,
  last_copied_file: nullable(path),
  last_copied_date: nullable(datetime),
  last_copied_date_utc: nullable(datetime),
  last_restored_file: nullable(path),
  last_restored_date: nullable(datetime),
  last_restored_date_utc: nullable(datetime),
  history_retention_period: int,
  last_restored_latency: nullable(int),
};

export const monitorResult = {
  status: bit,
  is_primary: bit,
  server: sysname,
  database_name: sysname,
  time_since_last_backup: nullable(int),
  last_backup_file: nullable(path),
  backup_threshold: nullable(int),
  is_backup_alert_enabled: nullable(bit),
  time_since_last_copy: nullable(int),
  last_copied_file: nullable(path),
  time_since_last_restore: nullable(int),
  last_restored_file: nullable(path),
  last_restored_latency: nullable(int),
  restore_threshold: nullable(int),
  is_restore_alert_enabled: nullable(bit),
};
