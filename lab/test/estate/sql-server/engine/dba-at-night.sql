--## last backup of each database
SELECT d.name AS [Database], d.recovery_model_desc,
       MAX(CASE WHEN b.type = 'D' THEN b.backup_finish_date END) AS [Last Full],
       MAX(CASE WHEN b.type = 'I' THEN b.backup_finish_date END) AS [Last Diff],
       MAX(CASE WHEN b.type = 'L' THEN b.backup_finish_date END) AS [Last Log]
FROM sys.databases AS d
LEFT OUTER JOIN msdb.dbo.backupset AS b ON b.database_name = d.name AND b.is_copy_only = 0
WHERE d.name NOT IN ('tempdb', 'model')
GROUP BY d.name, d.recovery_model_desc
ORDER BY d.name;

--## databases without a log backup for an hour
SELECT D.name
  FROM sys.databases D
 WHERE D.recovery_model_desc <> 'SIMPLE' AND D.state = 0
   AND NOT EXISTS (SELECT 1 FROM msdb..backupset B
                    WHERE B.database_name = D.name AND B.type = 'L'
                      AND B.backup_finish_date > DATEADD(hh, -1, GETDATE()))

--## backup files of mgc, newest first
select top 20 s.database_name, m.physical_device_name,
  cast(cast(s.backup_size / 1000000 as int) as varchar(14)) + ' ' + 'MB' as bkSize,
  cast(datediff(second, s.backup_start_date, s.backup_finish_date) as varchar(4)) + ' ' + 'Seconds' as TimeTaken,
  s.backup_start_date, cast(s.first_lsn as varchar(50)) as first_lsn, cast(s.last_lsn as varchar(50)) as last_lsn,
  case s.[type] when 'D' then 'Full' when 'I' then 'Differential' when 'L' then 'Transaction Log' end as BackupType,
  s.server_name, s.recovery_model
from msdb.dbo.backupset s
inner join msdb.dbo.backupmediafamily m on s.media_set_id = m.media_set_id
where s.database_name = 'mgc'
order by backup_start_date desc, backup_finish_date

--## backups per hour of the last day
SELECT DATEPART(HOUR, backup_finish_date) AS [hour], COUNT(*) AS backups, SUM(backup_size) / 1024 / 1024 AS mb
FROM msdb.dbo.backupset WITH (NOLOCK)
WHERE backup_finish_date >= DATEADD(day, -1, GETDATE())
GROUP BY DATEPART(HOUR, backup_finish_date)
HAVING COUNT(*) > 0
ORDER BY 1

--## restore history with the file that was restored
SELECT rs.destination_database_name, rs.restore_date, bs.backup_start_date, bs.backup_finish_date,
       bs.database_name AS source_database_name, bmf.physical_device_name AS backup_file_used_for_restore,
       CASE rs.restore_type WHEN 'D' THEN 'Database' WHEN 'L' THEN 'Log' WHEN 'V' THEN 'Verifyonly' ELSE rs.restore_type END
FROM msdb..restorehistory rs
INNER JOIN msdb..backupset bs ON rs.backup_set_id = bs.backup_set_id
INNER JOIN msdb..backupmediafamily bmf ON bs.media_set_id = bmf.media_set_id
ORDER BY rs.restore_date DESC

--## restored files
SELECT h.destination_database_name, f.file_number, f.destination_phys_name
FROM msdb.dbo.restorefile f JOIN msdb.dbo.restorehistory h ON h.restore_history_id = f.restore_history_id

--## who blocks whom
SELECT blocking_session_id AS BlockingSessionID, session_id AS VictimSessionID,
       (SELECT [text] FROM sys.sysprocesses CROSS APPLY sys.dm_exec_sql_text([sql_handle]) WHERE spid = blocking_session_id) AS BlockingQuery,
       [text] AS VictimQuery, wait_time / 1000 AS WaitDurationSecond, wait_type AS WaitType, percent_complete AS BlockingQueryCompletePercent
FROM sys.dm_exec_requests
CROSS APPLY sys.dm_exec_sql_text([sql_handle])
WHERE blocking_session_id > 0

--## head blockers, the old way
SELECT p.spid, p.status, p.loginame, p.hostname, p.blocked, DB_NAME(p.dbid) AS dbname, p.cmd, p.waittype, p.waitresource, t.text
FROM master..sysprocesses p
OUTER APPLY ::fn_get_sql(p.sql_handle) t
WHERE p.spid IN (SELECT blocked FROM master.dbo.sysprocesses WHERE blocked <> 0) AND p.blocked = 0

