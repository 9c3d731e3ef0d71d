-- Makes a RESTORING database a log-shipping secondary, WITH NORECOVERY. Runbook: failback 5; undo of failover 1.
-- Variables: secondaryDatabase, primaryServer, database, restoreDelay, restoreThreshold, historyRetention.
EXEC master.dbo.sp_add_log_shipping_secondary_database @secondary_database = N'$(secondaryDatabase)',
  @primary_server = N'$(primaryServer)', @primary_database = N'$(database)',
  @restore_delay = $(restoreDelay), @restore_all = 1, @restore_mode = 0, @disconnect_users = 0,
  @restore_threshold = $(restoreThreshold), @threshold_alert = 14421, @threshold_alert_enabled = 1,
  @history_retention_period = $(historyRetention);
