-- Look: users whose login does not exist here under its SID (failover 4), and whether one of that name does. Variable:
-- database.
SELECT u.name AS [user],
       u.type AS type,
       CONVERT(bit, CASE WHEN n.name IS NULL THEN 0 ELSE 1 END) AS loginOfThatName
FROM [$(database)].sys.database_principals AS u
LEFT JOIN master.sys.server_principals AS l ON l.sid = u.sid
LEFT JOIN master.sys.server_principals AS n ON n.name COLLATE Latin1_General_CI_AS = u.name COLLATE Latin1_General_CI_AS
WHERE u.type IN ('S', 'U', 'G') AND u.principal_id > 4 AND u.sid IS NOT NULL AND l.sid IS NULL
ORDER BY u.name;
