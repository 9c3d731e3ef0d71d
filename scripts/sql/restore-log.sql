-- Applies one log backup. Runbook: failover 3. Variables: database, file.
RESTORE LOG [$(database)] FROM DISK = N'$(file)' WITH NORECOVERY, STATS = 5;
