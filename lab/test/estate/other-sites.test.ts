/** An estate is brought to normal on servers of several versions, and with several data files. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createEstate } from '../../estate/estate';
import type { RunningEstate } from '../../estate/estate';
import { bringToNormal } from '../../estate/normal';
import { parts } from '../../estate/parts';
import type { Versions } from '../../estate/stores';
import { smallPool } from './pools';

let estate: RunningEstate;
let folder: string;
afterEach(async () => {
  await estate.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

const bringUp = async (versions: Versions, dataFiles: number): Promise<void> => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'site-'));
  const load = { sizeGb: 4, throughput: 4000, dataFiles };
  estate = await createEstate(smallPool, { folder, timeScale: 10_000, load, logins: [], versions }, parts);
  await bringToNormal(estate);
};
const query = async (instance: string, text: string) =>
  (await estate.find(instance)!.run(text, { login: 'sa', programName: 'test' })).resultSets[0]!.rows;

test.each<[string, Versions]>([
  ['all of 2008 R2', { primary: '2008 R2', mirror: '2008 R2', witness: '2008 R2', backup: '2008 R2' }],
  ['a newer backup store', { primary: '2014', mirror: '2014', backup: '2022', backupMirror: '2022' }],
])('mgc of three data files is mirrored and shipped: %s', async (_, versions) => {
  await bringUp(versions, 3);
  const mirroring = "SELECT mirroring_state_desc FROM sys.database_mirroring WHERE database_id = DB_ID(N'mgc')";
  expect(await query('SQL2\\CHAT', mirroring)).toEqual([['SYNCHRONIZED']]);
  const files = "SELECT name, size FROM sys.master_files WHERE database_id = DB_ID(N'mgc') ORDER BY file_id";
  const pages = (gb: number): number => Math.round((gb * 1024 ** 3) / 8192);
  const expected = [
    ['mgc', pages(4 / 3)],
    ['mgc_log', pages(0.4)],
    ['mgc_2', pages(4 / 3)],
    ['mgc_3', pages(4 / 3)],
  ];
  for (const instance of ['SQL1\\CHAT', 'SQL2\\CHAT', 'SQL3\\CHAT'])
    expect([instance, await query(instance, files)]).toEqual([instance, expected]);
  expect(estate.find('SQL3\\CHAT')!.require('mgc').state).toBe('RESTORING');
});
