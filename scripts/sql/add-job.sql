-- A long BACKUP or RESTORE as an Agent job, 1 of 3: the job. It outlives whoever started it, and belongs to the login
-- with the SID 0x01: one of a domain would have to be vouched for at each run (15404). Variables: job, description,
-- owner.
EXEC msdb.dbo.sp_add_job @job_name = N'$(job)', @description = N'$(description)', @owner_login_name = N'$(owner)',
  @enabled = 1, @delete_level = 0;
