-- Look: a database as log-shipping secondary (failover: record, 1; failback 5). Parameter: @database.
SELECT d.secondary_database AS [database],
       s.primary_server AS primaryServer,
       s.primary_database AS primaryDatabase,
       s.backup_source_directory AS sourceDirectory,
       s.backup_destination_directory AS destinationDirectory,
       s.file_retention_period AS fileRetention,
       s.monitor_server AS monitorServer,
       CONVERT(int, s.monitor_server_security_mode) AS monitorSecurityMode,
       d.restore_delay AS restoreDelay,
       d.restore_all AS restoreAll,
       d.restore_mode AS restoreMode,
       d.disconnect_users AS disconnectUsers,
       c.name AS copyJob,
       CONVERT(bit, c.enabled) AS copyJobEnabled,
       r.name AS restoreJob,
       CONVERT(bit, r.enabled) AS restoreJobEnabled,
       m.restore_threshold AS restoreThreshold,
       m.threshold_alert AS thresholdAlert,
       m.threshold_alert_enabled AS thresholdAlertEnabled,
       m.history_retention_period AS historyRetention,
       m.last_copied_file AS lastCopiedFile,
       CONVERT(varchar(30), m.last_copied_date_utc, 126) + 'Z' AS lastCopiedAt,
       m.last_restored_file AS lastRestoredFile,
       CONVERT(varchar(30), m.last_restored_date_utc, 126) + 'Z' AS lastRestoredAt
FROM msdb.dbo.log_shipping_secondary_databases AS d
INNER JOIN msdb.dbo.log_shipping_secondary AS s ON s.secondary_id = d.secondary_id
LEFT JOIN msdb.dbo.log_shipping_monitor_secondary AS m
       ON m.secondary_id = d.secondary_id AND m.secondary_database = d.secondary_database
LEFT JOIN msdb.dbo.sysjobs AS c ON c.job_id = s.copy_job_id
LEFT JOIN msdb.dbo.sysjobs AS r ON r.job_id = s.restore_job_id
WHERE d.secondary_database = @database;
