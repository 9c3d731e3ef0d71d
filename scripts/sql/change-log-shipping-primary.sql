-- Repairs a log-shipping primary that differs from the topology. Runbook: failback 5. Variables: database,
-- backupDirectory, backupShare, backupRetention, backupCompression, backupThreshold, historyRetention.
EXEC master.dbo.sp_change_log_shipping_primary_database @database = N'$(database)',
  @backup_directory = N'$(backupDirectory)', @backup_share = N'$(backupShare)',
  @backup_retention_period = $(backupRetention), @backup_compression = $(backupCompression),
  @backup_threshold = $(backupThreshold), @threshold_alert = 14420, @threshold_alert_enabled = 1,
  @history_retention_period = $(historyRetention);
