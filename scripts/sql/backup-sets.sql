-- Look: backups of a database that reach beyond an LSN, oldest first (hand-over; failback 3). Sets that were restored
-- here are listed too: serverName tells where each was taken. Parameters: @database, @afterLsn.
SELECT f.physical_device_name AS [file],
       b.type AS type,
       b.server_name AS serverName,
       CONVERT(varchar(36), b.family_guid) AS familyGuid,
       CONVERT(varchar(30), b.first_lsn) AS firstLsn,
       CONVERT(varchar(30), b.last_lsn) AS lastLsn,
       CONVERT(varchar(30), b.checkpoint_lsn) AS checkpointLsn,
       CONVERT(varchar(36), b.first_recovery_fork_guid) AS firstForkGuid,
       CONVERT(varchar(36), b.last_recovery_fork_guid) AS lastForkGuid,
       CONVERT(varchar(30), b.fork_point_lsn) AS forkPointLsn,
       b.is_copy_only AS copyOnly,
       b.is_force_offline AS isTail,
       CONVERT(varchar(30), DATEADD(minute, CASE ISNULL(b.time_zone, 127) WHEN 127
         THEN DATEDIFF(minute, GETDATE(), GETUTCDATE()) ELSE -15 * b.time_zone END, b.backup_finish_date), 126)
         + 'Z' AS backupFinishedAt
FROM msdb.dbo.backupset AS b
INNER JOIN msdb.dbo.backupmediafamily AS f ON f.media_set_id = b.media_set_id
WHERE b.database_name = @database AND b.last_lsn > CONVERT(numeric(25, 0), @afterLsn)
ORDER BY b.backup_set_id;
