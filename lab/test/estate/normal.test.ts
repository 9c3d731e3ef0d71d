import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createEstate } from '../../estate/estate';
import type { RunningEstate } from '../../estate/estate';
import { bringToNormal } from '../../estate/normal';
import { parts } from '../../estate/parts';
import { smallPool } from './pools';

describe('an estate brought to normal', () => {
  let estate: RunningEstate;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'normal-'));
  const administrator = { login: 'CONTOSO\\Administrator', programName: 'test' };
  const query = async (instance: string, text: string) =>
    (await estate.find(instance)!.run(text, administrator)).resultSets[0]!.rows;

  beforeAll(async () => {
    const logins = [{ name: 'pchatdr', password: 'secret', sysadmin: true }];
    const options = { folder, timeScale: 1000, load: { sizeGb: 10, throughput: 200 }, logins };
    estate = await createEstate(smallPool, options, parts);
    await bringToNormal(estate);
  });
  afterAll(async () => {
    await estate.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('answers a plain question about its databases', async () => {
    const text = 'SELECT name, state_desc, recovery_model_desc FROM sys.databases ORDER BY name';
    expect(await query('SQL1\\CHAT', text)).toEqual([
      ['master', 'ONLINE', 'SIMPLE'],
      ['mgc', 'ONLINE', 'FULL'],
      ['model', 'ONLINE', 'FULL'],
      ['msdb', 'ONLINE', 'SIMPLE'],
      ['tempdb', 'ONLINE', 'SIMPLE'],
    ]);
  });

  it('has mgc synchronized with its mirror and a connected witness', async () => {
    const text = `SELECT mirroring_role_desc, mirroring_state_desc, mirroring_witness_state_desc FROM sys.database_mirroring WHERE database_id = DB_ID('mgc')`;
    expect(await query('SQL1\\CHAT', text)).toEqual([['PRINCIPAL', 'SYNCHRONIZED', 'CONNECTED']]);
    expect(await query('SQL2\\CHAT', text)).toEqual([['MIRROR', 'SYNCHRONIZED', 'CONNECTED']]);
  });

  it('has log shipping configured on principal, mirror and backup store', async () => {
    for (const name of ['SQL1\\CHAT', 'SQL2\\CHAT']) {
      expect(estate.find(name)!.msdb.logShipping().primaryOf).toEqual(['mgc']);
    }
    const secondary = estate.find('SQL3\\CHAT')!;
    expect(secondary.require('mgc').state).toBe('RESTORING');
    expect(secondary.msdb.logShipping().jobs.every(({ enabled }) => enabled)).toBe(true);
  });

  it('has written what changed it into the ledger, and nothing that only looked', async () => {
    await query('SQL1\\CHAT', 'SELECT name FROM sys.databases');
    const texts = estate.ledger.entries.map(({ text }) => text);
    expect(texts.some((text) => text.startsWith('RESTORE DATABASE'))).toBe(true);
    expect(texts.some((text) => text.startsWith('SELECT'))).toBe(false);
    expect(estate.ledger.entries.filter(({ by, outcome }) => by.includes('Lab set-up') && outcome !== 'done')).toEqual(
      [],
    );
  });
});
