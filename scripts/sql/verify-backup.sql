-- Reads a backup whole and holds every page against its checksum. Runbook: failover, before 1. Variable: file.
RESTORE VERIFYONLY FROM DISK = N'$(file)' WITH CHECKSUM;