--## how far the backup or restore is
SELECT r.session_id, r.command, CONVERT(NUMERIC(6,2), r.percent_complete) AS [Percent Complete],
  CONVERT(VARCHAR(20), DATEADD(ms, r.estimated_completion_time, GetDate()), 20) AS [ETA Completion Time],
  CONVERT(NUMERIC(10,2), r.total_elapsed_time/1000.0/60.0) AS [Elapsed Min],
  CONVERT(NUMERIC(10,2), r.estimated_completion_time/1000.0/60.0) AS [ETA Min],
  CONVERT(VARCHAR(1000), (SELECT SUBSTRING(text, r.statement_start_offset/2,
     CASE WHEN r.statement_end_offset = -1 THEN 1000 ELSE (r.statement_end_offset - r.statement_start_offset)/2 END)
   FROM sys.dm_exec_sql_text(sql_handle)))
FROM sys.dm_exec_requests r WHERE command IN ('RESTORE DATABASE','BACKUP DATABASE','RESTORE LOG','BACKUP LOG')

--## what runs right now
SELECT s.session_id, s.login_name, s.[host_name], s.program_name, r.status, r.command, r.wait_type, r.cpu_time, r.total_elapsed_time,
       SUBSTRING(st.text, (r.statement_start_offset/2) + 1,
         ((CASE r.statement_end_offset WHEN -1 THEN DATALENGTH(st.text) ELSE r.statement_end_offset END - r.statement_start_offset)/2) + 1) AS statement_text,
       DB_NAME(st.dbid), OBJECT_NAME(st.objectid, st.dbid)
FROM sys.dm_exec_sessions AS s
JOIN sys.dm_exec_requests AS r ON r.session_id = s.session_id
CROSS APPLY sys.dm_exec_sql_text(r.sql_handle) AS st
LEFT JOIN sys.dm_exec_connections c ON c.session_id = s.session_id
WHERE s.is_user_process = 1
ORDER BY r.total_elapsed_time DESC OPTION (RECOMPILE)

--## the last statement of a sleeping session with an open transaction
SELECT s.session_id, s.status, s.last_request_end_time, s.open_transaction_count, t.text
FROM sys.dm_exec_sessions s
JOIN sys.dm_exec_connections c ON s.session_id = c.session_id
CROSS APPLY sys.dm_exec_sql_text(c.most_recent_sql_handle) t
WHERE s.status = 'sleeping' AND s.open_transaction_count > 0

--## open transactions
SELECT st.session_id, at.transaction_id, at.name, at.transaction_begin_time, dt.database_id, dt.database_transaction_log_bytes_used
FROM sys.dm_tran_active_transactions at
JOIN sys.dm_tran_session_transactions st ON st.transaction_id = at.transaction_id
LEFT JOIN sys.dm_tran_database_transactions dt ON dt.transaction_id = at.transaction_id

--## locks of a database
SELECT resource_type, DB_NAME(resource_database_id) AS db, request_mode, request_status, request_session_id
FROM sys.dm_tran_locks WHERE resource_database_id = DB_ID('mgc')

--## waits of the server
SELECT TOP 10 wait_type, wait_time_ms / 1000.0 AS wait_s, waiting_tasks_count
FROM sys.dm_os_wait_stats
WHERE wait_type NOT IN (N'CLR_SEMAPHORE', N'LAZYWRITER_SLEEP', N'SLEEP_TASK') AND wait_type NOT LIKE N'SLEEP[_]%'
ORDER BY wait_time_ms DESC

--## waiting tasks
SELECT wt.session_id, wt.wait_duration_ms, wt.wait_type, wt.blocking_session_id, wt.resource_description
FROM sys.dm_os_waiting_tasks wt JOIN sys.dm_exec_sessions es ON wt.session_id = es.session_id WHERE es.is_user_process = 1

--## why the log does not shrink
SELECT name, log_reuse_wait, log_reuse_wait_desc, recovery_model_desc, state_desc, user_access_desc,
       is_read_only, is_in_standby, page_verify_option_desc
FROM master.sys.databases WHERE log_reuse_wait_desc NOT IN (N'NOTHING', N'CHECKPOINT')

--## space of all log files
DBCC SQLPERF(LOGSPACE);

--## space of all log files into a table
CREATE TABLE #LogSpace (DatabaseName sysname, LogSizeMB float, LogUsedPct float, Status int);
INSERT INTO #LogSpace EXEC ('DBCC SQLPERF(LOGSPACE) WITH NO_INFOMSGS');
SELECT * FROM #LogSpace WHERE LogUsedPct > 0 ORDER BY LogUsedPct DESC;
DROP TABLE #LogSpace;

