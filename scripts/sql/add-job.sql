-- A long BACKUP or RESTORE as an Agent job, 1 of 3: the job. It outlives whoever started it. Variables: job,
-- description.
EXEC msdb.dbo.sp_add_job @job_name = N'$(job)', @description = N'$(description)', @enabled = 1, @delete_level = 0;
