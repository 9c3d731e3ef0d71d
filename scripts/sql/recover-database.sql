-- Brings a RESTORING database online. Runbook: failover 4. Variable: database.
RESTORE DATABASE [$(database)] WITH RECOVERY;
