-- Look: what the session of a T-SQL job step does now. percent_complete can stay at 100 for long (redo and undo do not
-- count), so it shows progress and proves nothing. Parameter: @program, the start of the program name of a job step.
SELECT r.command AS command,
       r.percent_complete AS [percent],
       r.wait_type AS waitType
FROM master.sys.dm_exec_sessions AS s
INNER JOIN master.sys.dm_exec_requests AS r ON r.session_id = s.session_id
WHERE s.program_name LIKE @program + N'%';
