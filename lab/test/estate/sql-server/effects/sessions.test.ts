/** Sessions in the way of RESTORE and ALTER DATABASE, and what a KILL leaves to be rolled back. */
import { parts } from '../../../../estate/parts';
import type { Instance } from '../../../../estate/sql-server/model/instance';
import { anEstate, createMgc, full } from '../model/support';
import type { TestEstate } from '../model/support';
import { connect } from './client';
import type { Client } from './client';

describe('Sessions in a database', () => {
  let lab: TestEstate;
  let instance: Instance;
  let client: Client;
  let user: Client;
  let spid: number;

  const restore = `RESTORE DATABASE mgc FROM DISK = N'${full}' WITH REPLACE`;
  const inside = "SELECT COUNT(*) AS n FROM sys.dm_exec_sessions WHERE database_id = DB_ID(N'mgc')";
  const access = "SELECT user_access_desc AS a FROM sys.databases WHERE name = N'mgc'";

  beforeEach(async () => {
    lab = await anEstate(1000, { parts });
    instance = lab.instance('SQL1\\CHAT');
    await createMgc(instance);
    [client, user] = await Promise.all([connect(instance), connect(instance, 'mgc')]);
    await client.rows(`BACKUP DATABASE mgc TO DISK = N'${full}' WITH INIT`);
    spid = Number((await user.rows('SELECT @@SPID AS id'))[0]!['id']);
  });
  afterEach(async () => {
    await Promise.all([client.close(), user.close()]);
    await lab.close();
  });

  it.each([
    ['RESTORE (3101)', restore, [3101, 3013]],
    ['BACKUP LOG … WITH NORECOVERY (3101)', `BACKUP LOG mgc TO DISK = N'${full}' WITH NORECOVERY`, [3101, 3013]],
    ['SET SINGLE_USER WITH NO_WAIT (5070)', 'ALTER DATABASE mgc SET SINGLE_USER WITH NO_WAIT', [5070, 5069]],
    ['SET OFFLINE WITH NO_WAIT (5070)', 'ALTER DATABASE mgc SET OFFLINE WITH NO_WAIT', [5070, 5069]],
    ['DROP DATABASE (3702)', 'DROP DATABASE mgc', [3702]],
  ])('stand in the way of %s', async (_, statement, numbers) => {
    expect(await client.numbers(statement)).toEqual(numbers);
    expect(await client.rows(access)).toEqual([{ a: 'MULTI_USER' }]);
  });

  it('are ended by ROLLBACK IMMEDIATE, and then the restore has the database for itself', async () => {
    expect(await client.numbers('ALTER DATABASE mgc SET SINGLE_USER WITH ROLLBACK IMMEDIATE')).toEqual([]);
    expect(await client.rows(inside)).toEqual([{ n: 0 }]);
    expect(await client.numbers(restore)).toEqual([]);
  });

  it('that took single-user mode for themselves keep everybody else out: 924, 5064, 3101', async () => {
    await user.rows('ALTER DATABASE mgc SET SINGLE_USER WITH ROLLBACK IMMEDIATE');
    expect(await client.numbers('USE mgc')).toEqual([924]);
    expect(await client.numbers('ALTER DATABASE mgc SET MULTI_USER')).toEqual([5064, 5069]);
    expect(await client.numbers(restore)).toEqual([3101, 3013]);
    expect(await client.numbers(`KILL ${String(spid)}`)).toEqual([]);
    expect(await client.numbers('ALTER DATABASE mgc SET MULTI_USER')).toEqual([]);
  });

  it('that are restoring it let nobody change its options (5061) or restore it a second time (3101)', async () => {
    await user.rows('USE master');
    lab.estate.faults.slow('\\\\fs\\ls', 400);
    const busy = user.numbers(restore);
    await client.see('SELECT command FROM sys.dm_exec_requests WHERE percent_complete > 0', {
      command: 'RESTORE DATABASE',
    });
    expect(await client.numbers('ALTER DATABASE mgc SET MULTI_USER')).toEqual([5061, 5069]);
    expect(await client.numbers(restore)).toEqual([3101, 3013]);
    expect(await busy).toEqual([]);
  });

  it('that are killed in a transaction stay until it is rolled back: KILLED/ROLLBACK, with a report of its progress', async () => {
    instance.timings.rollback = 400;
    await user.rows('BEGIN TRANSACTION; DELETE FROM dbo.tblConfig');
    expect(await client.numbers(`KILL ${String(spid)} WITH STATUSONLY`)).toEqual([6120]);
    await client.rows(`KILL ${String(spid)}`);
    const request = `SELECT command, status FROM sys.dm_exec_requests WHERE session_id = ${String(spid)}`;
    expect(await client.rows(request)).toEqual([{ command: 'KILLED/ROLLBACK', status: 'running' }]);
    const process = `SELECT RTRIM(cmd) AS cmd, RTRIM(status) AS status, open_tran FROM master.dbo.sysprocesses WHERE spid = ${String(spid)}`;
    expect(await client.rows(process)).toEqual([{ cmd: 'KILLED/ROLLBACK', status: 'rollback', open_tran: 1 }]);
    expect(await client.numbers(`KILL ${String(spid)} WITH STATUSONLY`)).toEqual([]);
    expect(await client.numbers(restore)).toEqual([3101, 3013]);
    expect(await client.numbers('ALTER DATABASE mgc SET SINGLE_USER WITH ROLLBACK IMMEDIATE')).toEqual([]);
    expect(await client.rows(request)).toEqual([]);
    expect(await client.numbers(`KILL ${String(spid)}`)).toEqual([6106]);
    expect(await client.rows('SELECT COUNT(*) AS n FROM mgc.dbo.tblConfig')).toEqual([{ n: 1 }]);
  });
});
