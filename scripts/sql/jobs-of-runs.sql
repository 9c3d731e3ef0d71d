-- Look: jobs that runs of this product made on the instance, whichever run (before consent): a run that was terminated
-- leaves its own behind. One without an end may still run. No parameter.
SELECT j.name AS job,
       CONVERT(bit, CASE WHEN EXISTS (SELECT 1 FROM msdb.dbo.sysjobactivity AS a
         WHERE a.job_id = j.job_id AND a.session_id = (SELECT MAX(s.session_id) FROM msdb.dbo.syssessions AS s)
           AND a.start_execution_date IS NOT NULL AND a.stop_execution_date IS NULL) THEN 1 ELSE 0 END) AS running
FROM msdb.dbo.sysjobs AS j
WHERE j.name LIKE N'PCDR[_]%[_]mgc[_]%'
ORDER BY j.name;
