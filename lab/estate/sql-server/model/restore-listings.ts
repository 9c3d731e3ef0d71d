/** RESTORE HEADERONLY, FILELISTONLY and LABELONLY with the columns of the server's version, and VERIFYONLY. */
import { onItsClock, quartersOf } from './backup-header';
import type { Reply, RestoreStatement, SessionFacts } from '../contract';
import { columnsOf, ordered } from './columns';
import type { NamedRow } from './columns';
import type { Catalogue, Clock, Service, Storage } from './ports';
import { secondsFor, tell, workFor } from './long-work';
import { readMedia } from './media';
import type { Media, SetHeader, StoredSet } from './media';
import { messageOf, refusal, withTrailer } from './refusals';
import { databaseVersionOf } from './releases';
import { findSet, openDevices } from './restore-plan';
import { checkDevices, numberOption, statsOf } from './statement-options';
import { integer, lsnValue } from './values';

export type RowsReply = Pick<Reply, 'columns' | 'row' | 'done'>;

const names = {
  headeronly: 'RESTORE HEADERONLY',
  filelistonly: 'RESTORE FILELIST',
  labelonly: 'RESTORE LABELONLY',
  verifyonly: 'VERIFY DATABASE',
} as const;

const headerColumns =
  'BackupName nvarchar(128), BackupDescription nvarchar(255), BackupType smallint, ExpirationDate datetime, Compressed bit, Position smallint, ' +
  'DeviceType tinyint, UserName nvarchar(128), ServerName nvarchar(128), DatabaseName nvarchar(128), DatabaseVersion int, DatabaseCreationDate datetime, ' +
  'BackupSize numeric(20,0), FirstLSN lsn, LastLSN lsn, CheckpointLSN lsn, DatabaseBackupLSN lsn, BackupStartDate datetime, BackupFinishDate datetime, ' +
  'SortOrder smallint, CodePage smallint, UnicodeLocaleId int, UnicodeComparisonStyle int, CompatibilityLevel tinyint, SoftwareVendorId int, ' +
  'SoftwareVersionMajor int, SoftwareVersionMinor int, SoftwareVersionBuild int, MachineName nvarchar(128), Flags int, BindingID uid, RecoveryForkID uid, ' +
  'Collation nvarchar(128), FamilyGUID uid, HasBulkLoggedData bit, IsSnapshot bit, IsReadOnly bit, IsSingleUser bit, HasBackupChecksums bit, IsDamaged bit, ' +
  'BeginsLogChain bit, HasIncompleteMetaData bit, IsForceOffline bit, IsCopyOnly bit, FirstRecoveryForkID uid, ForkPointLSN lsn, RecoveryModel nvarchar(60), ' +
  'DifferentialBaseLSN lsn, DifferentialBaseGUID uid, BackupTypeDescription nvarchar(60), BackupSetGUID uid, CompressedBackupSize bigint, containment tinyint since 11, KeyAlgorithm nvarchar(32) since 12, EncryptorThumbprint varbinary(20) since 12, EncryptorType nvarchar(32) since 12, ' +
  'LastValidRestoreTime datetime since 16, TimeZone smallint since 16, CompressionAlgorithm nvarchar(32) since 16';

const fileColumns =
  'LogicalName nvarchar(128), PhysicalName nvarchar(260), Type char(1), FileGroupName nvarchar(128), Size numeric(20,0), MaxSize numeric(20,0), FileID bigint, ' +
  'CreateLSN lsn, DropLSN lsn, UniqueID uid, ReadOnlyLSN lsn, ReadWriteLSN lsn, BackupSizeInBytes bigint, SourceBlockSize int, FileGroupID int, LogGroupGUID uid, ' +
  'DifferentialBaseLSN lsn, DifferentialBaseGUID uid, IsReadOnly bit, IsPresent bit, TDEThumbprint varbinary(32), SnapshotURL nvarchar(360) since 13';

const labelColumns =
  'MediaName nvarchar(128), MediaSetId uid, FamilyCount int, FamilySequenceNumber int, MediaFamilyId uid, MediaSequenceNumber int, MediaLabelPresent tinyint, ' +
  'MediaDescription nvarchar(255), SoftwareName nvarchar(128), SoftwareVendorId int, MediaDate datetime, Mirror_Count int, IsCompressed bit';

