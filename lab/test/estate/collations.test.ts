/** A database keeps the collation that it was made with; texts of two collations are compared only where COLLATE says how (468). */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createEstate } from '../../estate/estate';
import type { RunningEstate } from '../../estate/estate';
import { bringToNormal } from '../../estate/normal';
import { parts } from '../../estate/parts';
import { smallPool } from './pools';

describe('an estate over two collations', () => {
  let estate: RunningEstate;
  let folder: string;
  const own = 'SQL_Latin1_General_CP1_CI_AS';
  const other = 'Latin1_General_CI_AS';

  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'collations-'));
    const load = { sizeGb: 1, throughput: 4000 };
    const collations = { mirror: other };
    const logins = [{ name: 'chat', password: 'Channel5!', sysadmin: false }];
    estate = await createEstate(smallPool, { folder, timeScale: 1000, load, logins, collations }, parts);
    await bringToNormal(estate);
    await query('SQL2\\CHAT', 'CREATE DATABASE here');
    const data = (await query('SQL2\\CHAT', "SELECT SERVERPROPERTY('InstanceDefaultDataPath')"))[0]![0] as string;
    await query('SQL1\\CHAT', "BACKUP DATABASE mgc TO DISK = N'\\\\fs\\ls\\mgc\\moved.bak' WITH COPY_ONLY");
    await query(
      'SQL2\\CHAT',
      `RESTORE DATABASE moved FROM DISK = N'\\\\fs\\ls\\mgc\\moved.bak' WITH
         MOVE 'mgc' TO '${data}moved.mdf', MOVE 'mgc_log' TO '${data}moved.ldf'`,
    );
  });
  afterAll(async () => {
    await estate.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const query = async (instance: string, text: string) =>
    (await estate.find(instance)!.run(text, { login: 'sa', programName: 'test' })).resultSets[0]?.rows ?? [];
  const compared = (database: string, condition: string) =>
    query(
      'SQL2\\CHAT',
      `SELECT COUNT(*) FROM [${database}].sys.database_principals AS u INNER JOIN master.sys.server_principals AS l ON ${condition}`,
    );

  it('names the collation of the server and of each database', async () => {
    expect(await query('SQL2\\CHAT', "SELECT SERVERPROPERTY('Collation')")).toEqual([[other]]);
    expect(
      await query(
        'SQL2\\CHAT',
        "SELECT name, collation_name FROM sys.databases WHERE name IN ('here', 'moved') ORDER BY name",
      ),
    ).toEqual([
      ['here', other],
      ['moved', own],
    ]);
  });

  it.each([
    ['u.name = l.name', 'equal to'],
    ['u.name <> l.name', 'not equal to'],
    ['u.name IN (SELECT name FROM master.sys.server_principals)', 'equal to'],
    ['u.name LIKE l.name', 'like'],
    [`u.name COLLATE ${own} = l.name COLLATE ${other}`, 'equal to'],
  ])('refuses %s where they differ', async (condition, operation) => {
    await expect(compared('moved', condition)).rejects.toThrow(
      new RegExp(
        `^468: Cannot resolve the collation conflict between "\\w+" and "\\w+" in the ${operation} operation\\.$`,
      ),
    );
  });

  it.each([
    ['here', 'u.name = l.name'],
    ['moved', `u.name COLLATE ${other} = l.name`],
    ['moved', `u.name = l.name COLLATE DATABASE_DEFAULT`],
    ['moved', 'u.sid = l.sid'],
    ['moved', "u.name = N'chat'"],
  ])('compares in %s: %s', async (database, condition) => {
    await expect(compared(database, condition)).resolves.toHaveLength(1);
  });
});
