/** Queries answer as the server does, and what is wrong with one is refused with its number and line. */
import type { SqlValue } from '../../../../estate/sql-server/contract';
import { ask, errorsOf, FakeInstance } from './fake-instance';

describe('a query answers as the server does', () => {
  test.each<[string, string, SqlValue[][]]>([
    ['integer division cuts', 'SELECT 7 / 2, -7 % 3', [[3, -1]]],
    [
      'names and text compare without case and trailing blanks',
      "SELECT Name FROM Sys.DATABASES WHERE name = N'MGC  '",
      [['mgc']],
    ],
    ['LIKE takes a dash as it stands', "SELECT 1 WHERE 'SQLAgent - TSQL (Step 1)' LIKE 'SQLAgent - TSQL (%'", [[1]]],
    ['LIKE knows sets', "SELECT 1 WHERE 'a_b' LIKE 'a[_][a-c]' AND 'axb' NOT LIKE 'a[_]b'", [[1]]],
    ['NULL is neither equal nor unequal', 'SELECT 1 WHERE NULL = NULL OR NULL <> 1', []],
    ['NOT IN with a NULL finds nothing', 'SELECT 1 WHERE 1 NOT IN (2, NULL)', []],
    ['TOP applies after ORDER BY', 'SELECT TOP (1) name AS n FROM sys.databases ORDER BY n DESC', [['msdb']]],
    [
      'groups, aggregates and HAVING',
      'SELECT state_desc, COUNT(*) FROM databases GROUP BY state_desc HAVING COUNT(*) > 1',
      [['ONLINE', 2]],
    ],
    ['an aggregate of no rows is one row', 'SELECT COUNT(*), MAX(name) FROM databases WHERE 1 = 0', [[0, null]]],
    [
      'an LSN keeps its 25 digits',
      'SELECT CONVERT(varchar(30), redo_lsn + 1) FROM databases WHERE redo_lsn IS NOT NULL',
      [['40000000123400002']],
    ],
    [
      'a left join keeps rows without a partner',
      "SELECT a.name, b.n FROM databases a LEFT JOIN (SELECT 5 AS id, 'x' AS n) b ON b.id = a.database_id ORDER BY 1",
      [
        ['master', null],
        ['mgc', 'x'],
        ['msdb', null],
      ],
    ],
    ['UNION drops duplicates, UNION ALL does not', 'SELECT 1 UNION SELECT 1 UNION ALL SELECT 1', [[1], [1]]],
    [
      'a correlated subquery',
      'SELECT (SELECT COUNT(*) FROM databases i WHERE i.database_id < o.database_id) FROM databases o ORDER BY 1',
      [[0], [1], [2]],
    ],
    [
      'EXISTS',
      "SELECT name FROM databases d WHERE EXISTS (SELECT * FROM databases WHERE d.state_desc = 'RESTORING')",
      [['mgc']],
    ],
    [
      'CASE takes the common type',
      "SELECT CASE WHEN 1 = 1 THEN 1 ELSE 2.5 END, CASE 2 WHEN 1 THEN 'a' ELSE 'b' END",
      [[{ unscaled: 10n, scale: 1 }, 'b']],
    ],
    [
      'ROW_NUMBER counts in its own order',
      'SELECT name, ROW_NUMBER() OVER (ORDER BY name DESC) FROM databases ORDER BY 2',
      [
        ['msdb', 1n],
        ['mgc', 2n],
        ['master', 3n],
      ],
    ],
    ['common table expressions', 'WITH x AS (SELECT database_id AS id FROM databases) SELECT SUM(id) FROM x', [[10]]],
    [
      'APPLY sees the row on its left',
      'SELECT a.database_id, b.n FROM databases a CROSS APPLY (SELECT a.database_id + 1 AS n) b WHERE a.database_id = 5',
      [[5, 6]],
    ],
    [
      'styles of CONVERT',
      'SELECT CONVERT(varchar(30), GETDATE(), 120), CONVERT(char(8), GETDATE(), 112), CONVERT(varchar(10), 0x0AFF, 1), CONVERT(varchar(30), GETDATE(), 126)',
      [['2014-03-05 13:04:05', '20140305', '0x0AFF', '2014-03-05T13:04:05.677']],
    ],
    [
      'string functions',
      "SELECT STUFF('abcdef', 2, 3, 'X'), CHARINDEX('B', 'abc'), LEN('ab  '), DATALENGTH(N'ab'), REPLACE('aXa', 'A', 'b'), RIGHT('abc', 2)",
      [['aXef', 2, 2, 4, 'bXb', 'bc']],
    ],
    [
      'dates',
      "SELECT DATEDIFF(day, '20140228', '20140301'), DATEADD(month, 1, CAST('20140131' AS datetime))",
      [[1, new Date(Date.UTC(2014, 1, 28))]],
    ],
    [
      'the session',
      "SELECT SUSER_SNAME(), DB_NAME(), @@SPID, IS_SRVROLEMEMBER(N'sysadmin'), @@SERVERNAME",
      [['CONTOSO\\dr', 'master', 51, 1, 'SQL1\\CHAT']],
    ],
  ])('%s', async (_, text, rows) => {
    const answer = await ask(new FakeInstance().session(), text);
    expect(answer.messages).toEqual([]);
    expect(answer.rows).toEqual(rows);
  });

  test('the result of an expression carries its type', async () => {
    const answer = await ask(
      new FakeInstance().session(),
      "SELECT redo_lsn, redo_lsn + 1, N'a' + 'bc', 1.5 * 2, COUNT(*) OVER_ FROM databases GROUP BY redo_lsn",
    );
    expect(answer.columns[0]!.map((column) => column.type)).toEqual([
      { name: 'numeric', precision: 25, scale: 0 },
      { name: 'numeric', precision: 26, scale: 0 },
      { name: 'nvarchar', length: 3 },
      { name: 'numeric', precision: 13, scale: 1 },
      { name: 'int' },
    ]);
  });
});

