-- Makes a database a log-shipping primary; its backup job is made disabled and without a schedule. Runbook: failback 5.
-- Variables: database, backupDirectory, backupShare, backupJob, backupRetention, backupCompression, backupThreshold,
-- historyRetention.
EXEC master.dbo.sp_add_log_shipping_primary_database @database = N'$(database)',
  @backup_directory = N'$(backupDirectory)', @backup_share = N'$(backupShare)', @backup_job_name = N'$(backupJob)',
  @backup_retention_period = $(backupRetention), @backup_compression = $(backupCompression),
  @backup_threshold = $(backupThreshold), @threshold_alert = 14420, @threshold_alert_enabled = 1,
  @history_retention_period = $(historyRetention);
