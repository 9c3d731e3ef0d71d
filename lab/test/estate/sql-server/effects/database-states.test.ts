/** Databases that do not serve: how they say so, what is refused, and what can still be saved of them. */
import { parts } from '../../../../estate/parts';
import type { Database } from '../../../../estate/sql-server/model/database';
import type { FileDamage } from '../../../../estate/sql-server/model/database-parts';
import type { Instance } from '../../../../estate/sql-server/model/instance';
import { anEstate, full, installMgc, logFile, messagesIn, write } from '../model/support';
import type { TestEstate } from '../model/support';
import { connect, stateOfMgc } from './client';
import type { Client } from './client';

const tail = (options: string): string => `BACKUP LOG mgc TO DISK = N'${logFile(7)}' WITH INIT, ${options}`;

describe('A database that does not serve', () => {
  let lab: TestEstate;
  let instance: Instance;
  let client: Client;
  const mgc = (): Database => instance.require('mgc');
  const strike = (file: string, damage: FileDamage): (() => void) =>
    lab.estate.damageFile(instance, mgc(), file, damage);
  const state = async (): Promise<unknown> => Object.values((await client.rows(stateOfMgc))[0]!)[0];
  const restart = async (): Promise<void> => {
    await lab.estate.stopInstance(instance);
    await client.close();
    await lab.estate.startInstance(instance);
    client = await connect(instance);
  };

  beforeEach(async () => {
    lab = await anEstate(100_000, { parts });
    instance = lab.instance('SQL1\\CHAT');
    client = await connect(instance);
    const { dataFolder, logFolder } = instance;
    await client.rows(
      `CREATE DATABASE mgc ON PRIMARY (NAME = N'mgc', FILENAME = N'${dataFolder}\\mgc.mdf'), (NAME = mgc_2, FILENAME = N'${dataFolder}\\mgc_2.ndf')
       LOG ON (NAME = N'mgc_log', FILENAME = N'${logFolder}\\mgc_log.ldf')`,
    );
    installMgc(instance);
    write(instance, 1);
    await client.rows(`BACKUP DATABASE mgc TO DISK = N'${full}' WITH INIT`);
    write(instance, 2);
  });
  afterEach(async () => {
    await client.close();
    await lab.close();
  });

  const ways: readonly (readonly [what: string, state: string, property: string, open: number, into: () => unknown])[] =
    [
      ['is set OFFLINE', 'OFFLINE', 'OFFLINE', 942, () => client.rows('ALTER DATABASE mgc SET OFFLINE')],
      ['is sealed by a tail-log backup', 'RESTORING', 'RESTORING', 927, () => client.rows(tail('NORECOVERY'))],
      ['has lost a data file', 'RECOVERY_PENDING', 'SUSPECT', 945, () => strike('mgc_2', 'gone')],
      ['has lost its log file', 'RECOVERY_PENDING', 'SUSPECT', 945, () => strike('mgc_log', 'gone')],
      ['has a damaged data file', 'SUSPECT', 'SUSPECT', 926, () => strike('mgc', 'damaged')],
      ['has a damaged log', 'SUSPECT', 'SUSPECT', 926, () => strike('mgc_log', 'damaged')],
    ];
  it.each(ways)(
    'because it %s is %s, and stays so when the service starts again',
    async (_, told, property, open, into) => {
      await into();
      for (const again of [false, true]) {
        if (again) await restart();
        expect(await state()).toBe(told);
        expect(
          await client.rows(
            "SELECT CONVERT(varchar(20), DATABASEPROPERTYEX(N'mgc', 'Status')) AS status, DATABASEPROPERTYEX(N'mgc', 'Version') AS version",
          ),
        ).toEqual([{ status: property, version: null }]);
        for (const text of ['USE mgc', 'SELECT chatID FROM mgc.dbo.tblChat'])
          expect([text, await client.numbers(text)]).toEqual([text, [open]]);
        await expect(connect(instance, 'mgc')).rejects.toThrow(/^Login failed/);
        expect(await client.numbers(`BACKUP DATABASE mgc TO DISK = N'${full}'`)).toEqual([open, 3013]);
      }
    },
  );

  it('ends the sessions in it when a file is struck', async () => {
    const writer = await connect(instance, 'mgc');
    strike('mgc', 'gone');
    expect(await writer.numbers('SELECT 1 AS one')).toEqual(['connection lost']);
    await writer.close();
    expect(instance.sessions('mgc')).toEqual([]);
  });

  it('is told file by file: mdf, log and ndf, each to be moved when it is restored elsewhere', async () => {
    const { dataFolder, logFolder } = instance;
    const files = [
      { id: 1, name: 'mgc', type: 'D', path: `${dataFolder}\\mgc.mdf` },
      { id: 2, name: 'mgc_log', type: 'L', path: `${logFolder}\\mgc_log.ldf` },
      { id: 3, name: 'mgc_2', type: 'D', path: `${dataFolder}\\mgc_2.ndf` },
    ];
    expect(
      await client.rows(
        "SELECT file_id AS id, name, CASE type WHEN 1 THEN 'L' ELSE 'D' END AS type, physical_name AS [path] FROM sys.master_files WHERE database_id = DB_ID(N'mgc') ORDER BY file_id",
      ),
    ).toEqual(files);
    const listed = await client.rows(`RESTORE FILELISTONLY FROM DISK = N'${full}'`);
    expect(listed.map((row) => [Number(row['FileID']), row['LogicalName'], row['Type'], row['PhysicalName']])).toEqual(
      files.map(({ id, name, type, path }) => [id, name, type, path]),
    );
    const copy = `RESTORE DATABASE side FROM DISK = N'${full}' WITH MOVE N'mgc' TO N'${dataFolder}\\side.mdf', MOVE N'mgc_log' TO N'${logFolder}\\side.ldf'`;
    expect(await client.numbers(copy)).toEqual([1834, 3156, 3119, 3013]);
    expect(await client.numbers(`${copy}, MOVE N'mgc_2' TO N'${dataFolder}\\side_2.ndf'`)).toEqual([]);
  });

  it.each([
    ['mgc', 'gone'],
    ['mgc_2', 'gone'],
    ['mgc', 'damaged'],
    ['mgc_2', 'damaged'],
  ] as const)(
    'with %s %s gives the tail of its log WITH NO_TRUNCATE, every committed row in it',
    async (file, damage) => {
      strike(file, damage);
      const open = damage === 'gone' ? 945 : 926;
      for (const options of ['CHECKSUM', 'CONTINUE_AFTER_ERROR', 'NORECOVERY'])
        expect([options, await client.numbers(tail(options))]).toEqual([options, [open, 3013]]);
      expect(await client.numbers(tail('NO_TRUNCATE'))).toEqual([]);
      expect(await client.rows(`RESTORE HEADERONLY FROM DISK = N'${logFile(7)}'`)).toMatchObject([
        { HasIncompleteMetaData: true, IsCopyOnly: true, IsForceOffline: false, Flags: 64 + 128 },
      ]);
      expect(await client.numbers(`RESTORE DATABASE mgc FROM DISK = N'${full}' WITH NORECOVERY`)).toEqual([3159, 3013]);
      await client.rows(
        `RESTORE DATABASE mgc FROM DISK = N'${full}' WITH NORECOVERY, REPLACE; RESTORE LOG mgc FROM DISK = N'${logFile(7)}' WITH RECOVERY`,
      );
      expect([await state(), messagesIn(instance)]).toEqual(['ONLINE', [1, 2]]);
    },
  );

  it('is RESTORING after NO_TRUNCATE, NORECOVERY, and of no use until its data is restored (4320, 4333)', async () => {
    strike('mgc_2', 'damaged');
    expect(await client.numbers(tail('NO_TRUNCATE, NORECOVERY'))).toEqual([]);
    expect(await state()).toBe('RESTORING');
    expect(await client.numbers(`RESTORE LOG mgc FROM DISK = N'${logFile(7)}' WITH NORECOVERY`)).toEqual([4320, 3013]);
    expect(await client.numbers('RESTORE DATABASE mgc WITH RECOVERY')).toEqual([4333, 3013]);
    await client.rows(
      `RESTORE DATABASE mgc FROM DISK = N'${full}' WITH NORECOVERY; RESTORE LOG mgc FROM DISK = N'${logFile(7)}' WITH RECOVERY`,
    );
    expect(messagesIn(instance)).toEqual([1, 2]);
  });

  it.each([
    ['gone', 945],
    ['damaged', 3049],
  ] as const)('gives no tail when its log is %s', async (damage, number) => {
    strike('mgc_log', damage);
    for (const options of ['NO_TRUNCATE', 'NO_TRUNCATE, NORECOVERY'])
      expect(await client.numbers(tail(options))).toEqual([number, 3013]);
  });

  it('comes ONLINE when its lost file is back and it is set ONLINE, with every row; a damaged one stays SUSPECT', async () => {
    const back = strike('mgc_2', 'gone');
    expect(await client.numbers('ALTER DATABASE mgc SET ONLINE')).toEqual([5120, 945, 5069]);
    expect(await client.numbers('ALTER DATABASE mgc SET RESTRICTED_USER')).toEqual([945, 5069]);
    back();
    expect([await state(), messagesIn(instance)]).toEqual(['ONLINE', [1, 2]]);
    strike('mgc', 'damaged');
    expect(await client.numbers('ALTER DATABASE mgc SET ONLINE')).toEqual([926, 5069]);
  });

  it('can be read and not written when it is set to EMERGENCY (3906)', async () => {
    strike('mgc_log', 'damaged');
    await client.rows('ALTER DATABASE mgc SET EMERGENCY');
    expect(await client.rows('SELECT COUNT(*) AS n FROM mgc.dbo.tblChat')).toEqual([{ n: 2 }]);
    expect(await client.numbers('DELETE FROM mgc.dbo.tblChat')).toEqual([3906]);
  });

  it('goes on being restored when its lost file is back', async () => {
    await client.rows(tail('NORECOVERY'));
    const back = strike('mgc', 'gone');
    expect(await state()).toBe('RECOVERY_PENDING');
    back();
    expect(await state()).toBe('RESTORING');
    expect(await client.numbers('RESTORE DATABASE mgc WITH RECOVERY')).toEqual([]);
  });

  it('is made where its files can be made (5133, 1834, then 1802)', async () => {
    const make = (path: string): string => `CREATE DATABASE other ON (NAME = other, FILENAME = N'${path}')`;
    expect(await client.numbers(make('E:\\none\\other.mdf'))).toEqual([5133, 1802]);
    expect(await client.numbers(make(`${instance.dataFolder}\\mgc.mdf`))).toEqual([1834, 1802]);
  });
});