--## oldest open transaction
DBCC OPENTRAN ('mgc') WITH NO_INFOMSGS

--## what a session sent last
DBCC INPUTBUFFER(51)

--## virtual log files
DBCC LOGINFO

--## mirroring state
SELECT DB_NAME(database_id) AS DatabaseName, mirroring_role_desc, mirroring_state_desc, mirroring_safety_level_desc,
       mirroring_partner_instance, mirroring_witness_name, mirroring_witness_state_desc, mirroring_connection_timeout
FROM sys.database_mirroring WHERE mirroring_guid IS NOT NULL

--## mirroring endpoint and its port
SELECT e.name, e.role_desc, e.state_desc, t.port, e.encryption_algorithm_desc, e.connection_auth_desc
FROM sys.database_mirroring_endpoints e INNER JOIN sys.tcp_endpoints t ON e.endpoint_id = t.endpoint_id

--## mirroring monitor
EXEC msdb.sys.sp_dbmmonitorresults mgc

--## log shipping, the monitor's summary
exec master..sp_help_log_shipping_monitor

--## log shipping, primary side
SELECT p.primary_database, p.backup_directory, p.backup_share, m.last_backup_file, m.last_backup_date,
       DATEDIFF(mi, m.last_backup_date_utc, GETUTCDATE()) AS minutes_since_backup, m.backup_threshold, s.secondary_server
FROM msdb.dbo.log_shipping_primary_databases p
JOIN msdb.dbo.log_shipping_monitor_primary m ON m.primary_id = p.primary_id
LEFT JOIN msdb.dbo.log_shipping_primary_secondaries s ON s.primary_id = p.primary_id

--## log shipping, secondary side
SELECT secondary_server, secondary_database, primary_server, primary_database, last_copied_file, last_copied_date,
       last_restored_file, last_restored_date, last_restored_latency, restore_threshold
FROM msdb..log_shipping_monitor_secondary

--## log shipping errors of the last day
SELECT h.database_name, h.session_status, h.log_time, h.message, e.message AS error
FROM msdb.dbo.log_shipping_monitor_history_detail h
LEFT JOIN msdb.dbo.log_shipping_monitor_error_detail e ON e.agent_id = h.agent_id AND e.session_id = h.session_id
WHERE h.log_time > GETDATE() - 1 AND h.session_status IN (3, 4)

--## jobs and their last run
SELECT j.name, j.enabled, c.name AS category, SUSER_SNAME(j.owner_sid) AS owner,
  CASE h.run_status WHEN 0 THEN 'Failed' WHEN 1 THEN 'Succeeded' WHEN 2 THEN 'Retry' WHEN 3 THEN 'Cancelled' END AS last_outcome,
  msdb.dbo.agent_datetime(h.run_date, h.run_time) AS last_run,
  STUFF(STUFF(RIGHT('000000' + CAST(h.run_duration AS varchar(6)), 6), 5, 0, ':'), 3, 0, ':') AS duration
FROM msdb.dbo.sysjobs j
INNER JOIN msdb.dbo.syscategories c ON j.category_id = c.category_id
LEFT JOIN (SELECT job_id, MAX(instance_id) AS instance_id FROM msdb.dbo.sysjobhistory WHERE step_id = 0 GROUP BY job_id) l ON l.job_id = j.job_id
LEFT JOIN msdb.dbo.sysjobhistory h ON h.instance_id = l.instance_id
ORDER BY j.name

--## failed job steps
SELECT j.name AS job_name, h.step_id, h.step_name, h.message, h.run_status, h.sql_message_id, h.sql_severity,
  CONVERT(datetime, CONVERT(char(8), h.run_date)) AS run_day,
  CAST(LEFT(RIGHT('000000' + CONVERT(varchar, h.run_time), 6), 2) AS int) AS run_hour
FROM msdb.dbo.sysjobhistory h JOIN msdb.dbo.sysjobs j ON j.job_id = h.job_id
WHERE h.run_status = 0 AND h.step_id > 0 AND h.run_date >= CONVERT(int, CONVERT(char(8), DATEADD(dd, -7, GETDATE()), 112))
ORDER BY h.instance_id DESC

--## jobs that run now
SELECT j.name AS job_name, ja.start_execution_date, ISNULL(last_executed_step_id, 0) + 1 AS current_executed_step_id, js.step_name
FROM msdb.dbo.sysjobactivity ja
LEFT JOIN msdb.dbo.sysjobhistory jh ON ja.job_history_id = jh.instance_id
JOIN msdb.dbo.sysjobs j ON ja.job_id = j.job_id
JOIN msdb.dbo.sysjobsteps js ON ja.job_id = js.job_id AND ISNULL(ja.last_executed_step_id, 0) + 1 = js.step_id
WHERE ja.session_id = (SELECT TOP 1 session_id FROM msdb.dbo.syssessions ORDER BY agent_start_date DESC)
  AND start_execution_date IS NOT NULL AND stop_execution_date IS NULL

