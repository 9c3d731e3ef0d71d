/** What a crash of the instance leaves behind, as a client sees it when the instance is back. */
import { parts } from '../../../../estate/parts';
import type { Instance } from '../../../../estate/sql-server/model/instance';
import { anEstate, createMgc, full, logFile, write } from '../model/support';
import type { TestEstate } from '../model/support';
import { connect, startJob, stateOfMgc } from './client';
import type { Client } from './client';

const reread = (what: string, disk: string, options = ''): string => `RESTORE ${what} FROM DISK = N'${disk}'${options}`;
const running = (command: string): string => `SELECT command FROM sys.dm_exec_requests WHERE command = N'${command}'`;

describe('After a crash of the instance', () => {
  let lab: TestEstate;
  let instance: Instance;
  let client: Client;

  const crash = async (): Promise<void> => {
    await lab.estate.crashInstance(instance);
    await client.close();
  };
  const restart = async (): Promise<void> => {
    await lab.estate.startInstance(instance);
    client = await connect(instance);
  };
  const recovered = (): Promise<void> => client.see(stateOfMgc, { state_desc: 'ONLINE' });
  /** A statement of this kind runs in a job, and goes on until something ends it. */
  const underWay = async (command: string, job: string, text: string): Promise<void> => {
    lab.copiesAt(0.01);
    await client.rows(startJob(job, text));
    await client.see(running(command), { command });
    lab.copiesAt(200);
  };
  const crashDuring = async (command: string, job: string, text: string): Promise<void> => {
    await underWay(command, job, text);
    await crash();
    await restart();
  };
  const copies = `TO DISK = N'${full}' WITH INIT`;

  beforeEach(async () => {
    lab = await anEstate(400, { parts });
    instance = lab.instance('SQL1\\CHAT');
    await createMgc(instance);
    write(instance, 1);
    client = await connect(instance);
  });
  afterEach(async () => {
    await client.close();
    await lab.close();
  });

  it('a database is RECOVERING for a while and cannot be opened (922), then it is ONLINE with its committed rows alone', async () => {
    // Five seconds: a busy machine too gets its questions answered meanwhile.
    instance.timings.recovery = 2000;
    const writer = await connect(instance, 'mgc');
    await writer.rows('BEGIN TRANSACTION; DELETE FROM dbo.tblChat');
    await writer.see('SELECT COUNT(*) AS n FROM dbo.tblChat', { n: 0 });
    await crash();
    await writer.close();
    await restart();
    expect(await client.rows(stateOfMgc)).toEqual([{ state_desc: 'RECOVERING' }]);
    expect(await client.numbers('USE mgc')).toEqual([922]);
    expect(await client.numbers(`BACKUP DATABASE mgc ${copies}`)).toEqual([922, 3013]);
    expect(await client.numbers('ALTER DATABASE mgc SET SINGLE_USER')).toEqual([5052, 5069]);
    await recovered();
    expect(await client.rows('SELECT chatID FROM mgc.dbo.tblChat')).toEqual([{ chatID: '1' }]);
    expect(await client.rows("SELECT session_id FROM sys.dm_exec_sessions WHERE database_id = DB_ID(N'mgc')")).toEqual(
      [],
    );
  });

  it('an orderly stop of the service leaves nothing to recover', async () => {
    await lab.estate.stopInstance(instance);
    await client.close();
    await restart();
    expect(await client.rows(stateOfMgc)).toEqual([{ state_desc: 'ONLINE' }]);
  });

  it('a backup that was under way is no valid backup (3256), and the next one INIT overwrites it', async () => {
    instance.timings.recovery = 0;
    await crashDuring('BACKUP DATABASE', 'full', `BACKUP DATABASE mgc ${copies}`);
    await recovered();
    for (const what of ['VERIFYONLY', 'DATABASE mgc']) {
      expect(await client.numbers(reread(what, full, what === 'VERIFYONLY' ? '' : ' WITH REPLACE'))).toEqual([
        3256, 3013,
      ]);
    }
    expect(await client.rows(reread('HEADERONLY', full))).toMatchObject([{ BackupName: '*** INCOMPLETE ***' }]);
    expect(await client.rows('SELECT backup_set_id FROM msdb.dbo.backupset')).toEqual([]);
    expect(await client.numbers(`BACKUP DATABASE mgc ${copies}`)).toEqual([]);
    expect(await client.numbers(reread('VERIFYONLY', full))).toEqual([]);
  });

  it('a RESTORE DATABASE that was under way has to be started again: neither log (4320) nor recovery (4333) is possible', async () => {
    instance.timings.recovery = 0;
    await client.rows(`BACKUP DATABASE mgc ${copies}; BACKUP LOG mgc TO DISK = N'${logFile(1)}' WITH INIT`);
    await crashDuring('RESTORE DATABASE', 'restore', reread('DATABASE mgc', full, ' WITH REPLACE, NORECOVERY'));
    expect(await client.rows(stateOfMgc)).toEqual([{ state_desc: 'RESTORING' }]);
    expect(await client.numbers('USE mgc')).toEqual([927]);
    expect(await client.numbers(reread('LOG mgc', logFile(1), ' WITH NORECOVERY'))).toEqual([4320, 3013]);
    expect(await client.numbers('RESTORE DATABASE mgc WITH RECOVERY')).toEqual([4333, 3013]);
    expect(await client.numbers(reread('DATABASE mgc', full, ' WITH REPLACE, NORECOVERY'))).toEqual([]);
    expect(await client.numbers(reread('LOG mgc', logFile(1), ' WITH RECOVERY'))).toEqual([]);
    expect(await client.rows('SELECT chatID FROM mgc.dbo.tblChat')).toEqual([{ chatID: '1' }]);
  });

  it('a RESTORE LOG that was under way can be repeated', async () => {
    await client.rows(`BACKUP DATABASE mgc ${copies}`);
    instance.write(instance.require('mgc'), [], 1024 ** 3);
    await client.rows(
      `BACKUP LOG mgc TO DISK = N'${logFile(1)}' WITH INIT, NORECOVERY; ${reread('DATABASE mgc', full, ' WITH NORECOVERY')}`,
    );
    const again = reread('LOG mgc', logFile(1), ' WITH NORECOVERY');
    await crashDuring('RESTORE LOG', 'log', again);
    expect(await client.rows(stateOfMgc)).toEqual([{ state_desc: 'RESTORING' }]);
    expect(await client.numbers(again)).toEqual([]);
  });

  it('a database whose file cannot be opened is RECOVERY_PENDING (945) until the file is there and it is set ONLINE', async () => {
    await crash();
    const back = lab.estate.faults.deny(instance.logFolder, instance.place.host);
    await restart();
    expect(await client.rows(stateOfMgc)).toEqual([{ state_desc: 'RECOVERY_PENDING' }]);
    expect(await client.numbers('USE mgc')).toEqual([945]);
    expect(await client.numbers('ALTER DATABASE mgc SET ONLINE')).toEqual([5120, 945, 5069]);
    back();
    expect(await client.numbers('ALTER DATABASE mgc SET ONLINE')).toEqual([]);
    await recovered();
  });

  it('a job that ran appears to have never ended: no outcome, an activity of an older session, and it is idle', async () => {
    instance.timings.recovery = 0;
    await crashDuring('BACKUP DATABASE', 'full', `BACKUP DATABASE mgc ${copies}`);
    expect(await client.rows('SELECT step_id FROM msdb.dbo.sysjobhistory')).toEqual([]);
    const activity =
      'SELECT session_id, CASE WHEN start_execution_date IS NULL THEN 0 ELSE 1 END AS started, stop_execution_date FROM msdb.dbo.sysjobactivity ORDER BY session_id';
    expect(await client.rows(activity)).toEqual([
      { session_id: 1, started: 1, stop_execution_date: null },
      { session_id: 2, started: 0, stop_execution_date: null },
    ]);
    expect(await client.rows('SELECT last_run_outcome FROM msdb.dbo.sysjobservers')).toEqual([{ last_run_outcome: 5 }]);
  });

  it('a job that an orderly stop ended has a history that says so', async () => {
    await underWay('BACKUP DATABASE', 'full', `BACKUP DATABASE mgc ${copies}`);
    await lab.estate.stopInstance(instance);
    await client.close();
    await restart();
    const history = 'SELECT step_id, run_status, message FROM msdb.dbo.sysjobhistory ORDER BY instance_id';
    expect(await client.rows(history)).toEqual([
      { step_id: 1, run_status: 3, message: expect.stringContaining('The step was cancelled') },
      {
        step_id: 0,
        run_status: 0,
        message: expect.stringMatching(
          /^The job failed\. {2}The job was stopped prior to completion by Shutdown Sequence 0\. {2}The Job was invoked by User pchatdr\./,
        ),
      },
    ]);
  });
});
