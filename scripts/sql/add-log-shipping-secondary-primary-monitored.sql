-- Tells a log-shipping secondary where its log backups come from, and which other server watches over it. Undo of
-- failover 1. Variables: primaryServer, database, sourceDirectory, destinationDirectory, copyJob, restoreJob,
-- fileRetention, monitorServer, monitorSecurityMode.
EXEC master.dbo.sp_add_log_shipping_secondary_primary @primary_server = N'$(primaryServer)',
  @primary_database = N'$(database)', @backup_source_directory = N'$(sourceDirectory)',
  @backup_destination_directory = N'$(destinationDirectory)', @copy_job_name = N'$(copyJob)',
  @restore_job_name = N'$(restoreJob)', @file_retention_period = $(fileRetention),
  @monitor_server = N'$(monitorServer)', @monitor_server_security_mode = $(monitorSecurityMode);
