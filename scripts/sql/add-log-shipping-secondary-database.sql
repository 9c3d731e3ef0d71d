-- Makes a RESTORING database a log-shipping secondary, WITH NORECOVERY or as it was recorded. Runbook: failback 5;
-- undo of failover 1. Variables: secondaryDatabase, primaryServer, database, restoreDelay, restoreAll, restoreMode,
-- disconnectUsers, restoreThreshold, alert, alertEnabled, historyRetention.
EXEC master.dbo.sp_add_log_shipping_secondary_database @secondary_database = N'$(secondaryDatabase)',
  @primary_server = N'$(primaryServer)', @primary_database = N'$(database)',
  @restore_delay = $(restoreDelay), @restore_all = $(restoreAll), @restore_mode = $(restoreMode),
  @disconnect_users = $(disconnectUsers), @restore_threshold = $(restoreThreshold), @threshold_alert = $(alert),
  @threshold_alert_enabled = $(alertEnabled), @history_retention_period = $(historyRetention);
