-- Look: files of one database and, while it is RESTORING, the redo point (failover 3, failback 4). Parameter:
-- @database.
SELECT name AS logicalName,
       physical_name AS physicalName,
       type_desc AS type,
       CONVERT(varchar(30), redo_start_lsn) AS redoLsn,
       CONVERT(varchar(36), redo_start_fork_guid) AS redoForkGuid
FROM master.sys.master_files
WHERE database_id = DB_ID(@database)
ORDER BY file_id;
