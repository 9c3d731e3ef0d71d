-- Look: log backups that this instance took of a database since it was last restored here, from an LSN on, oldest
-- first; each file of a striped one is a row (failover, before consent). One that is COPY_ONLY is no link of the chain.
-- Parameters: @database, @fromLsn.
SELECT b.backup_set_id AS setId,
       f.physical_device_name AS [file],
       CONVERT(int, f.device_type) AS deviceType, b.position AS position,
       ISNULL(b.machine_name, b.server_name) AS host,
       b.user_name AS [user], b.name AS name,
       m.software_name AS software,
       CONVERT(varchar(36), b.family_guid) AS familyGuid,
       CONVERT(varchar(30), b.first_lsn) AS firstLsn,
       CONVERT(varchar(30), b.last_lsn) AS lastLsn,
       b.is_force_offline AS isTail,
       CONVERT(varchar(30), DATEADD(minute, CASE ISNULL(b.time_zone, 127) WHEN 127
         THEN DATEDIFF(minute, GETDATE(), GETUTCDATE()) ELSE -15 * b.time_zone END, b.backup_finish_date), 126)
         + 'Z' AS backupFinishedAt
FROM msdb.dbo.backupset AS b
INNER JOIN msdb.dbo.backupmediafamily AS f ON f.media_set_id = b.media_set_id AND f.mirror = 0
INNER JOIN msdb.dbo.backupmediaset AS m ON m.media_set_id = b.media_set_id
WHERE b.database_name = @database AND b.type = 'L' AND b.is_copy_only = 0 AND b.server_name = @@SERVERNAME
  AND b.last_lsn >= CONVERT(numeric(25, 0), @fromLsn)
  AND b.backup_set_id > (SELECT ISNULL(MAX(r.backup_set_id), 0) FROM msdb.dbo.restorehistory AS r
                         WHERE r.destination_database_name = @database AND r.restore_type = 'D')
ORDER BY b.backup_set_id, f.family_sequence_number;
