-- A long BACKUP or RESTORE as an Agent job, 2 of 3: its only step. @flags = 4 keeps the output in the history.
-- Variables: job, command.
EXEC msdb.dbo.sp_add_jobstep @job_name = N'$(job)', @step_id = 1, @step_name = N'statement', @subsystem = N'TSQL',
  @database_name = N'master', @flags = 4, @command = N'$(command)';
