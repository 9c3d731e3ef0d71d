-- Full restore that overwrites the database and leaves it ready for log backups. Runbook: hand-over; failback 5.
-- Variables: database, file, dataName, dataPath, logName, logPath.
RESTORE DATABASE [$(database)] FROM DISK = N'$(file)'
WITH MOVE N'$(dataName)' TO N'$(dataPath)', MOVE N'$(logName)' TO N'$(logPath)', REPLACE, NORECOVERY, STATS = 5;
