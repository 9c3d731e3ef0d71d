-- Removes a secondary from a log-shipping primary. Runbook: undo of failback 5. Variables: database, secondaryServer,
-- secondaryDatabase.
EXEC master.dbo.sp_delete_log_shipping_primary_secondary @primary_database = N'$(database)',
  @secondary_server = N'$(secondaryServer)', @secondary_database = N'$(secondaryDatabase)';
