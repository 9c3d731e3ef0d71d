/** Backup and restore history tables of msdb (documentation: "Backup and Restore Tables"). */
import {
  bit,
  char,
  datetime,
  guid,
  int,
  nullable,
  numeric,
  nvarchar,
  smallint,
  sysname,
  Table,
  tinyint,
} from './table';

const lsn = numeric(25);
const bytes = numeric(20);

const backupSetFields = {
  backup_set_id: int,
  backup_set_uuid: guid,
  media_set_id: int,
  first_family_number: nullable(tinyint),
  first_media_number: nullable(int),
  last_family_number: nullable(tinyint),
  last_media_number: nullable(int),
  position: nullable(int),
  expiration_date: nullable(datetime),
  software_vendor_id: nullable(int),
  name: nullable(sysname),
  description: nullable(nvarchar(255)),
  user_name: nullable(sysname),
  software_major_version: nullable(tinyint),
  time_zone: nullable(smallint),
  first_lsn: nullable(lsn),
  last_lsn: nullable(lsn),
  checkpoint_lsn: nullable(lsn),
  database_backup_lsn: nullable(lsn),
  backup_start_date: nullable(datetime),
  backup_finish_date: nullable(datetime),
  type: nullable(char(1)),
  backup_size: nullable(bytes),
  database_name: nullable(sysname),
  server_name: nullable(sysname),
  machine_name: nullable(sysname),
  has_bulk_logged_data: nullable(bit),
  is_snapshot: nullable(bit),
  is_readonly: nullable(bit),
  is_single_user: nullable(bit),
  has_backup_checksums: nullable(bit),
  is_damaged: nullable(bit),
  begins_log_chain: nullable(bit),
  has_incomplete_metadata: nullable(bit),
  is_force_offline: nullable(bit),
  is_copy_only: nullable(bit),
  first_recovery_fork_guid: nullable(guid),
  last_recovery_fork_guid: nullable(guid),
  fork_point_lsn: nullable(lsn),
  database_guid: nullable(guid),
  family_guid: nullable(guid),
  differential_base_lsn: nullable(lsn),
  recovery_model: nullable(nvarchar(60)),
  compressed_backup_size: nullable(bytes),
};

const mediaSetFields = {
  media_set_id: int,
  media_uuid: nullable(guid),
  media_family_count: nullable(tinyint),
  name: nullable(nvarchar(128)),
  description: nullable(nvarchar(255)),
  software_name: nullable(nvarchar(128)),
  software_vendor_id: nullable(int),
  mirror_count: nullable(tinyint),
  is_password_protected: nullable(bit),
  is_compressed: nullable(bit),
};

const mediaFamilyFields = {
  media_set_id: int,
  family_sequence_number: tinyint,
  media_family_id: nullable(guid),
  media_count: nullable(int),
  logical_device_name: nullable(nvarchar(128)),
  physical_device_name: nullable(nvarchar(260)),
  device_type: nullable(tinyint),
  physical_block_size: nullable(int),
  mirror: tinyint,
};

const restoreHistoryFields = {
  restore_history_id: int,
  restore_date: nullable(datetime),
  destination_database_name: nullable(nvarchar(128)),
  user_name: nullable(nvarchar(128)),
  backup_set_id: int,
  restore_type: nullable(char(1)),
  replace: nullable(bit),
  recovery: nullable(bit),
  restart: nullable(bit),
  stop_at: nullable(datetime),
  device_count: nullable(tinyint),
  stop_at_mark_name: nullable(nvarchar(128)),
  stop_before: nullable(bit),
};

/** The backup and restore history, empty. */
export const createBackupTables = () => ({
  backupset: new Table('backupset', backupSetFields),
  backupmediaset: new Table('backupmediaset', mediaSetFields),
  backupmediafamily: new Table('backupmediafamily', mediaFamilyFields),
  restorehistory: new Table('restorehistory', restoreHistoryFields),
});
