/** sys.databases, sys.database_mirroring, sys.master_files and their kin (SQL Server 2012). */
import type { VirtualTable } from '../../contract';
import { view } from '../columns';
import type { NamedRow } from '../columns';
import type { Database } from '../database';
import type { Catalogue, Mirroring, Service, Sessions } from '../ports';
import { growthPages, reuseWaitOf } from '../log-space';
import { pageSize } from '../long-work';
import { isOwner } from '../database-access';
import { forkAt } from '../transaction-log';
import { integer, lsnValue } from '../values';

const states = ['ONLINE', 'RESTORING', 'RECOVERING', 'RECOVERY_PENDING', 'SUSPECT', 'EMERGENCY', 'OFFLINE'];
const accesses = ['MULTI_USER', 'SINGLE_USER', 'RESTRICTED_USER'];
const models = ['', 'FULL', 'BULK_LOGGED', 'SIMPLE'];
const mirroringStates = ['SUSPENDED', 'DISCONNECTED', 'SYNCHRONIZING', 'PENDING_FAILOVER', 'SYNCHRONIZED'];

export const databases = (instance: Service & Sessions & Catalogue & Mirroring): VirtualTable =>
  view(
    'name sysname not null, database_id int not null, source_database_id int, owner_sid varbinary(85), create_date datetime not null, ' +
      'compatibility_level tinyint not null, collation_name sysname, user_access tinyint, user_access_desc nvarchar(60), is_read_only bit, ' +
      'is_auto_close_on bit, is_auto_shrink_on bit, state tinyint, state_desc nvarchar(60), is_in_standby bit, is_cleanly_shutdown bit, ' +
      'snapshot_isolation_state tinyint, snapshot_isolation_state_desc nvarchar(60), is_read_committed_snapshot_on bit, recovery_model tinyint, ' +
      'recovery_model_desc nvarchar(60), page_verify_option tinyint, page_verify_option_desc nvarchar(60), is_trustworthy_on bit, ' +
      'is_broker_enabled bit not null, service_broker_guid uid not null, is_published bit not null, is_subscribed bit not null, log_reuse_wait tinyint, ' +
      'log_reuse_wait_desc nvarchar(60), is_encrypted bit, replica_id uid since 11, group_database_id uid since 11, containment tinyint since 11, containment_desc nvarchar(60) since 11',
    (session) =>
      instance.held
        .filter((database) => database.state !== 'OFFLINE' || session.isSysadmin || isOwner(database, session.login))
        .map((database) => databaseRow(database, instance)),
    instance.release.version.major,
  );

function databaseRow(database: Database, instance: Service & Sessions & Catalogue & Mirroring): NamedRow {
  const isOpen = database.state === 'ONLINE';
  const reuseWait = reuseWaitOf(database, instance);
  return {
    name: database.name,
    database_id: database.id,
    owner_sid: ownerSid(database, instance),
    create_date: database.createdAt,
    compatibility_level: database.compatibilityLevel,
    collation_name: isOpen ? database.collation : null,
    user_access: accesses.indexOf(database.userAccess),
    user_access_desc: database.userAccess,
    is_read_only: database.inStandby,
    is_auto_close_on: false,
    is_auto_shrink_on: false,
    state: states.indexOf(database.state),
    state_desc: database.state,
    is_in_standby: database.inStandby,
    is_cleanly_shutdown: database.state === 'OFFLINE',
    snapshot_isolation_state: 0,
    snapshot_isolation_state_desc: 'OFF',
    is_read_committed_snapshot_on: false,
    recovery_model: models.indexOf(database.recoveryModel),
    recovery_model_desc: database.recoveryModel,
    page_verify_option: 2,
    page_verify_option_desc: 'CHECKSUM',
    is_trustworthy_on: database.trustworthy,
    is_broker_enabled: database.brokerEnabled,
    service_broker_guid: database.brokerGuid,
    is_published: false,
    is_subscribed: false,
    log_reuse_wait: reuseWait.number,
    log_reuse_wait_desc: reuseWait.description,
    is_encrypted: false,
    containment: 0,
    containment_desc: 'NONE',
  };
}

const ownerSid = (database: Database, instance: Catalogue): Buffer | null => {
  const login = instance.logins.find(database.owner);
  return login ? Buffer.from(login.sid, 'hex') : null;
};

export const databaseMirroring = (instance: Catalogue): VirtualTable =>
  view(
    'database_id int not null, mirroring_guid uid, mirroring_state tinyint, mirroring_state_desc nvarchar(60), mirroring_role tinyint, ' +
      'mirroring_role_desc nvarchar(60), mirroring_role_sequence int, mirroring_safety_level tinyint, mirroring_safety_level_desc nvarchar(60), ' +
      'mirroring_safety_sequence int, mirroring_partner_name nvarchar(128), mirroring_partner_instance nvarchar(128), mirroring_witness_name nvarchar(128), ' +
      'mirroring_witness_state tinyint, mirroring_witness_state_desc nvarchar(60), mirroring_failover_lsn lsn, mirroring_connection_timeout int, ' +
      'mirroring_redo_queue int, mirroring_redo_queue_type nvarchar(60), mirroring_end_of_log_lsn lsn, mirroring_replication_lsn lsn',
    (session) => instance.held.map((database) => mirroringRow(database, session.isSysadmin)),
  );

