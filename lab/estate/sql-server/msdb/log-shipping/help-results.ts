/** The documented columns of the result sets of the sp_help_log_shipping_… procedures. */
import {
  monitorPrimaryFields,
  monitorSecondaryFields,
  primaryDatabaseFields,
  primarySecondaryFields,
  secondaryDatabaseFields,
  secondaryFields,
} from '../tables/log-shipping-tables';
import { bit, int, nullable, pick, sysname } from '../tables/table';

export const primaryResult = {
  ...pick(primaryDatabaseFields, 'primary_id', 'primary_database', 'backup_directory', 'backup_share'),
  ...pick(primaryDatabaseFields, 'backup_retention_period', 'backup_compression', 'backup_job_id', 'monitor_server'),
  monitor_server_security_mode: primaryDatabaseFields.monitor_server_security_mode,
  ...pick(monitorPrimaryFields, 'backup_threshold', 'threshold_alert', 'threshold_alert_enabled', 'last_backup_file'),
  ...pick(monitorPrimaryFields, 'last_backup_date', 'last_backup_date_utc', 'history_retention_period'),
};

export const primarySecondaryResult = pick(primarySecondaryFields, 'secondary_server', 'secondary_database');

const { user_specified_monitor, last_copied_file, last_copied_date, ...secondaryColumns } = secondaryFields;
export const secondaryResult = secondaryColumns;

export const secondaryDatabaseResult = {
  ...secondaryResult,
  ...pick(secondaryDatabaseFields, 'secondary_database', 'restore_delay', 'restore_all', 'restore_mode'),
  ...pick(secondaryDatabaseFields, 'disconnect_users', 'block_size', 'buffer_count', 'max_transfer_size'),
  ...pick(monitorSecondaryFields, 'restore_threshold', 'threshold_alert', 'threshold_alert_enabled'),
  ...pick(monitorSecondaryFields, 'last_copied_file', 'last_copied_date', 'last_copied_date_utc'),
  ...pick(monitorSecondaryFields, 'last_restored_file', 'last_restored_date', 'last_restored_date_utc'),
  ...pick(monitorSecondaryFields, 'history_retention_period', 'last_restored_latency'),
};

export const monitorResult = {
  status: bit,
  is_primary: bit,
  server: sysname,
  database_name: sysname,
  time_since_last_backup: nullable(int),
  last_backup_file: monitorPrimaryFields.last_backup_file,
  backup_threshold: nullable(int),
  is_backup_alert_enabled: nullable(bit),
  time_since_last_copy: nullable(int),
  last_copied_file: monitorSecondaryFields.last_copied_file,
  time_since_last_restore: nullable(int),
  last_restored_file: monitorSecondaryFields.last_restored_file,
  last_restored_latency: monitorSecondaryFields.last_restored_latency,
  restore_threshold: nullable(int),
  is_restore_alert_enabled: nullable(bit),
};
