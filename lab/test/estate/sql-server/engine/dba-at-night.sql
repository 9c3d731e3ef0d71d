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

--## restore history with the file that was restored
SELECT rs.destination_database_name, rs.restore_date, bs.backup_start_date, bs.backup_finish_date,
       bs.database_name AS source_database_name, bmf.physical_device_name AS backup_file_used_for_restore,
       CASE rs.restore_type WHEN 'D' THEN 'Database' WHEN 'L' THEN 'Log' WHEN 'V' THEN 'Verifyonly' ELSE rs.restore_type END
FROM msdb..restorehistory rs
INNER JOIN msdb..backupset bs ON rs.backup_set_id = bs.backup_set_id
INNER JOIN msdb..backupmediafamily bmf ON bs.media_set_id = bmf.media_set_id
ORDER BY rs.restore_date DESC

--## how far the backup or restore is
SELECT r.session_id, r.command, CONVERT(NUMERIC(6,2), r.percent_complete) AS [Percent Complete],
  CONVERT(VARCHAR(20), DATEADD(ms, r.estimated_completion_time, GetDate()), 20) AS [ETA Completion Time],
  CONVERT(NUMERIC(10,2), r.total_elapsed_time/1000.0/60.0) AS [Elapsed Min],
  CONVERT(NUMERIC(10,2), r.estimated_completion_time/1000.0/60.0) AS [ETA Min],
  CONVERT(VARCHAR(1000), (SELECT SUBSTRING(text, r.statement_start_offset/2,
     CASE WHEN r.statement_end_offset = -1 THEN 1000 ELSE (r.statement_end_offset - r.statement_start_offset)/2 END)
   FROM sys.dm_exec_sql_text(sql_handle)))
FROM sys.dm_exec_requests r WHERE command IN ('RESTORE DATABASE','BACKUP DATABASE','RESTORE LOG','BACKUP LOG')

--## why the log does not shrink
SELECT name, log_reuse_wait, log_reuse_wait_desc, recovery_model_desc, state_desc, user_access_desc,
       is_read_only, is_in_standby, page_verify_option_desc
FROM master.sys.databases WHERE log_reuse_wait_desc NOT IN (N'NOTHING', N'CHECKPOINT')

--## space of all log files
DBCC SQLPERF(LOGSPACE);

--## oldest open transaction
DBCC OPENTRAN ('mgc') WITH NO_INFOMSGS

--## mirroring state
SELECT DB_NAME(database_id) AS DatabaseName, mirroring_role_desc, mirroring_state_desc, mirroring_safety_level_desc,
       mirroring_partner_instance, mirroring_witness_name, mirroring_witness_state_desc, mirroring_connection_timeout
FROM sys.database_mirroring WHERE mirroring_guid IS NOT NULL

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
FROM msdb.dbo.sysjobhistory h WITH (NOLOCK) JOIN msdb.dbo.sysjobs j ON j.job_id = h.job_id
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

--## the LSN chain of the log backups
WITH chain AS (
  SELECT first_lsn, last_lsn, backup_finish_date, ROW_NUMBER() OVER (PARTITION BY database_name ORDER BY first_lsn, backup_set_id) AS n
  FROM msdb.dbo.backupset WHERE database_name = 'mgc' AND type = 'L')
SELECT a.backup_finish_date, CONVERT(varchar(30), a.last_lsn) AS last_lsn, CONVERT(varchar(30), b.first_lsn) AS next_first
FROM chain a LEFT JOIN chain b ON b.n = a.n + 1 WHERE b.first_lsn IS NULL OR b.first_lsn <> a.last_lsn

--## rows and size of each table, without reading it
USE mgc;
SELECT OBJECT_NAME(p.object_id) AS [table], SUM(p.row_count) AS [rows], SUM(p.used_page_count) * 8 AS used_kb
FROM sys.dm_db_partition_stats p WHERE p.index_id < 2 GROUP BY p.object_id ORDER BY SUM(p.row_count) DESC
