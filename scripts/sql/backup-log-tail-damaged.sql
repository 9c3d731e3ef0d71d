-- Tail-log backup of a damaged database (SUSPECT, RECOVERY_PENDING), which stays as it is: what its log still holds.
-- Possible while the log files are whole; allowed while the database is mirrored. Runbook: failover, before 1.
-- Variables: database, file.
BACKUP LOG [$(database)] TO DISK = N'$(file)' WITH NO_TRUNCATE, INIT, STATS = 5;
