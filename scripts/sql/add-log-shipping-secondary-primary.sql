-- Tells a log-shipping secondary where its log backups come from; its copy and restore jobs are made disabled and
-- without a schedule. Runbook: failback 5. Variables: primaryServer, database, sourceDirectory, destinationDirectory,
-- copyJob, restoreJob, fileRetention.
EXEC master.dbo.sp_add_log_shipping_secondary_primary @primary_server = N'$(primaryServer)',
  @primary_database = N'$(database)', @backup_source_directory = N'$(sourceDirectory)',
  @backup_destination_directory = N'$(destinationDirectory)', @copy_job_name = N'$(copyJob)',
  @restore_job_name = N'$(restoreJob)', @file_retention_period = $(fileRetention);
