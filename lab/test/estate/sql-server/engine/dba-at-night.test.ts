/** Questions as DBAs type them, from dba-at-night.sql, against an estate in its normal state. */
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

  test('rows are counted without reading the table, whatever database the question comes from', async () => {
    const counted = (where: string): string =>
      `SELECT SUM(p.row_count), MAX(p.used_page_count) FROM mgc.sys.dm_db_partition_stats AS p ${where} AND p.index_id IN (0, 1)`;
    for (const where of [
      "WHERE p.object_id = OBJECT_ID(N'mgc.dbo.tblNode')",
      "INNER JOIN mgc.sys.tables AS t ON t.object_id = p.object_id WHERE t.name = N'tblNode'",
      "WHERE OBJECT_NAME(p.object_id, DB_ID(N'mgc')) = N'tblNode'",
    ])
      expect(await rowsOf(counted(where), 'master')).toEqual([[[1n, 2n]]]);
    expect(
      await rowsOf("SELECT OBJECT_ID(N'dbo.tblNode'), OBJECT_ID(N'tblNowhere'), OBJECT_ID(N'nowhere.dbo.x')", 'master'),
    ).toEqual([[[null, null, null]]]);
  });

  test('counting rows wants VIEW DATABASE STATE (262, 297), and a database that can be opened (954)', async () => {
    const all = 'SELECT row_count FROM mgc.sys.dm_db_partition_stats';
    const numbers = async (as: Parameters<Night['ask']>[1]) =>
      (await night.ask(all, as)).errors.map(({ number }) => number);
    expect(await numbers({ login: ordinary })).toEqual([262, 297]);
    expect(await numbers({ instance: 'SQL2\\CHAT' })).toEqual([954]);
  });

  test('a savepoint takes back what came after it, in tables of the database and in temporary ones', async () => {
    const text = `CREATE TABLE #t (i int); BEGIN TRAN;
      INSERT tblNode VALUES (90, 'a', 1); INSERT #t VALUES (1); SAVE TRAN here;
      INSERT tblNode VALUES (91, 'b', 1); INSERT #t VALUES (2); ROLLBACK TRAN here;
      SELECT @@TRANCOUNT, (SELECT COUNT(*) FROM tblNode WHERE nodeID >= 90), (SELECT COUNT(*) FROM #t); ROLLBACK;
      SELECT @@TRANCOUNT, (SELECT COUNT(*) FROM tblNode WHERE nodeID >= 90);`;
    expect(await rowsOf(text)).toEqual([[[1, 1, 1]], [[0, 0]]]);
  });
});