const softwareVendor = 4608;

/** BackupType and BackupTypeDescription. */
const setTypes = {
  D: { number: 1, text: 'Database' },
  L: { number: 2, text: 'Transaction Log' },
  I: { number: 5, text: 'Database Differential' },
} as const;

/** @throws SqlError with the cause, then 3013. */
export async function listBackup(
  statement: RestoreStatement,
  session: SessionFacts,
  reply: RowsReply,
  instance: Service & Clock & Catalogue & Storage,
): Promise<void> {
  if (statement.what === 'database' || statement.what === 'log') return;
  const what = statement.what;
  await withTrailer(messageOf(3013, names[what]), async () => {
    if (session.inTransaction) throw refusal(3021);
    if (!session.isSysadmin) throw refusal(262, 'CREATE DATABASE', 'master');
    checkDevices(statement);
    if (what === 'verifyonly') await verify(statement, session, instance);
    else if (what === 'filelistonly') await listFiles(statement, reply, instance);
    else await listMedia(statement, reply, instance);
  });
}

function send(reply: RowsReply, text: string, rows: readonly NamedRow[], instance: Service): void {
  const columns = columnsOf(text, instance.release.version.major);
  reply.columns(columns);
  for (const row of rows) reply.row(ordered(columns, row));
  reply.done(rows.length);
}

async function listMedia(statement: RestoreStatement, reply: RowsReply, instance: Service & Storage): Promise<void> {
  const media = await firstOf(statement, instance);
  if (statement.what === 'labelonly') {
    send(reply, labelColumns, [labelRow(media)], instance);
    return;
  }
  const position = numberOption(statement.options, 'FILE');
  const sets = position === undefined ? media.sets : media.sets.slice(position - 1, position);
  if (sets.length === 0) throw position === undefined ? refusal(3208) : refusal(4038, position, media.device);
  send(
    reply,
    headerColumns,
    sets.map((set) => headerRow(set, media)),
    instance,
  );
}

/** A label is that of one member; a header is known when every member of a stripe is there. */
async function firstOf(statement: RestoreStatement, instance: Storage): Promise<Media> {
  if (statement.what === 'labelonly') return readMedia(instance.files, statement.disks[0]!, instance.place);
  return (await openDevices(statement, instance))[0]!;
}

function headerRow({ header, position, content }: StoredSet, media: Media): NamedRow {
  const common = { Position: position, DeviceType: 2, SoftwareVendorId: softwareVendor };
  if (!header) return { ...common, BackupName: '*** INCOMPLETE ***', BackupType: 0 };
  return {
    ...common,
    BackupName: header.name,
    BackupDescription: header.description ?? null,
    BackupType: setTypes[header.type].number,
    ExpirationDate: header.expiresAt == null ? null : new Date(header.expiresAt),
    Compressed: header.compressed,
    UserName: header.user,
    ServerName: header.server,
    DatabaseName: header.database,
    DatabaseVersion: databaseVersionOf(header.versionMajor),
    DatabaseCreationDate: content ? new Date(content.createdAt) : null,
    BackupSize: integer(Math.round(header.sizeBytes)),
    FirstLSN: lsnValue(header.firstLsn),
    LastLSN: lsnValue(header.lastLsn),
    CheckpointLSN: lsnValue(header.checkpointLsn),
    DatabaseBackupLSN: lsnValue(header.databaseBackupLsn),
    BackupStartDate: onItsClock(header.startedAt, header),
    BackupFinishDate: onItsClock(header.finishedAt, header),
    SortOrder: 52,
    CodePage: 0,
    UnicodeLocaleId: 1033,
    UnicodeComparisonStyle: 196609,
    CompatibilityLevel: header.compatibilityLevel,
    SoftwareVersionMajor: header.versionMajor,
    SoftwareVersionMinor: header.versionMinor ?? 0,
    SoftwareVersionBuild: header.versionBuild ?? 0,
    MachineName: header.machine,
    Flags: flagsOf(header),
    BindingID: media.header.mediaFamilyGuid,
    RecoveryForkID: header.lastForkGuid,
    Collation: header.collation,
    FamilyGUID: header.familyGuid,
    HasBulkLoggedData: false,
    IsSnapshot: false,
    IsReadOnly: false,
    IsSingleUser: header.singleUser,
    HasBackupChecksums: header.checksums,
    IsDamaged: false,
    BeginsLogChain: header.beginsLogChain,
    HasIncompleteMetaData: header.incompleteMetadata ?? false,
    IsForceOffline: header.forceOffline,
    IsCopyOnly: header.copyOnly,
    FirstRecoveryForkID: header.firstForkGuid,
    ForkPointLSN: lsnValue(header.forkPointLsn),
    RecoveryModel: header.recoveryModel,
    DifferentialBaseLSN: lsnValue(header.differentialBaseLsn),
    DifferentialBaseGUID: header.differentialBaseGuid ?? null,
    BackupTypeDescription: setTypes[header.type].text,
    BackupSetGUID: header.setGuid,
    CompressedBackupSize: BigInt(header.compressedBytes ?? Math.round(header.sizeBytes)),
    containment: 0,
    LastValidRestoreTime: onItsClock(header.finishedAt, header),
    TimeZone: quartersOf(header),
    CompressionAlgorithm: header.compressed ? 'MS_XPRESS' : null,
  };
}

