-- Removes log shipping, with its backup job, from a primary. Runbook: undo of failback 5. Variable: database.
EXEC master.dbo.sp_delete_log_shipping_primary_database @database = N'$(database)';
