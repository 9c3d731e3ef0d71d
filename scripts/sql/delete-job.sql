-- Deletes an Agent job and its history. Variable: job.
EXEC msdb.dbo.sp_delete_job @job_name = N'$(job)';