describe('a refusal has its number and line', () => {
  test.each<[string, string, string[]]>([
    ['a syntax error keeps the whole batch from running', 'PRINT 1\nSELECT 1 FROM\nPRINT 2', ['156/3']],
    ['GO is not T-SQL', 'USE master\nGO\nSELECT 1', ['102/2']],
    ['an unclosed quotation mark', "PRINT 'a\n", ['105/1', '102/1']],
    ['an unknown column of a table that is there', 'PRINT 1\nSELECT nosuch FROM databases', ['207/2']],
    ['an unknown table, when its statement is reached', 'SELECT 1\n\nSELECT * FROM nosuch\nSELECT 2', ['208/3']],
    ['an ambiguous column', 'SELECT name FROM databases a CROSS JOIN databases b', ['209/1']],
    ['an alias that is not there', 'SELECT x.name FROM databases d', ['4104/1']],
    ['a missing procedure', 'EXEC nosuch', ['2812/1']],
    ['a variable nobody declared', 'SELECT 1\nSELECT @x', ['137/2']],
    ['a variable of the server that is set', 'SET @@ROWCOUNT = 1', ['137/1']],
    ['a variable of the server that is not there', 'SELECT @@NOSUCH', ['137/1']],
    ['a variable declared twice', 'DECLARE @x int\nDECLARE @X int', ['134/2']],
    ['a text that is no number ends the batch', "SELECT CAST('x' AS int)\nSELECT 1", ['245/1']],
    ['a division by zero ends its statement only', 'SELECT 1 / 0\nSELECT 1 / 0', ['8134/1', '8134/2']],
    ['a write to a catalog view', "DELETE FROM databases WHERE name = 'x'", ['259/1']],
    ['a database that is not there', 'USE nosuch\nSELECT 1', ['911/1']],
    ['ALTER DATABASE in a transaction', 'BEGIN TRAN\nALTER DATABASE mgc SET MULTI_USER\nROLLBACK', ['226/2']],
    ['RESTORE in a transaction', 'BEGIN TRAN\nRESTORE DATABASE mgc WITH RECOVERY\nROLLBACK', ['3021/2', '3013/2']],
    ['a text too long for its column', "CREATE TABLE #t (a varchar(2))\nINSERT #t VALUES ('abc')", ['8152/2']],
    ['NULL in a column that has none', 'CREATE TABLE #t (a int NOT NULL)\nINSERT #t VALUES (NULL)', ['515/2']],
    ['a column outside of GROUP BY', 'SELECT name, COUNT(*) FROM databases', ['8120/1']],
    ['a value where a condition belongs', 'IF 1 PRINT 1', ['4145/1']],
    ['a function that is not there', "SELECT PATINDEX('%a%', 'ba')", ['195/1']],
    ['a conversion that is not made', 'SELECT CAST(GETDATE() AS int)', ['529/1']],
    ['a style that is not known', 'SELECT CONVERT(varchar(30), GETDATE(), 103)', ['281/1']],
  ])('%s', async (_, text, errors) => {
    expect(errorsOf(await ask(new FakeInstance().session(), text))).toEqual(errors);
  });
});
