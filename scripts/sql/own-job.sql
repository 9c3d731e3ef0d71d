-- Gives an Agent job to the login with the SID 0x01, by the name that it has there. For any other owner the
-- Agent asks a domain controller, and runs nothing when none answers (15404). Runbook: failback 5. Variables:
-- job, owner.
EXEC msdb.dbo.sp_update_job @job_name = N'$(job)', @owner_login_name = N'$(owner)';
