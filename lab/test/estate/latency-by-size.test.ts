/** What reads every row of a table lasts as long as its part of the database is large; what msdb or a key tells does not. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createEstate } from '../../estate/estate';
import type { RunningEstate } from '../../estate/estate';
import { bringToNormal } from '../../estate/normal';
import { parts } from '../../estate/parts';
import { smallPool } from './pools';

let estate: RunningEstate;
let folder: string;

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'latency-'));
  estate = await createEstate(
    smallPool,
    { folder, timeScale: 10_000, load: { sizeGb: 200, throughput: 400 }, logins: [] },
    parts,
  );
  await bringToNormal(estate);
  await run("INSERT INTO mgc.dbo.tblChat (chatID, roomID, userID, messageID, chatDate) VALUES (1, 1, N'u', N'm', 1)");
});
afterAll(async () => {
  await estate.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

const run = (text: string) => estate.find('SQL1\\CHAT')!.run(text, { login: 'sa', programName: 'test' });

/** Modelled seconds that the instance was made to wait for. */
async function secondsOf(text: string): Promise<number> {
  const lasts = jest.spyOn(estate.clock, 'lasts');
  await run(text);
  const seconds = lasts.mock.calls.reduce((sum, [each]) => sum + each, 0);
  lasts.mockRestore();
  return seconds;
}

it.each(['SELECT COUNT(*) FROM mgc.dbo.tblChat', 'SELECT MAX(chatDate) FROM mgc.dbo.tblChat'])(
  '%s reads 200 GB',
  async (text) => {
    expect(await secondsOf(text)).toBeGreaterThan(60);
  },
);

it.each([
  'SELECT TOP (1) chatID FROM mgc.dbo.tblChat',
  'SELECT message FROM mgc.dbo.tblChat WHERE chatID = 1',
  'SELECT SUM(row_count) FROM mgc.sys.dm_db_partition_stats',
  'SELECT name FROM sys.databases',
])('%s does not', async (text) => {
  expect(await secondsOf(text)).toBeLessThan(1);
});