--## job schedules
SELECT j.name, s.name AS schedule_name, s.enabled, s.freq_type, s.freq_subday_interval, js.next_run_date, js.next_run_time
FROM msdb.dbo.sysjobs j JOIN msdb.dbo.sysjobschedules js ON j.job_id = js.job_id JOIN msdb.dbo.sysschedules s ON s.schedule_id = js.schedule_id

--## sp_help_job
EXEC msdb.dbo.sp_help_job @execution_status = 0

--## sp_help_jobhistory
EXEC msdb.dbo.sp_help_jobhistory @job_name = N'LSBackup_mgc', @mode = N'FULL'

--## sp_help_jobactivity
USE msdb; EXEC sp_help_jobactivity;

--## sp_help_jobstep and sp_help_jobschedule
EXEC msdb..sp_help_jobstep @job_name = 'LSBackup_mgc'; EXEC msdb..sp_help_jobschedule @job_name = 'LSBackup_mgc'

--## orphaned users
USE mgc;
SELECT dp.type_desc, dp.sid, dp.name AS user_name
FROM sys.database_principals AS dp
LEFT JOIN sys.server_principals AS sp ON dp.sid = sp.sid
WHERE sp.sid IS NULL AND dp.authentication_type_desc = 'INSTANCE' AND dp.principal_id > 4;

--## orphaned users, the old way
USE mgc EXEC sp_change_users_login 'Report'

--## members of the roles of a database
USE mgc
SELECT r.name AS role_name, m.name AS member_name FROM sys.database_role_members rm
JOIN sys.database_principals r ON rm.role_principal_id = r.principal_id
JOIN sys.database_principals m ON rm.member_principal_id = m.principal_id

--## members of sysadmin
SELECT l.name, l.type_desc, l.is_disabled FROM sys.server_principals l
JOIN sys.server_role_members m ON m.member_principal_id = l.principal_id
JOIN sys.server_principals r ON r.principal_id = m.role_principal_id AND r.name = 'sysadmin'

--## sizes of all files
SELECT DB_NAME(mf.database_id) AS db, mf.name, mf.type_desc, mf.physical_name, mf.size * 8 / 1024 AS size_mb,
  CASE mf.max_size WHEN -1 THEN 'unlimited' ELSE CAST(mf.max_size * 8 / 1024 AS varchar(20)) END AS max_size,
  CASE mf.is_percent_growth WHEN 1 THEN CAST(mf.growth AS varchar(10)) + '%' ELSE CAST(mf.growth * 8 / 1024 AS varchar(10)) + ' MB' END AS growth
FROM sys.master_files mf ORDER BY mf.size DESC

--## used and free space in the files of one database
USE mgc;
SELECT name, size / 128.0 AS size_mb, CAST(FILEPROPERTY(name, 'SpaceUsed') AS int) / 128.0 AS used_mb,
       size / 128.0 - CAST(FILEPROPERTY(name, 'SpaceUsed') AS int) / 128.0 AS free_mb
FROM sys.database_files;

--## total size per database
SELECT d.name, ROUND(SUM(CAST(mf.size AS bigint)) * 8 / 1024, 0) AS size_mbs
FROM sys.master_files mf INNER JOIN sys.databases d ON d.database_id = mf.database_id
WHERE d.database_id > 4 GROUP BY d.name ORDER BY d.name

--## free space of the volumes
SELECT DISTINCT vs.volume_mount_point, vs.logical_volume_name, vs.total_bytes / 1048576 AS total_mb, vs.available_bytes / 1048576 AS free_mb,
  CAST(vs.available_bytes * 100.0 / vs.total_bytes AS decimal(5,2)) AS free_pct
FROM sys.master_files AS f CROSS APPLY sys.dm_os_volume_stats(f.database_id, f.file_id) AS vs

--## stalls of the files
SELECT DB_NAME(vfs.database_id) AS db, mf.physical_name, vfs.num_of_reads, vfs.num_of_writes, vfs.io_stall_read_ms, vfs.io_stall_write_ms
FROM sys.dm_io_virtual_file_stats(NULL, NULL) AS vfs
JOIN sys.master_files AS mf ON vfs.database_id = mf.database_id AND vfs.file_id = mf.file_id

--## xp_fixeddrives
EXEC master..xp_fixeddrives

