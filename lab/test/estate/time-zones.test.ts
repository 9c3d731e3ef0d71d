/** Each host has a clock of its own: what SQL Server keeps in local time, and what it keeps in universal time. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createEstate } from '../../estate/estate';
import type { RunningEstate } from '../../estate/estate';
import { bringToNormal } from '../../estate/normal';
import { parts } from '../../estate/parts';
import { TimeZone } from '../../estate/time-zone';
import { until } from '../../rig/testing/until';
import { smallPool } from './pools';

describe('a time zone', () => {
  const minutes = (name: string, at: string): number => new TimeZone(name).offsetAt(new Date(at));

  it('is so many minutes ahead of UTC, in summer as in winter', () => {
    expect([
      minutes('UTC', '2026-07-01T12:00:00Z'),
      minutes('Asia/Tokyo', '2026-07-01T12:00:00Z'),
      minutes('Asia/Kolkata', '2026-07-01T12:00:00Z'),
      minutes('America/Chicago', '2026-07-01T12:00:00Z'),
      minutes('America/Chicago', '2026-12-01T12:00:00Z'),
    ]).toEqual([0, 540, 330, -300, -360]);
  });

  it('comes back from what its clock shows, the former of two in autumn', () => {
    const dublin = new TimeZone('Europe/Dublin');
    const back = (local: string): string => dublin.instantOf(new Date(local)).toISOString();
    expect(back('2026-07-01T12:00:00Z')).toBe('2026-07-01T11:00:00.000Z');
    expect(back('2026-12-01T12:00:00Z')).toBe('2026-12-01T12:00:00.000Z');
    expect(back('2026-10-25T01:30:00Z')).toBe('2026-10-25T00:30:00.000Z');
    expect(dublin.local(new Date('2026-10-25T01:30:00Z'))).toEqual(dublin.local(new Date('2026-10-25T00:30:00Z')));
  });

  it('is refused by a name that nobody knows', () => {
    expect(() => new TimeZone('Mars/Olympus')).toThrow(RangeError);
  });
});

describe('an estate over two time zones', () => {
  let estate: RunningEstate;
  let folder: string;
  const hour = 3_600_000;

  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'zones-'));
    const load = { sizeGb: 1, throughput: 4000 };
    const timeZones = { primary: 'Asia/Tokyo', backup: 'America/Lima' };
    estate = await createEstate(smallPool, { folder, timeScale: 1000, load, logins: [], timeZones }, parts);
    await bringToNormal(estate);
    const restored = "SELECT 1 AS one FROM msdb.dbo.restorehistory WHERE restore_type = 'L'";
    await until('log shipping has restored', async () => (await query('SQL3\\CHAT', restored)).length > 0);
  });
  afterAll(async () => {
    await estate.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const query = async (instance: string, text: string) =>
    (await estate.find(instance)!.run(text, { login: 'sa', programName: 'test' })).resultSets[0]!.rows;
  /** Whole hours that a value is ahead of now. */
  const ahead = (value: unknown): number => Math.round((Number(value) - Date.now()) / hour) + 0;
  const hours = async (instance: string, text: string): Promise<number[]> =>
    (await query(instance, text))[0]!.map(ahead);

  it('GETDATE() is local, GETUTCDATE() is not', async () => {
    const now = 'SELECT GETDATE() AS here, GETUTCDATE() AS anywhere';
    expect([await hours('SQL1\\CHAT', now), await hours('SQL2\\CHAT', now), await hours('SQL3\\CHAT', now)]).toEqual([
      [9, 0],
      [0, 0],
      [-5, 0],
    ]);
  });

  it('a backup carries the clock of the server that took it, to whoever reads or restores it', async () => {
    const taken =
      "SELECT backup_finish_date, time_zone FROM msdb.dbo.backupset WHERE database_name = N'mgc' AND server_name = N'SQL1\\CHAT' AND type = 'L'";
    const restored =
      "SELECT TOP (1) b.backup_finish_date, r.restore_date, b.time_zone FROM msdb.dbo.restorehistory r JOIN msdb.dbo.backupset b ON b.backup_set_id = r.backup_set_id WHERE r.restore_type = 'L'";
    const [[finished, zone] = []] = await query('SQL1\\CHAT', taken);
    expect([ahead(finished), zone]).toEqual([9, 36]);
    const [[sameFinish, restoredAt, sameZone] = []] = await query('SQL3\\CHAT', restored);
    expect([ahead(sameFinish), ahead(restoredAt), sameZone]).toEqual([9, -5, 36]);
  });

  it('the name of a shipped log backup is in universal time, its header in the local time of its writer', async () => {
    const { share, shareIn } = estate.pool.logShipping;
    const [{ name } = { name: '' }] = await estate.files.list(share, { side: shareIn, host: 'test' });
    const stamp = name.replace(/^mgc_(....)(..)(..)(..)(..)(..)\.trn$/, '$1-$2-$3T$4:$5:$6Z');
    expect(ahead(Date.parse(stamp))).toBe(0);
    const run = await estate
      .find('SQL3\\CHAT')!
      .run(`RESTORE HEADERONLY FROM DISK = N'${share}\\${name}'`, { login: 'sa', programName: 'test' });
    const { columns, rows } = run.resultSets[0]!;
    const at = columns.findIndex((column) => column.name === 'BackupFinishDate');
    expect(ahead(rows[0]![at])).toBe(9);
  });

  it('msdb keeps local time, and beside it universal time where a column says so', async () => {
    const monitor = 'SELECT last_restored_date, last_restored_date_utc FROM msdb.dbo.log_shipping_monitor_secondary';
    expect(await hours('SQL3\\CHAT', monitor)).toEqual([-5, 0]);
    const history =
      'SELECT TOP (1) msdb.dbo.agent_datetime(run_date, run_time) AS ran FROM msdb.dbo.sysjobhistory ORDER BY instance_id DESC';
    expect(await hours('SQL1\\CHAT', history)).toEqual([9]);
  });
});
