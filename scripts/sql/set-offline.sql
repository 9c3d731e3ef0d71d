-- Fences a damaged database: it does not come back by itself. Not allowed while it is mirrored. Runbook: failover,
-- before 1. Variable: database.
ALTER DATABASE [$(database)] SET OFFLINE WITH ROLLBACK IMMEDIATE;
