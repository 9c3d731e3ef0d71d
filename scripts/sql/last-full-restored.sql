-- Look: the full backup that was last restored onto a database (failback 4). Parameter: @database.
SELECT TOP (1) f.physical_device_name AS [file],
       b.server_name AS serverName,
       CONVERT(varchar(36), b.family_guid) AS familyGuid,
       CONVERT(varchar(30), b.first_lsn) AS firstLsn,
       CONVERT(varchar(30), b.last_lsn) AS lastLsn,
       CONVERT(varchar(36), b.last_recovery_fork_guid) AS lastForkGuid,
       CONVERT(varchar(23), b.backup_finish_date, 126) AS finishedLocally,
       b.time_zone AS timeZone,
       CONVERT(varchar(23), r.restore_date, 126) AS restoredLocally
FROM msdb.dbo.restorehistory AS r
INNER JOIN msdb.dbo.backupset AS b ON b.backup_set_id = r.backup_set_id
INNER JOIN msdb.dbo.backupmediafamily AS f ON f.media_set_id = b.media_set_id
WHERE r.destination_database_name = @database AND r.restore_type = 'D'
ORDER BY r.restore_history_id DESC;
