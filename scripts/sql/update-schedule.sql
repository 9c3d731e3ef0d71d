-- Repairs the interval of a schedule. Runbook: failback 5. Variables: scheduleId, minutes.
EXEC msdb.dbo.sp_update_schedule @schedule_id = $(scheduleId), @enabled = 1,
  @freq_type = 4, @freq_interval = 1, @freq_subday_type = 4, @freq_subday_interval = $(minutes);
