-- Look: the schedules of one Agent job (failover: record; failback 5: drift from the topology). Parameter: @job.
SELECT c.name AS schedule,
       c.schedule_id AS scheduleId,
       CONVERT(bit, c.enabled) AS enabled,
       c.freq_type AS frequencyType,
       c.freq_interval AS frequencyInterval,
       c.freq_subday_type AS subdayType,
       c.freq_subday_interval AS subdayInterval,
       c.freq_relative_interval AS relativeInterval,
       c.freq_recurrence_factor AS recurrenceFactor,
       c.active_start_date AS startDate,
       c.active_end_date AS endDate,
       c.active_start_time AS startTime,
       c.active_end_time AS endTime
FROM msdb.dbo.sysjobs AS j
INNER JOIN msdb.dbo.sysjobschedules AS x ON x.job_id = j.job_id
INNER JOIN msdb.dbo.sysschedules AS c ON c.schedule_id = x.schedule_id
WHERE j.name = @job
ORDER BY c.schedule_id;
