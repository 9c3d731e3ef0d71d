-- Look: who this instance is, and whether this login and the Agent can do the work (every procedure).
SELECT @@SERVERNAME AS serverName,
       CONVERT(varchar(30), SERVERPROPERTY('ProductVersion')) AS productVersion,
       CONVERT(nvarchar(128), SERVERPROPERTY('Edition')) AS edition,
       SUSER_SNAME(0x01) AS administrator,
       CONVERT(bit, IS_SRVROLEMEMBER('sysadmin')) AS sysadmin,
       CONVERT(bit, HAS_PERMS_BY_NAME(NULL, NULL, 'VIEW SERVER STATE')) AS viewServerState,
       (SELECT MAX(status) FROM master.sys.dm_server_services
        WHERE servicename LIKE N'SQL Server Agent%') AS agentStatus,
       (SELECT MAX(service_account) FROM master.sys.dm_server_services
        WHERE servicename LIKE N'SQL Server (%') AS serviceAccount;