--## xp_fileexist
DECLARE @exists int; EXEC master.dbo.xp_fileexist 'C:\nowhere\mgc.bak', @exists OUTPUT; SELECT @exists AS [exists];

--## xp_dirtree into a table
DECLARE @files TABLE (subdirectory nvarchar(512), depth int, isfile bit);
INSERT @files EXEC master.sys.xp_dirtree N'\\fs\ls\mgc', 1, 1;
SELECT COUNT(*) FROM @files WHERE isfile = 1 AND subdirectory LIKE '%.trn';

--## sp_helpdb
EXEC sp_helpdb; EXEC sp_helpdb 'mgc'

--## sp_helpfile
USE mgc; EXEC sp_helpfile

--## sp_who and sp_who2
EXEC sp_who; EXEC sp_who 'active'; EXEC sp_who2;

--## sp_spaceused
USE mgc; EXEC sp_spaceused

--## the error log
EXEC master.dbo.xp_readerrorlog 0, 1, N'error'; EXEC sp_readerrorlog 0, 1, 'backup';

--## version and edition
SELECT @@SERVERNAME AS server, SERVERPROPERTY('MachineName'), SERVERPROPERTY('ProductVersion'), SERVERPROPERTY('ProductLevel'),
       SERVERPROPERTY('Edition'), SERVERPROPERTY('EngineEdition'), SERVERPROPERTY('IsClustered'), SERVERPROPERTY('Collation'), @@VERSION

--## since when the server is up
SELECT sqlserver_start_time, cpu_count, physical_memory_kb / 1024 AS memory_mb FROM sys.dm_os_sys_info
SELECT create_date FROM sys.databases WHERE name = 'tempdb'

--## is the Agent running
SELECT servicename, status_desc, startup_desc, last_startup_time, service_account, instant_file_initialization_enabled FROM sys.dm_server_services

--## configuration
EXEC sp_configure 'backup compression default'; SELECT name, value_in_use FROM sys.configurations WHERE name LIKE '%memory%'

--## tables and their rows
USE mgc;
SELECT s.name AS [schema], t.name AS [table], SUM(p.rows) AS [rows]
FROM sys.tables t JOIN sys.schemas s ON s.schema_id = t.schema_id JOIN sys.partitions p ON p.object_id = t.object_id
WHERE p.index_id IN (0, 1) GROUP BY s.name, t.name ORDER BY SUM(p.rows) DESC

--## one KILL per session of a database, with a variable that grows
DECLARE @kill varchar(8000) = '';
SELECT @kill = @kill + 'KILL ' + CONVERT(varchar(5), session_id) + ';'
FROM sys.dm_exec_sessions WHERE database_id = DB_ID('mgc') AND session_id <> @@SPID;
PRINT @kill;

--## a cursor over the user databases
DECLARE @name sysname, @sql nvarchar(max);
DECLARE db_cursor CURSOR LOCAL FAST_FORWARD FOR
  SELECT name FROM master.sys.databases WHERE name NOT IN ('master', 'model', 'msdb', 'tempdb') AND state_desc = 'ONLINE';
OPEN db_cursor
FETCH NEXT FROM db_cursor INTO @name
WHILE @@FETCH_STATUS = 0
BEGIN
  SET @sql = N'SELECT ' + QUOTENAME(@name, '''') + N' AS db, COUNT(*) FROM ' + QUOTENAME(@name) + N'.sys.tables';
  EXEC sp_executesql @sql;
  FETCH NEXT FROM db_cursor INTO @name
END
CLOSE db_cursor
DEALLOCATE db_cursor

--## sp_MSforeachdb
EXEC sp_MSforeachdb 'USE [?]; SELECT DB_NAME()'

--## a page of the job history
SELECT j.name, h.run_date, h.run_time FROM msdb.dbo.sysjobhistory h JOIN msdb.dbo.sysjobs j ON j.job_id = h.job_id
ORDER BY h.instance_id DESC OFFSET 10 ROWS FETCH NEXT 10 ROWS ONLY

--## the LSN chain of the log backups
WITH chain AS (
  SELECT first_lsn, last_lsn, backup_finish_date, ROW_NUMBER() OVER (PARTITION BY database_name ORDER BY first_lsn, backup_set_id) AS n
  FROM msdb.dbo.backupset WHERE database_name = 'mgc' AND type = 'L')
SELECT a.backup_finish_date, CONVERT(varchar(30), a.last_lsn) AS last_lsn, CONVERT(varchar(30), b.first_lsn) AS next_first
FROM chain a LEFT JOIN chain b ON b.n = a.n + 1 WHERE b.first_lsn IS NULL OR b.first_lsn <> a.last_lsn
