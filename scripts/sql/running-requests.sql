-- Look: backups or restores that run on the instance, whoever started them. Parameter: @command, such as RESTORE.
SELECT r.session_id AS session,
       r.command AS command,
       r.percent_complete AS [percent],
       s.login_name AS login,
       s.program_name AS program
FROM master.sys.dm_exec_requests AS r
INNER JOIN master.sys.dm_exec_sessions AS s ON s.session_id = r.session_id
WHERE r.command LIKE @command + N'%';
