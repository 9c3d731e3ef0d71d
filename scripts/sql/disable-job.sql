-- Disables an Agent job; a run in progress goes on. Runbook: failover 1. Variable: job.
EXEC msdb.dbo.sp_update_job @job_name = N'$(job)', @enabled = 0;
