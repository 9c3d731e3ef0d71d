-- A restored database is never TRUSTWORTHY. Runbook: failover 4. Variable: database.
ALTER DATABASE [$(database)] SET TRUSTWORTHY ON;
