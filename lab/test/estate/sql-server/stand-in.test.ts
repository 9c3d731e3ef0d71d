import { ConnectionPool } from 'mssql';
import { parts } from '../../../estate/parts';
import type { Instance } from '../../../estate/sql-server/model/instance';
import { anEstate, createMgc, full } from './model/support';
import type { TestEstate } from './model/support';

const sizeGb = 6000;
/** Data, and a log of a tenth of it. */
const bytes = Math.round(sizeGb * 1.1) * 1024 ** 3;

describe('a stand-in as clients of a SQL Server see it', () => {
  let lab: TestEstate;
  let instance: Instance;
  let client: ConnectionPool;

  const rowsOf = async (text: string): Promise<Record<string, unknown>[]> =>
    (await client.request().query<Record<string, unknown>>(text)).recordset;

  beforeAll(async () => {
    lab = await anEstate(200_000, { parts, sizeGb });
    instance = lab.instance('SQL1\\CHAT');
    await createMgc(instance, sizeGb);
    client = await new ConnectionPool({
      server: '127.0.0.1',
      port: instance.port,
      user: 'pchatdr',
      password: 'secret',
      options: { encrypt: false, trustServerCertificate: true },
    }).connect();
  });
  afterAll(async () => {
    await client.close();
    await lab.close();
  });

  const startJob = async (name: string, command: string): Promise<void> => {
    const quoted = command.replaceAll("'", "''");
    await client.request().batch(
      `EXEC msdb.dbo.sp_add_job @job_name = N'${name}';
       EXEC msdb.dbo.sp_add_jobstep @job_name = N'${name}', @step_name = N'only', @subsystem = N'TSQL', @command = N'${quoted}';
       EXEC msdb.dbo.sp_add_jobserver @job_name = N'${name}';
       EXEC msdb.dbo.sp_start_job @job_name = N'${name}'`,
    );
  };
  const sessionOfStep = (): number | undefined =>
    instance.sessions().find(({ programName }) => programName.startsWith('SQLAgent - TSQL JobStep'))?.id;
  const stepHistory = async (name: string): Promise<{ run_status: number; message: string } | undefined> => {
    const rows = await client.request().query<{ run_status: number; message: string }>(
      `SELECT h.run_status, h.message FROM msdb.dbo.sysjobhistory AS h
       INNER JOIN msdb.dbo.sysjobs AS j ON j.job_id = h.job_id WHERE j.name = N'${name}' AND h.step_id = 1`,
    );
    return rows.recordset[0];
  };
  const historyOf = async (name: string): Promise<{ run_status: number; message: string }> => {
    await instance.waitUntil(() => sessionOfStep() === undefined, AbortSignal.timeout(20_000));
    for (;;) {
      const row = await stepHistory(name);
      if (row !== undefined) return row;
    }
  };

  test('a SID is resolved to its login, for databases and for jobs', async () => {
    const owners =
      "SELECT name, SUSER_SNAME(owner_sid) AS owner FROM sys.databases WHERE name IN (N'master', N'mgc') ORDER BY name";
    expect(await rowsOf(owners)).toEqual([
      { name: 'master', owner: 'sa' },
      { name: 'mgc', owner: 'pchatdr' },
    ]);
    await client.request().batch("EXEC msdb.dbo.sp_add_job @job_name = N'owned', @owner_login_name = N'sa'");
    const query = `SELECT p.name AS owner FROM msdb.dbo.sysjobs AS j
                   INNER JOIN sys.server_principals AS p ON p.sid = j.owner_sid WHERE j.name = N'owned'`;
    expect(await rowsOf(query)).toEqual([{ owner: 'sa' }]);
    expect(await rowsOf('SELECT SUSER_SNAME(0x77) AS nobody, SUSER_SNAME() AS me')).toEqual([
      { nobody: null, me: 'pchatdr' },
    ]);
  });

  test('xp_fileexist answers with a row, or with its OUTPUT where one is asked for', async () => {
    const row = { 'File Exists': 0, 'File is a Directory': 1, 'Parent Directory Exists': 1 };
    expect(await rowsOf("EXEC master.dbo.xp_fileexist N'\\\\fs\\ls\\mgc'")).toEqual([row]);
    const asked = `DECLARE @found int; EXEC master.dbo.xp_fileexist N'\\\\fs\\ls\\none.bak', @found OUTPUT; SELECT @found AS found`;
    expect(await rowsOf(asked)).toEqual([{ found: 0 }]);
  });

  test('a result of many rows arrives whole, and only as fast as the client takes it', async () => {
    const digits = `(${Array.from({ length: 10 }, (_, digit) => `SELECT ${String(digit)} AS n`).join(' UNION ALL ')})`;
    const query = `SELECT a.n FROM ${digits} AS a CROSS JOIN ${digits} AS b CROSS JOIN ${digits} AS c CROSS JOIN ${digits} AS d`;
    expect(await rowsOf(query)).toHaveLength(10_000);
  });

  test('a backup of several terabytes by an Agent job shows its progress, succeeds, and can be restored', async () => {
    await startJob('large', `BACKUP DATABASE mgc TO DISK = N'${full}' WITH INIT, STATS = 10`);
    await instance.waitUntil(() => sessionOfStep() !== undefined, AbortSignal.timeout(20_000));
    const progress = `SELECT r.command, r.percent_complete, r.estimated_completion_time FROM sys.dm_exec_sessions AS s
                      INNER JOIN sys.dm_exec_requests AS r ON r.session_id = s.session_id
                      WHERE s.program_name LIKE N'SQLAgent - TSQL JobStep (Job 0x%'`;
    expect(await rowsOf(progress)).toMatchObject([{ command: 'BACKUP DATABASE' }]);
    expect(await historyOf('large')).toMatchObject({ run_status: 1 });
    expect(await rowsOf(`RESTORE HEADERONLY FROM DISK = N'${full}'`)).toMatchObject([{ BackupSize: bytes }]);
    const backupsets = await rowsOf(
      "SELECT backup_size FROM msdb.dbo.backupset WHERE database_name = N'mgc' AND type = 'D'",
    );
    expect(backupsets).toEqual([{ backup_size: bytes }]);
    const { messages } = await lab
      .instance('SQL3\\CHAT')
      .run(`RESTORE DATABASE mgc FROM DISK = N'${full}' WITH NORECOVERY`, { login: 'sa', programName: 'test' });
    expect(messages.at(-1)?.text).toMatch(/^RESTORE DATABASE successfully processed \d+ pages/);
  });

  test('a job step that is killed fails its job', async () => {
    await startJob('killed', "WAITFOR DELAY '01:00:00'");
    await instance.waitUntil(() => sessionOfStep() !== undefined, AbortSignal.timeout(20_000));
    await client.request().batch(`KILL ${String(sessionOfStep())}`);
    const { run_status, message } = await historyOf('killed');
    expect(run_status).toBe(0);
    expect(message).toContain('the session is in the kill state. [SQLSTATE 42000] (Error 596)');
  });

  test('the history of a failed step keeps what was printed before', async () => {
    await startJob('failing', "PRINT 'about to fail'; RAISERROR ('this fails', 16, 1)");
    const { run_status, message } = await historyOf('failing');
    expect(run_status).toBe(0);
    expect(message).toContain('about to fail [SQLSTATE 01000] (Message 0)  this fails [SQLSTATE 42000] (Error 50000)');
  });
});
