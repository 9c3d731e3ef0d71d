-- Repairs where a log-shipping secondary takes its log backups from. Runbook: failback 5. Variables: primaryServer,
-- database, sourceDirectory, destinationDirectory, fileRetention.
EXEC master.dbo.sp_change_log_shipping_secondary_primary @primary_server = N'$(primaryServer)',
  @primary_database = N'$(database)', @backup_source_directory = N'$(sourceDirectory)',
  @backup_destination_directory = N'$(destinationDirectory)', @file_retention_period = $(fileRetention);
