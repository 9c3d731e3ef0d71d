-- Removes log shipping, with its copy and restore jobs, from a secondary; the database stays. Runbook: failover 1.
-- Variable: database.
EXEC master.dbo.sp_delete_log_shipping_secondary_database @secondary_database = N'$(database)';
