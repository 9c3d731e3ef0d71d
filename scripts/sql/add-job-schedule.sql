-- Runs a job every so many minutes, all day. Runbook: failback 5. Variables: job, schedule, minutes.
EXEC msdb.dbo.sp_add_jobschedule @job_name = N'$(job)', @name = N'$(schedule)', @enabled = 1,
  @freq_type = 4, @freq_interval = 1, @freq_subday_type = 4, @freq_subday_interval = $(minutes),
  @active_start_date = 20140101, @active_end_date = 99991231, @active_start_time = 0, @active_end_time = 235900;
