-- Repairs a log-shipping secondary that differs from the topology, or from what was recorded. Runbook: failback 5;
-- undo of failover 1. Variables: secondaryDatabase, restoreDelay, restoreAll, restoreMode, disconnectUsers,
-- restoreThreshold, alert, alertEnabled, historyRetention.
EXEC master.dbo.sp_change_log_shipping_secondary_database @secondary_database = N'$(secondaryDatabase)',
  @restore_delay = $(restoreDelay), @restore_all = $(restoreAll), @restore_mode = $(restoreMode),
  @disconnect_users = $(disconnectUsers), @restore_threshold = $(restoreThreshold), @threshold_alert = $(alert),
  @threshold_alert_enabled = $(alertEnabled), @history_retention_period = $(historyRetention);
