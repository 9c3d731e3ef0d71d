-- Asks the Agent to run a job; returns before it runs. Variable: job.
EXEC msdb.dbo.sp_start_job @job_name = N'$(job)';
