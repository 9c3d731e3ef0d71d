-- Gives a job a schedule: from the topology every so many minutes, all day, or as it was recorded. Runbook: failback 5;
-- undo of failover 1. Variables: job, schedule, enabled, type, interval, subdayType, subdayInterval, relativeInterval,
-- recurrenceFactor, startDate, endDate, startTime, endTime.
EXEC msdb.dbo.sp_add_jobschedule @job_name = N'$(job)', @name = N'$(schedule)', @enabled = $(enabled),
  @freq_type = $(type), @freq_interval = $(interval), @freq_subday_type = $(subdayType),
  @freq_subday_interval = $(subdayInterval), @freq_relative_interval = $(relativeInterval),
  @freq_recurrence_factor = $(recurrenceFactor), @active_start_date = $(startDate), @active_end_date = $(endDate),
  @active_start_time = $(startTime), @active_end_time = $(endTime);
