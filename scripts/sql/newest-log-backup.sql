-- Look: the newest log backup that this instance took of a database since it was last restored here; one that was taken
-- WITH NORECOVERY sealed it (failback, before consent). Parameter: @database.
SELECT TOP (1) CONVERT(varchar(30), b.last_lsn) AS lastLsn,
       b.is_force_offline AS isTail,
       CONVERT(varchar(30), DATEADD(minute, CASE ISNULL(b.time_zone, 127) WHEN 127
         THEN DATEDIFF(minute, GETDATE(), GETUTCDATE()) ELSE -15 * b.time_zone END, b.backup_finish_date), 126)
         + 'Z' AS backupFinishedAt
FROM msdb.dbo.backupset AS b
WHERE b.database_name = @database AND b.type = 'L' AND b.is_copy_only = 0 AND b.server_name = @@SERVERNAME
  AND b.backup_set_id > (SELECT ISNULL(MAX(r.backup_set_id), 0) FROM msdb.dbo.restorehistory AS r
                         WHERE r.destination_database_name = @database AND r.restore_type = 'D')
ORDER BY b.backup_set_id DESC;
