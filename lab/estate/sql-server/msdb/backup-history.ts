/** Feeds backupset, backupmediafamily and restorehistory (documentation: "Backup History and Header Information"). */
import type { Lsn } from '../../lsn';
import type { BackupSet, Msdb } from '../../contract';
import type { Decimal } from '../contract';
import { onItsClock, quartersOf } from '../model/backup-header';
import type { MsdbContext } from './context';
import { localNow } from './context';

const microsoft = 4608;
/** A disk file whose path the statement named. */
const diskDevice = 2;

const decimal = (value: string | number | bigint): Decimal => ({ unscaled: BigInt(value), scale: 0 });
const decimalOrNull = (value: Lsn | null): Decimal | null => (value === null ? null : decimal(value));

function mediaSetId({ tables }: MsdbContext, set: BackupSet, devices: readonly string[]): number {
  const known = tables.backupmediaset.find(({ media_uuid }) => media_uuid === set.mediaSetGuid);
  if (known !== undefined) return known.media_set_id;
  const media_set_id = tables.backupmediaset.nextIdentity();
  tables.backupmediaset.add({
    media_set_id,
    media_uuid: set.mediaSetGuid,
    media_family_count: devices.length,
    name: null,
    description: null,
    software_name: 'Microsoft SQL Server',
    software_vendor_id: microsoft,
    mirror_count: 1,
    is_password_protected: false,
    is_compressed: set.compressed,
  });
  devices.forEach((device, index) => {
    tables.backupmediafamily.add({
      media_set_id,
      family_sequence_number: index + 1,
      media_family_id: set.familyGuid,
      media_count: 1,
      logical_device_name: null,
      physical_device_name: device,
      device_type: diskDevice,
      physical_block_size: 512,
      mirror: 0,
    });
  });
  return media_set_id;
}

/** The set's row in backupset; a set that this instance already knows (restored twice) keeps its row. */
function backupSetId(context: MsdbContext, set: BackupSet, devices: readonly string[]): number {
  const { backupset } = context.tables;
  const known = backupset.find(({ backup_set_uuid }) => backup_set_uuid === set.setGuid);
  if (known !== undefined) return known.backup_set_id;
  const backup_set_id = backupset.nextIdentity();
  backupset.add({
    backup_set_id,
    backup_set_uuid: set.setGuid,
    media_set_id: mediaSetId(context, set, devices),
    first_family_number: 1,
    first_media_number: 1,
    last_family_number: devices.length,
    last_media_number: 1,
    position: set.position,
    expiration_date: set.expiresAt == null ? null : new Date(set.expiresAt),
    software_vendor_id: microsoft,
    name: set.name,
    description: set.description ?? null,
    user_name: set.user,
    software_major_version: set.versionMajor,
    time_zone: quartersOf(set),
    first_lsn: decimal(set.firstLsn),
    last_lsn: decimal(set.lastLsn),
    checkpoint_lsn: decimal(set.checkpointLsn),
    database_backup_lsn: decimal(set.databaseBackupLsn),
    backup_start_date: onItsClock(set.startedAt, set),
    backup_finish_date: onItsClock(set.finishedAt, set),
    type: set.type,
    backup_size: decimal(set.sizeBytes),
    database_name: set.database,
    server_name: set.server,
    machine_name: set.machine,
    has_bulk_logged_data: false,
    is_snapshot: false,
    is_readonly: false,
    is_single_user: set.singleUser,
    has_backup_checksums: set.checksums,
    is_damaged: false,
    begins_log_chain: set.beginsLogChain,
    has_incomplete_metadata: set.incompleteMetadata ?? false,
    is_force_offline: set.forceOffline,
    is_copy_only: set.copyOnly,
    first_recovery_fork_guid: set.firstForkGuid,
    last_recovery_fork_guid: set.lastForkGuid,
    fork_point_lsn: decimalOrNull(set.forkPointLsn),
    database_guid: null,
    family_guid: set.familyGuid,
    differential_base_lsn: decimalOrNull(set.differentialBaseLsn),
    recovery_model: set.recoveryModel,
    compressed_backup_size: decimal(set.compressedBytes ?? set.sizeBytes),
  });
  return backup_set_id;
}

/** Records a finished backup. */
export function recordBackup(context: MsdbContext, set: BackupSet, devices: readonly string[]): void {
  backupSetId(context, set, devices);
}

/** Records a finished restore, and the restored set as one that this instance now knows. */
export function recordRestore(context: MsdbContext, ...[set, restore]: Parameters<Msdb['recordRestore']>): void {
  const { restorehistory } = context.tables;
  restorehistory.add({
    restore_history_id: restorehistory.nextIdentity(),
    restore_date: localNow(context),
    destination_database_name: restore.database,
    user_name: restore.user,
    backup_set_id: backupSetId(context, set, restore.devices),
    restore_type: restore.type,
    replace: restore.replace,
    recovery: restore.recovery,
    restart: false,
    stop_at: restore.stopAt ?? null,
    device_count: restore.devices.length,
    stop_at_mark_name: null,
    stop_before: null,
  });
}
