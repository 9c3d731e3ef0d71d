-- Asks the Agent to stop a job; returns before it ends. Variable: job.
EXEC msdb.dbo.sp_stop_job @job_name = N'$(job)';
