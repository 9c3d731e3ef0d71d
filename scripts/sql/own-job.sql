-- Gives an Agent job to the login with the SID 0x01, whatever it is called: the Agent asks a domain controller for any
-- other owner, and runs nothing when none answers (15404). Runbook: failback 5. Variable: job.
DECLARE @owner sysname = SUSER_SNAME(0x01);
EXEC msdb.dbo.sp_update_job @job_name = N'$(job)', @owner_login_name = @owner;
