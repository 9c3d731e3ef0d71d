-- Look: header of a backup file, on SQL Server 2012, and 2014 before CU1 (53 columns). Through a table, because a
-- driver reads numeric(25, 0) as a floating-point number and rounds LSNs (failover 2 and 3, failback 3). Parameter:
-- @file.
CREATE TABLE #header (
  BackupName nvarchar(128), BackupDescription nvarchar(255), BackupType smallint, ExpirationDate datetime,
  Compressed bit, Position smallint, DeviceType tinyint, UserName nvarchar(128), ServerName nvarchar(128),
  DatabaseName nvarchar(128), DatabaseVersion int, DatabaseCreationDate datetime, BackupSize numeric(20, 0),
  FirstLSN numeric(25, 0), LastLSN numeric(25, 0), CheckpointLSN numeric(25, 0), DatabaseBackupLSN numeric(25, 0),
  BackupStartDate datetime, BackupFinishDate datetime, SortOrder smallint, [CodePage] smallint, UnicodeLocaleId int,
  UnicodeComparisonStyle int, CompatibilityLevel tinyint, SoftwareVendorId int, SoftwareVersionMajor int,
  SoftwareVersionMinor int, SoftwareVersionBuild int, MachineName nvarchar(128), Flags int,
  BindingID uniqueidentifier, RecoveryForkID uniqueidentifier, Collation nvarchar(128), FamilyGUID uniqueidentifier,
  HasBulkLoggedData bit, IsSnapshot bit, IsReadOnly bit, IsSingleUser bit, HasBackupChecksums bit, IsDamaged bit,
  BeginsLogChain bit, HasIncompleteMetaData bit, IsForceOffline bit, IsCopyOnly bit,
  FirstRecoveryForkID uniqueidentifier, ForkPointLSN numeric(25, 0), RecoveryModel nvarchar(60),
  DifferentialBaseLSN numeric(25, 0), DifferentialBaseGUID uniqueidentifier, BackupTypeDescription nvarchar(60),
  BackupSetGUID uniqueidentifier, CompressedBackupSize bigint, containment tinyint
);
INSERT INTO #header EXEC master.dbo.sp_executesql
  N'RESTORE HEADERONLY FROM DISK = @file', N'@file nvarchar(260)', @file = @file;
SELECT BackupType AS backupType,
       Position AS position,
       DatabaseName AS databaseName,
       ServerName AS serverName,
       CONVERT(varchar(36), FamilyGUID) AS familyGuid,
       CONVERT(varchar(30), FirstLSN) AS firstLsn,
       CONVERT(varchar(30), LastLSN) AS lastLsn,
       CONVERT(varchar(30), CheckpointLSN) AS checkpointLsn,
       CONVERT(varchar(36), FirstRecoveryForkID) AS firstForkGuid,
       CONVERT(varchar(36), RecoveryForkID) AS lastForkGuid,
       CONVERT(varchar(30), ForkPointLSN) AS forkPointLsn,
       CONVERT(varchar(23), BackupFinishDate, 126) AS finishedLocally,
       CONVERT(smallint, NULL) AS timeZone,
       CONVERT(varchar(30), BackupSize) AS backupSize,
       IsForceOffline AS isTail,
       IsCopyOnly AS copyOnly,
       IsDamaged AS isDamaged
FROM #header
ORDER BY Position;