function mirroringRow(database: Database, isSysadmin: boolean): NamedRow {
  const { mirroring } = database;
  if (!mirroring || (mirroring.role === 'MIRROR' && !isSysadmin)) return { database_id: database.id };
  const hasWitness = mirroring.witness !== undefined;
  return {
    database_id: database.id,
    mirroring_guid: mirroring.guid,
    mirroring_state: mirroringStates.indexOf(mirroring.state),
    mirroring_state_desc: mirroring.state,
    mirroring_role: mirroring.role === 'PRINCIPAL' ? 1 : 2,
    mirroring_role_desc: mirroring.role,
    mirroring_role_sequence: mirroring.roleSequence,
    mirroring_safety_level: mirroring.safety === 'FULL' ? 2 : 1,
    mirroring_safety_level_desc: mirroring.safety,
    mirroring_safety_sequence: mirroring.safetySequence,
    mirroring_partner_name: mirroring.partner,
    mirroring_partner_instance: mirroring.partnerInstance,
    mirroring_witness_name: mirroring.witness ?? '',
    mirroring_witness_state: hasWitness ? (mirroring.witnessConnected ? 1 : 2) : 0,
    mirroring_witness_state_desc: hasWitness ? (mirroring.witnessConnected ? 'CONNECTED' : 'DISCONNECTED') : 'UNKNOWN',
    mirroring_failover_lsn: lsnValue(mirroring.failoverLsn),
    mirroring_connection_timeout: mirroring.timeout,
    mirroring_redo_queue_type: 'UNLIMITED',
    mirroring_end_of_log_lsn: lsnValue(database.lsn),
    mirroring_replication_lsn: lsnValue(database.lsn),
  };
}

export const masterFiles = (instance: Catalogue): VirtualTable =>
  view(
    'database_id int not null, file_id int not null, file_guid uid, type tinyint not null, type_desc nvarchar(60), data_space_id int not null, name sysname not null, ' +
      'physical_name nvarchar(260) not null, state tinyint, state_desc nvarchar(60), size int not null, max_size int not null, growth int not null, ' +
      'is_media_read_only bit not null, is_read_only bit not null, is_sparse bit not null, is_percent_growth bit not null, create_lsn lsn, ' +
      'differential_base_lsn lsn, differential_base_guid uid, redo_start_lsn lsn, redo_start_fork_guid uid, redo_target_lsn lsn, redo_target_fork_guid uid, backup_lsn lsn',
    // Without CREATE DATABASE, ALTER ANY DATABASE or VIEW ANY DEFINITION the files of others are not shown.
    (session) => instance.held.filter((database) => instance.isAdministrator(session, database)).flatMap(fileRows),
  );

function recoveryPath({ databaseGuid, familyGuid, logChain, log: { forks } }: Database): NamedRow {
  const last = forks.at(-1)!;
  const first = logChain === undefined ? last : forkAt(forks, logChain);
  return {
    database_guid: databaseGuid,
    family_guid: familyGuid,
    last_log_backup_lsn: lsnValue(logChain),
    recovery_fork_guid: last.guid,
    first_recovery_fork_guid: first.guid,
    fork_point_lsn: first === last ? null : lsnValue(last.from),
  };
}

/** What is read from an open database is NULL while it is not started ("sys.database_recovery_status"). */
export const recoveryStatus = (instance: Catalogue): VirtualTable =>
  view(
    'database_id int not null, database_guid uid, family_guid uid, last_log_backup_lsn lsn, recovery_fork_guid uid, first_recovery_fork_guid uid, fork_point_lsn lsn',
    (session) =>
      instance.held
        .filter((database) => instance.isAdministrator(session, database))
        .map((database) => ({ database_id: database.id, ...(database.state === 'ONLINE' && recoveryPath(database)) })),
  );

function fileRows(database: Database): NamedRow[] {
  const isRestoring = database.state === 'RESTORING' && !database.interruptedRestore;
  return database.files.map((file, index) => ({
    database_id: database.id,
    file_id: index + 1,
    file_guid: file.guid,
    type: file.type === 'LOG' ? 1 : 0,
    type_desc: file.type,
    data_space_id: file.type === 'LOG' ? 0 : 1,
    name: file.logicalName,
    physical_name: file.physicalName,
    state: states.indexOf(database.state),
    state_desc: database.state,
    size: Math.round(file.size / pageSize),
    max_size: -1,
    growth: growthPages,
    is_media_read_only: false,
    is_read_only: false,
    is_sparse: false,
    is_percent_growth: false,
    create_lsn: integer(0),
    differential_base_lsn: lsnValue(file.type === 'ROWS' ? database.fullBackup?.checkpoint : null),
    redo_start_lsn: isRestoring ? lsnValue(database.lsn) : null,
    redo_start_fork_guid: isRestoring ? database.forkGuid : null,
    backup_lsn: null,
  }));
}
