-- Repairs a schedule. Runbook: failback 5; undo of failover 1. Variables: scheduleId, enabled, type, interval,
-- subdayType, subdayInterval, relativeInterval, recurrenceFactor, startDate, endDate, startTime, endTime.
EXEC msdb.dbo.sp_update_schedule @schedule_id = $(scheduleId), @enabled = $(enabled),
  @freq_type = $(type), @freq_interval = $(interval), @freq_subday_type = $(subdayType),
  @freq_subday_interval = $(subdayInterval), @freq_relative_interval = $(relativeInterval),
  @freq_recurrence_factor = $(recurrenceFactor), @active_start_date = $(startDate), @active_end_date = $(endDate),
  @active_start_time = $(startTime), @active_end_time = $(endTime);