const flagsOf = (header: SetHeader): number =>
  (header.singleUser ? 8 : 0) +
  (header.checksums ? 16 : 0) +
  (header.forceOffline || header.incompleteMetadata ? 64 : 0) +
  (header.incompleteMetadata ? 128 : 0) +
  (header.forceOffline ? 256 : 0);

function labelRow({ header }: Media): NamedRow {
  return {
    MediaName: header.mediaName,
    MediaDescription: header.mediaDescription ?? null,
    MediaSetId: header.mediaSetGuid,
    FamilyCount: header.familyCount,
    FamilySequenceNumber: header.familySequence,
    MediaFamilyId: header.mediaFamilyGuid,
    MediaSequenceNumber: 1,
    MediaLabelPresent: header.mediaName === null ? 0 : 1,
    SoftwareName: 'Microsoft SQL Server',
    SoftwareVendorId: softwareVendor,
    MediaDate: new Date(header.writtenAt),
    Mirror_Count: 1,
    IsCompressed: header.compressed,
  };
}

async function listFiles(
  statement: RestoreStatement,
  reply: RowsReply,
  instance: Service & Catalogue & Storage,
): Promise<void> {
  const { header } = await findSet(statement, instance);
  const rows = header.files.map(({ logicalName, physicalName, type, size, guid }, index): NamedRow => ({
    LogicalName: logicalName,
    PhysicalName: physicalName,
    Type: type === 'LOG' ? 'L' : 'D',
    FileGroupName: type === 'LOG' ? null : 'PRIMARY',
    Size: integer(Math.round(size)),
    MaxSize: integer(35_184_372_080_640n),
    FileID: BigInt(index + 1),
    CreateLSN: integer(0),
    DropLSN: integer(0),
    UniqueID: guid,
    ReadOnlyLSN: integer(0),
    ReadWriteLSN: integer(0),
    BackupSizeInBytes: BigInt(Math.round(type === 'LOG' ? 0 : header.type === 'I' ? header.sizeBytes : size)),
    SourceBlockSize: 512,
    FileGroupID: type === 'LOG' ? 0 : 1,
    DifferentialBaseLSN: lsnValue(header.differentialBaseLsn),
    DifferentialBaseGUID: header.differentialBaseGuid ?? null,
    IsReadOnly: false,
    IsPresent: true,
  }));
  send(reply, fileColumns, rows, instance);
}

async function verify(
  statement: RestoreStatement,
  session: SessionFacts,
  instance: Service & Clock & Catalogue & Storage,
): Promise<void> {
  const { header } = await findSet(statement, instance);
  await workFor(
    secondsFor(header.sizeBytes, instance.throughput),
    'RESTORE VERIFYONLY',
    session,
    instance.clock,
    statsOf(statement.options),
  );
  tell(session, 3262, header.position);
}
