-- The job that raises 14420 and 14421; added once per instance. Runbook: failback 5.
EXEC master.dbo.sp_add_log_shipping_alert_job;
