-- Full backup to one file. Runbook: failback 3. Variables: database, file.
BACKUP DATABASE [$(database)] TO DISK = N'$(file)' WITH INIT, CHECKSUM, STATS = 5;
