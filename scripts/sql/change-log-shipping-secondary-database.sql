-- Repairs a log-shipping secondary that differs from the topology. Runbook: failback 5. Variables: secondaryDatabase,
-- restoreDelay, restoreThreshold, historyRetention.
EXEC master.dbo.sp_change_log_shipping_secondary_database @secondary_database = N'$(secondaryDatabase)',
  @restore_delay = $(restoreDelay), @restore_all = 1, @restore_mode = 0, @disconnect_users = 0,
  @restore_threshold = $(restoreThreshold), @threshold_alert = 14421, @threshold_alert_enabled = 1,
  @history_retention_period = $(historyRetention);
