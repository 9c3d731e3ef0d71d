-- Look: how many rows a table holds, as its partitions count them: nothing of the table is read, however large it is
-- (failback 2; before a copy is overwritten). Variable: database. Parameter: @table.
SELECT CONVERT(varchar(30), SUM(p.row_count)) AS [rows]
FROM [$(database)].sys.dm_db_partition_stats AS p
INNER JOIN [$(database)].sys.tables AS t ON t.object_id = p.object_id
WHERE t.name = @table AND p.index_id IN (0, 1);
