-- Look: one Agent job, whole or half-built, and whether it runs (backup and restore as jobs; failover 1). Only the
-- latest Agent session counts: a row of an older one without an end is a run that the Agent did not survive. Parameter:
-- @job.
SELECT CONVERT(varchar(36), j.job_id) AS jobId,
       CONVERT(bit, j.enabled) AS enabled,
       s.command AS command,
       CONVERT(bit, CASE WHEN v.job_id IS NULL THEN 0 ELSE 1 END) AS hasServer,
       CONVERT(bit, CASE WHEN a.start_execution_date IS NOT NULL AND a.stop_execution_date IS NULL THEN 1 ELSE 0 END)
         AS running
FROM msdb.dbo.sysjobs AS j
LEFT JOIN msdb.dbo.sysjobsteps AS s ON s.job_id = j.job_id AND s.step_id = 1
LEFT JOIN msdb.dbo.sysjobservers AS v ON v.job_id = j.job_id
LEFT JOIN msdb.dbo.sysjobactivity AS a
       ON a.job_id = j.job_id AND a.session_id = (SELECT MAX(session_id) FROM msdb.dbo.syssessions)
WHERE j.name = @job;
