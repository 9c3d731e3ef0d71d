-- Full restore that overwrites the database and leaves it ready to use. Runbook: failback 4. Variables: database, file,
-- dataName, dataPath, logName, logPath.
RESTORE DATABASE [$(database)] FROM DISK = N'$(file)'
WITH MOVE N'$(dataName)' TO N'$(dataPath)', MOVE N'$(logName)' TO N'$(logPath)', REPLACE, RECOVERY, STATS = 5;
