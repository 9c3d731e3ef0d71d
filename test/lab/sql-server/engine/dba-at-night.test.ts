/** Questions as DBAs type them, from dba-at-night.sql, against an estate in its normal state; and what stays refused. */
import fs from 'node:fs';
import path from 'node:path';
import { aNight, errorsOf, ordinary } from '../support';
import type { Night } from '../support';

const questions = fs
  .readFileSync(path.join(__dirname, 'dba-at-night.sql'), 'utf8')
  .split(/^--## /m)
  .slice(1)
  .map((question): [string, string] => [question.split('\n', 1)[0]!, question.slice(question.indexOf('\n') + 1)]);

let night: Night;
beforeAll(async () => {
  night = await aNight();
});
afterAll(() => night.close());

const rowsOf = async (text: string, database = 'mgc') =>
  (await night.ask(text, { database })).sets.map(({ rows }) => rows);

test.each(questions)('a DBA asks for %s and has an answer', async (_, text) => {
  expect(errorsOf(await night.ask(text))).toEqual([]);
});

describe('the answers are the facts of the estate', () => {
  test('the text of a request is the batch that the session runs', async () => {
    const text =
      'SELECT t.text FROM sys.dm_exec_requests r CROSS APPLY sys.dm_exec_sql_text(r.sql_handle) t WHERE r.session_id = @@SPID';
    expect(await rowsOf(text)).toEqual([[[text]]]);
  });

  test('a cursor visits every row once and says when there is no more', async () => {
    const text = `DECLARE @n sysname, @all varchar(100) = '';
      DECLARE c CURSOR SCROLL FOR SELECT name FROM sys.databases WHERE database_id <= 4 ORDER BY database_id;
      OPEN c; FETCH NEXT FROM c INTO @n;
      WHILE @@FETCH_STATUS = 0 BEGIN SET @all = @all + @n + ' '; FETCH NEXT FROM c INTO @n; END
      FETCH LAST FROM c INTO @n; SELECT @all, @n, @@CURSOR_ROWS; CLOSE c; DEALLOCATE c;`;
    expect(await rowsOf(text)).toEqual([[['master tempdb model msdb ', 'msdb', 4]]]);
  });

  test('a savepoint takes back what came after it, in tables of the database and in temporary ones', async () => {
    const text = `CREATE TABLE #t (i int); BEGIN TRAN;
      INSERT tblNode VALUES (90, 'a', 1); INSERT #t VALUES (1); SAVE TRAN here;
      INSERT tblNode VALUES (91, 'b', 1); INSERT #t VALUES (2); ROLLBACK TRAN here;
      SELECT @@TRANCOUNT, (SELECT COUNT(*) FROM tblNode WHERE nodeID >= 90), (SELECT COUNT(*) FROM #t); ROLLBACK;
      SELECT @@TRANCOUNT, (SELECT COUNT(*) FROM tblNode WHERE nodeID >= 90);`;
    expect(await rowsOf(text)).toEqual([[[1, 1, 1]], [[0, 0]]]);
  });

  test('DATEFORMAT decides how numbers become a date, except in ISO 8601', async () => {
    const text = `SET DATEFORMAT dmy;
      SELECT MONTH(CAST('05/03/2014' AS datetime)), MONTH(CAST('2014-03-05' AS datetime)), MONTH(CAST('2014-03-05' AS date)),
        MONTH(CAST('2014-03-05T00:00:00' AS datetime)), MONTH(CONVERT(datetime, '05/03/2014', 101))`;
    expect(await rowsOf(text)).toEqual([[[3, 5, 3, 3, 5]]]);
  });

  test('OFFSET and FETCH cut a page', async () => {
    const text = 'SELECT name FROM sys.databases ORDER BY database_id OFFSET 1 ROWS FETCH NEXT 2 ROWS ONLY';
    expect(await rowsOf(text)).toEqual([[['tempdb'], ['model']]]);
  });
});

/** `number,severity,state,line` of every error, in their order. */
const refusals: readonly [
  lesson: string,
  text: string,
  expected: readonly string[],
  login?: string,
  database?: string,
][] = [
  ['a syntax error is 102 near its token', 'SELECT 1\nSELEC 2', ["102,15,1,2: Incorrect syntax near '2'."]],
  [
    'a keyword out of place is 156',
    'SELECT name FROM\nWHERE 1 = 1',
    ["156,15,1,2: Incorrect syntax near the keyword 'WHERE'."],
  ],
  ['a misspelt column is 207', 'SELECT 1\nSELECT nam FROM sys.databases', ["207,16,1,2: Invalid column name 'nam'."]],
  ['a missing object is 208', 'SELECT *\nFROM dbo.nothing', ["208,16,1,2: Invalid object name 'dbo.nothing'."]],
  [
    'a missing function of the system is 208',
    'SELECT * FROM sys.dm_nothing(1)',
    ["208,16,1,1: Invalid object name 'sys.dm_nothing'."],
  ],
  ['a missing procedure is 2812', 'EXEC sp_nothing', ["2812,16,62,1: Could not find stored procedure 'sp_nothing'."]],
  ['an undeclared variable is 137', 'SELECT @x', ['137,15,2,1: Must declare the scalar variable "@x".']],
  ['division by zero is 8134', 'SELECT 1\nSELECT 1 / 0', ['8134,16,1,2: Divide by zero error encountered.']],
  [
    'a text that is no number is 245',
    "SELECT CAST('a' AS int)",
    ["245,16,1,1: Conversion failed when converting the varchar value 'a' to data type int."],
  ],
  [
    'the catalog takes no updates: 259',
    'DELETE sys.databases',
    ['259,16,1,1: Ad hoc updates to system catalogs are not allowed.'],
  ],
  [
    'COMMIT without BEGIN is 3902',
    'COMMIT',
    ['3902,16,1,1: The COMMIT TRANSACTION request has no corresponding BEGIN TRANSACTION.'],
  ],
  [
    'ROLLBACK without BEGIN is 3903',
    'ROLLBACK',
    ['3903,16,1,1: The ROLLBACK TRANSACTION request has no corresponding BEGIN TRANSACTION.'],
  ],
  [
    'a transaction that EXEC leaves open is 266',
    "EXEC ('BEGIN TRAN')",
    [
      '266,16,2,1: Transaction count after EXECUTE indicates a mismatching number of BEGIN and COMMIT statements. Previous count = 0, current count = 1.',
    ],
  ],
  ['THROW ends the batch', "THROW 50001, 'out', 7; SELECT 1", ['50001,16,7,1: out']],
  [
    'a savepoint wants a transaction: 628',
    'SAVE TRAN a',
    ['628,16,1,1: Cannot issue SAVE TRANSACTION when there is no active transaction.'],
  ],
  [
    'an unknown savepoint is 6401',
    'BEGIN TRAN ROLLBACK TRAN a',
    ['6401,16,1,1: Cannot roll back a. No transaction or savepoint of that name was found.'],
  ],
  ['a cursor that is not there is 16916', 'OPEN c', ["16916,16,1,1: A cursor with the name 'c' does not exist."]],
  [
    'a cursor of that name is 16915',
    'DECLARE c CURSOR FOR SELECT 1 DECLARE c CURSOR FOR SELECT 1',
    ["16915,16,1,1: A cursor with the name 'c' already exists."],
  ],
  [
    'an unknown DBCC is 2526',
    'DBCC NOTHING',
    ['2526,16,1,1: Incorrect DBCC statement. Check the documentation for the correct DBCC syntax and options.'],
  ],
  [
    'FOR XML is not modelled and refused',
    "SELECT name FROM sys.databases FOR XML PATH('')",
    ["156,15,1,1: Incorrect syntax near the keyword 'FOR'."],
  ],
  [
    'a DMV of the server wants VIEW SERVER STATE: 300, 297',
    'SELECT * FROM sys.dm_os_wait_stats',
    [
      "300,14,1,1: VIEW SERVER STATE permission was denied on object 'server', database 'master'.",
      '297,16,1,1: The user does not have permission to perform this action.',
    ],
    ordinary,
  ],
  [
    'a login without a user in the database has 916',
    'USE model',
    [
      '916,14,1,1: The server principal "chatservice" is not able to access the database "model" under the current security context.',
    ],
    ordinary,
  ],
  ['KILL is 6102', 'KILL 99', ['6102,14,1,1: User does not have permission to use the KILL statement.'], ordinary],
];

test.each(refusals)('%s', async (_, text, expected, login, database) => {
  const as = { ...(login !== undefined && { login }), ...(database !== undefined && { database }) };
  expect(errorsOf(await night.ask(text, as))).toEqual(expected);
});
