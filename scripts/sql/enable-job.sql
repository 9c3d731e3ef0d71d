-- Enables an Agent job. Runbook: failback 5. Variable: job.
EXEC msdb.dbo.sp_update_job @job_name = N'$(job)', @enabled = 1;
