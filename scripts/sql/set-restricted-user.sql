-- Ends every session on a database, except those of administrators. Runbook: failback 2 and 3. Variable: database.
ALTER DATABASE [$(database)] SET RESTRICTED_USER WITH ROLLBACK IMMEDIATE;
