-- Look: the recovery path that an online database is on (failback 5). Parameter: @database.
SELECT CONVERT(varchar(36), family_guid) AS familyGuid, CONVERT(varchar(36), recovery_fork_guid) AS forkGuid
FROM master.sys.database_recovery_status
WHERE database_id = DB_ID(@database) AND recovery_fork_guid IS NOT NULL;
