-- Tells a log-shipping primary of its secondary. Runbook: failback 5. Variables: database, secondaryServer,
-- secondaryDatabase.
EXEC master.dbo.sp_add_log_shipping_primary_secondary @primary_database = N'$(database)',
  @secondary_server = N'$(secondaryServer)', @secondary_database = N'$(secondaryDatabase)';
