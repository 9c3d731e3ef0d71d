/** Questions as DBAs type them, from dba-at-night.sql, against an estate in its normal state. */
import fs from 'node:fs';
import path from 'node:path';
import { aNight, errorsOf } from '../support';
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
