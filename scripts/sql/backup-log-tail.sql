-- Tail-log backup: seals the database, which is RESTORING afterwards. Runbook: failover, before 1; hand-over. Not
-- allowed while the database is mirrored. Variables: database, file.
BACKUP LOG [$(database)] TO DISK = N'$(file)' WITH NORECOVERY, INIT, CHECKSUM, STATS = 5;
