-- Look: compliance messages that no adapter has exported yet (failback 2). Variable: database, the compliance database.
SELECT COUNT(*) AS [rows] FROM [$(database)].dbo.tblComplianceData;
