-- Look: a database as log-shipping primary, one row per secondary (failover: record; failback 5). Parameter: @database.
SELECT p.primary_database AS [database],
       p.backup_directory AS backupDirectory,
       p.backup_share AS backupShare,
       p.backup_retention_period AS backupRetention,
       p.backup_compression AS backupCompression,
       j.name AS backupJob,
       CONVERT(bit, j.enabled) AS backupJobEnabled,
       m.primary_server AS primaryServer,
       m.backup_threshold AS backupThreshold,
       m.threshold_alert AS thresholdAlert,
       m.threshold_alert_enabled AS thresholdAlertEnabled,
       m.history_retention_period AS historyRetention,
       m.last_backup_file AS lastBackupFile,
       CONVERT(varchar(30), m.last_backup_date_utc, 126) + 'Z' AS lastBackupAt,
       s.secondary_server AS secondaryServer,
       s.secondary_database AS secondaryDatabase
FROM msdb.dbo.log_shipping_primary_databases AS p
LEFT JOIN msdb.dbo.sysjobs AS j ON j.job_id = p.backup_job_id
LEFT JOIN msdb.dbo.log_shipping_monitor_primary AS m ON m.primary_id = p.primary_id
LEFT JOIN msdb.dbo.log_shipping_primary_secondaries AS s ON s.primary_id = p.primary_id
WHERE p.primary_database = @database;
