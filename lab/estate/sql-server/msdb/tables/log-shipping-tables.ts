/** Log-shipping tables of msdb (documentation: "Log Shipping Tables and Stored Procedures"). */
import { bit, datetime, guid, int, nullable, nvarchar, sysname, Table, tinyint } from './table';
import type { RowOf } from './table';

const path = nvarchar(500);

export const primaryDatabaseFields = {
  primary_id: guid,
  primary_database: sysname,
  backup_directory: path,
  backup_share: path,
  backup_retention_period: int,
  backup_job_id: guid,
  monitor_server: sysname,
  monitor_server_security_mode: bit,
  last_backup_file: nullable(path),
  last_backup_date: nullable(datetime),
  user_specified_monitor: bit,
  backup_compression: tinyint,
};

export const primarySecondaryFields = { primary_id: guid, secondary_server: sysname, secondary_database: sysname };

export const monitorPrimaryFields = {
  primary_id: guid,
  primary_server: sysname,
  primary_database: sysname,
  backup_threshold: int,
  threshold_alert: int,
  threshold_alert_enabled: bit,
  last_backup_file: nullable(path),
  last_backup_date: nullable(datetime),
  last_backup_date_utc: nullable(datetime),
  history_retention_period: int,
};

export const secondaryFields = {
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
  user_specified_monitor: bit,
  last_copied_file: nullable(path),
  last_copied_date: nullable(datetime),
};

export const secondaryDatabaseFields = {
  secondary_database: sysname,
  secondary_id: guid,
  restore_delay: int,
  restore_all: bit,
  restore_mode: bit,
  disconnect_users: bit,
  block_size: nullable(int),
  buffer_count: nullable(int),
  max_transfer_size: nullable(int),
  last_restored_file: nullable(path),
  last_restored_date: nullable(datetime),
};

export const monitorSecondaryFields = {
  secondary_server: sysname,
  secondary_database: sysname,
  secondary_id: guid,
  primary_server: sysname,
  primary_database: sysname,
  restore_threshold: int,
  threshold_alert: int,
  threshold_alert_enabled: bit,
  last_copied_file: nullable(path),
  last_copied_date: nullable(datetime),
  last_copied_date_utc: nullable(datetime),
  last_restored_file: nullable(path),
  last_restored_date: nullable(datetime),
  last_restored_date_utc: nullable(datetime),
  last_restored_latency: nullable(int),
  history_retention_period: int,
};

const historyFields = {
  agent_id: guid,
  agent_type: tinyint,
  session_id: int,
  database_name: nullable(sysname),
  session_status: tinyint,
  log_time: datetime,
  log_time_utc: datetime,
  message: nvarchar('max'),
};

const errorFields = {
  agent_id: guid,
  agent_type: tinyint,
  session_id: int,
  database_name: nullable(sysname),
  sequence_number: int,
  log_time: datetime,
  log_time_utc: datetime,
  message: nvarchar('max'),
  source: nvarchar('max'),
  help_url: nvarchar('max'),
};

export type PrimaryDatabase = RowOf<typeof primaryDatabaseFields>;
export type MonitorPrimary = RowOf<typeof monitorPrimaryFields>;
export type Secondary = RowOf<typeof secondaryFields>;
export type SecondaryDatabase = RowOf<typeof secondaryDatabaseFields>;
export type MonitorSecondary = RowOf<typeof monitorSecondaryFields>;

/** The log-shipping tables, empty. */
export const createLogShippingTables = () => ({
  log_shipping_primary_databases: new Table('log_shipping_primary_databases', primaryDatabaseFields),
  log_shipping_primary_secondaries: new Table('log_shipping_primary_secondaries', primarySecondaryFields),
  log_shipping_monitor_primary: new Table('log_shipping_monitor_primary', monitorPrimaryFields),
  log_shipping_secondary: new Table('log_shipping_secondary', secondaryFields),
  log_shipping_secondary_databases: new Table('log_shipping_secondary_databases', secondaryDatabaseFields),
  log_shipping_monitor_secondary: new Table('log_shipping_monitor_secondary', monitorSecondaryFields),
  log_shipping_monitor_history_detail: new Table('log_shipping_monitor_history_detail', historyFields),
  log_shipping_monitor_error_detail: new Table('log_shipping_monitor_error_detail', errorFields),
  log_shipping_monitor_alert: new Table('log_shipping_monitor_alert', { alert_job_id: guid }),
});
