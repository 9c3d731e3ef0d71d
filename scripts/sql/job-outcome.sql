-- Look: history of one Agent job after a row that was seen before; step 0 is the outcome. Parameters: @job, @after.
SELECT h.instance_id AS instanceId,
       h.step_id AS step,
       h.run_status AS status,
       h.message AS message
FROM msdb.dbo.sysjobhistory AS h
INNER JOIN msdb.dbo.sysjobs AS j ON j.job_id = h.job_id
WHERE j.name = @job AND h.instance_id > @after
ORDER BY h.instance_id;
