-- Look: user sessions that have a database open (the fence; failover 4). sys.sysprocesses, because dm_exec_sessions has
-- no database_id before SQL Server 2012. Parameter: @database.
SELECT p.spid AS session,
       RTRIM(p.loginame) AS login,
       RTRIM(p.hostname) AS host,
       RTRIM(p.program_name) AS program
FROM master.sys.sysprocesses AS p
INNER JOIN master.sys.dm_exec_sessions AS s ON s.session_id = p.spid
WHERE p.dbid = DB_ID(@database) AND s.is_user_process = 1
ORDER BY p.spid;
