/** What instances of different versions answer, lack, and take from each other. */
import { parts } from '../../../../estate/parts';
import type { Instance } from '../../../../estate/sql-server/model/instance';
import type { ReleaseName } from '../../../../estate/sql-server/model/releases';
import { anEstate, createMgc, full, logFile, messagesIn, write } from '../model/support';
import type { TestEstate } from '../model/support';
import { connect } from './client';
import type { Client } from './client';

const hosts = { primary: 'SQL1\\CHAT', mirror: 'SQL2\\CHAT', witness: 'SQLW', backup: 'SQL3\\CHAT' } as const;

describe.each<[string, Record<keyof typeof hosts, ReleaseName>]>([
  ['older', { primary: '2008 R2', mirror: '2012', witness: '2014', backup: '2016' }],
  ['newer', { primary: '2016', mirror: '2017', witness: '2019', backup: '2022' }],
])('Instances of the %s versions', (_, versions) => {
  let lab: TestEstate;
  const clients: Client[] = [];
  const at = (store: keyof typeof hosts): Instance => lab.instance(hosts[store]);
  const client = async (store: keyof typeof hosts): Promise<Client> => {
    const opened = await connect(at(store));
    clients.push(opened);
    return opened;
  };
  const answers = async <Answer>(ask: (on: Client) => Promise<Answer>): Promise<Answer[]> => {
    const all: Answer[] = [];
    for (const store of Object.keys(hosts) as (keyof typeof hosts)[]) all.push(await ask(await client(store)));
    return all;
  };

  beforeEach(async () => {
    lab = await anEstate(100_000, { parts, versions });
    for (const store of ['primary', 'backup'] as const) await createMgc(at(store));
    write(at('primary'), 1);
    await (await client('primary')).rows(`BACKUP DATABASE mgc TO DISK = N'${full}' WITH INIT`);
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((open) => open.close()));
    await lab.close();
  });

  /** The default folders carry the version in their name, so the files have to be moved (5133 else). */
  const restored = (): string => {
    const { dataFolder, logFolder } = at('backup');
    return `RESTORE DATABASE mgc FROM DISK = N'${full}' WITH REPLACE, NORECOVERY, MOVE N'mgc' TO N'${dataFolder}\\mgc.mdf', MOVE N'mgc_log' TO N'${logFolder}\\mgc_log.ldf'`;
  };

  const isOld = versions.primary === '2008 R2';

  it('say which they are', async () => {
    const said = `SELECT CONVERT(varchar(30), SERVERPROPERTY('ProductVersion')) AS number, CONVERT(varchar(30), SERVERPROPERTY('ProductMajorVersion')) AS major,
      SUBSTRING(@@VERSION, 1, CHARINDEX('(', @@VERSION) - 2) AS name, CONVERT(nvarchar(260), SERVERPROPERTY('InstanceDefaultDataPath')) AS [path],
      (SELECT compatibility_level FROM sys.databases WHERE name = N'model') AS level`;
    const data = (folder: string): string => `D:\\MSSQL${folder}\\MSSQL\\DATA\\`;
    expect(await answers(async (on) => Object.values((await on.rows(said))[0]!))).toEqual(
      isOld
        ? [
            ['10.50.4000.0', null, 'Microsoft SQL Server 2008 R2', null, 100],
            ['11.0.7001.0', '11', 'Microsoft SQL Server 2012', data('11.CHAT'), 110],
            ['12.0.6024.0', '12', 'Microsoft SQL Server 2014', data('12.MSSQLSERVER'), 120],
            ['13.0.6300.2', '13', 'Microsoft SQL Server 2016', data('13.CHAT'), 130],
          ]
        : [
            ['13.0.6300.2', '13', 'Microsoft SQL Server 2016', data('13.CHAT'), 130],
            ['14.0.1000.169', '14', 'Microsoft SQL Server 2017', data('14.CHAT'), 140],
            ['15.0.2000.5', '15', 'Microsoft SQL Server 2019', data('15.MSSQLSERVER'), 150],
            ['16.0.1000.6', '16', 'Microsoft SQL Server 2022', data('16.CHAT'), 160],
          ],
    );
  });

  it('tell of a backup in as many columns as the version has, of the file list too', async () => {
    const old = `\\\\fs\\ls\\mgc\\${isOld ? 'r2' : '2016'}.bak`;
    await (await client('primary')).rows(`BACKUP DATABASE mgc TO DISK = N'${old}' WITH INIT`);
    const columns = async (on: Client, what: string): Promise<number> =>
      Object.keys((await on.rows(`RESTORE ${what} FROM DISK = N'${old}'`))[0]!).length;
    expect(await answers((on) => columns(on, 'HEADERONLY'))).toEqual(isOld ? [52, 53, 56, 56] : [56, 56, 56, 59]);
    expect(await answers((on) => columns(on, 'FILELISTONLY'))).toEqual(isOld ? [21, 21, 21, 22] : [22, 22, 22, 22]);
  });

  it('restore what an older one wrote, upgrade it when it is recovered (951), and keep its compatibility level', async () => {
    const { messages } = await at('backup').run(`${restored()}; RESTORE DATABASE mgc WITH RECOVERY`, {
      login: 'sa',
      programName: 'test',
    });
    const steps = messages.filter(({ number }) => number === 951).map(({ text }) => text);
    const [from, to] = isOld ? [661, 852] : [852, 957];
    expect([steps.length, steps[0]]).toEqual([
      to - from,
      `Database 'mgc' running the upgrade step from version ${String(from)} to version ${String(from + 1)}.`,
    ]);
    const level = "SELECT compatibility_level AS level FROM sys.databases WHERE name = N'mgc'";
    expect(await (await client('backup')).rows(level)).toEqual([{ level: isOld ? 100 : 130 }]);
    expect(messagesIn(at('backup'))).toEqual([1]);
  });

  it('never restore what a newer one wrote (3169), whole or log', async () => {
    const newer = await client('backup');
    const [data, log] = ['\\\\fs\\ls\\mgc\\newer.bak', logFile(9)];
    await newer.rows(`BACKUP DATABASE mgc TO DISK = N'${data}'; BACKUP LOG mgc TO DISK = N'${log}'`);
    const older = await client('primary');
    for (const [what, file] of [
      ['DATABASE', data],
      ['LOG', log],
    ] as const)
      expect(await older.numbers(`RESTORE ${what} mgc FROM DISK = N'${file}' WITH NORECOVERY`)).toEqual([3169, 3013]);
    const [written, here] = isOld ? ['13.00.6300', '10.50.4000'] : ['16.00.1000', '13.00.6300'];
    await expect(
      at('primary').run(`RESTORE VERIFYONLY FROM DISK = N'${data}'`, { login: 'sa', programName: 'test' }),
    ).rejects.toMatchObject({
      before: [
        {
          text: expect.stringContaining(
            `on a server running version ${written}. That version is incompatible with this server, which is running version ${here}.`,
          ) as string,
        },
      ],
    });
  });

  it('take shipped log of an older one WITH NORECOVERY, not WITH STANDBY (3180)', async () => {
    write(at('primary'), 2);
    await (await client('primary')).rows(`BACKUP LOG mgc TO DISK = N'${logFile(1)}'`);
    const newer = await client('backup');
    const unmoved = `RESTORE DATABASE mgc FROM DISK = N'${full}' WITH REPLACE, NORECOVERY`;
    expect((await newer.numbers(unmoved))[0]).toBe(5133);
    await newer.rows(restored());
    const log = `RESTORE LOG mgc FROM DISK = N'${logFile(1)}' WITH`;
    expect(await newer.numbers(`${log} STANDBY = N'D:\\undo.dat'`)).toEqual([3180, 3013]);
    expect(await newer.numbers(`${log} NORECOVERY`)).toEqual([]);
    expect(messagesIn(at('backup'))).toEqual([1, 2]);
  });

  it('do not know what came later: columns (207) before SQL Server 2012, views that are not there (208)', async () => {
    const [since2012] = isOld ? [[207]] : [[]];
    const primary = await client('primary');
    for (const [column, view] of [
      ['replica_id', 'sys.databases'],
      ['containment_desc', 'sys.databases'],
      ['database_id', 'sys.dm_exec_sessions'],
      ['open_transaction_count', 'sys.dm_exec_sessions'],
      ['is_fixed_role', 'sys.server_principals'],
      ['authentication_type', 'sys.database_principals'],
      ['instant_file_initialization_enabled', 'sys.dm_server_services'],
    ] as const)
      expect([column, await primary.numbers(`SELECT ${column} FROM ${view}`)]).toEqual([column, since2012]);
    const replicas = 'SELECT * FROM sys.dm_hadr_availability_replica_states';
    expect(await primary.numbers(replicas)).toEqual([208]);
  });
});
