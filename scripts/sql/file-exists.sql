-- Look: whether a file or folder exists as the SQL Server service account sees it (failback 3). Parameter: @path.
EXEC master.dbo.xp_fileexist @path;
