-- Removes mirroring. The principal stays ONLINE, the mirror RESTORING. Runbook: failback 2. Variable: database.
ALTER DATABASE [$(database)] SET PARTNER OFF;
