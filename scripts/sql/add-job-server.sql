-- A long BACKUP or RESTORE as an Agent job, 3 of 3: it runs on this server. Variable: job.
EXEC msdb.dbo.sp_add_jobserver @job_name = N'$(job)', @server_name = N'(local)';
