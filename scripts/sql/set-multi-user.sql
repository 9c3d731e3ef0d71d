-- Opens a database to everybody: user access comes back as it was in the backup. Runbook: failover 4. Variable:
-- database.
ALTER DATABASE [$(database)] SET MULTI_USER WITH ROLLBACK IMMEDIATE;
