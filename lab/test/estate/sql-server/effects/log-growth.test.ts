/** Log that grows while nothing frees it, as a client reads it, until its disk is full and writing stops (9002). */
import { parts } from '../../../../estate/parts';
import type { Instance } from '../../../../estate/sql-server/model/instance';
import { anEstate, createMgc, full, logFile } from '../model/support';
import type { TestEstate } from '../model/support';
import { connect } from './client';
import type { Client } from './client';

const megabyte = 1024 ** 2;

describe('The log of a database', () => {
  let lab: TestEstate;
  let instance: Instance;
  let client: Client;

  const reuse = "SELECT log_reuse_wait_desc AS waits FROM sys.databases WHERE name = N'mgc'";
  const fileSize = "SELECT size FROM sys.master_files WHERE database_id = DB_ID(N'mgc') AND type_desc = N'LOG'";
  /** A little more than 1 MB of log. */
  const fill = `INSERT INTO mgc.dbo.tblChat (chatID, roomID, userID, messageID, message, chatDate) VALUES (1, 1, N'u', N'm', N'${'x'.repeat(550_000)}', 0)`;
  /** As DBCC SQLPERF (LOGSPACE) tells it. */
  const usedPercent = async (): Promise<number> => {
    const logs = await client.rows('DBCC SQLPERF (LOGSPACE)');
    return Number(logs.find((log) => log['Database Name'] === 'mgc')?.['Log Space Used (%)']);
  };
  const backUpLog = (number: number): string => `BACKUP LOG mgc TO DISK = N'${logFile(number)}' WITH INIT`;

  beforeEach(async () => {
    lab = await anEstate(100_000, { parts, sizeGb: 0.1 });
    instance = lab.instance('SQL1\\CHAT');
    await createMgc(instance, 0.1);
    client = await connect(instance);
    await client.rows(`BACKUP DATABASE mgc TO DISK = N'${full}'`);
  });
  afterEach(async () => {
    await client.close();
    await lab.close();
  });

  it('waits for a log backup, and a log backup frees it', async () => {
    await client.rows(fill);
    expect(await client.rows(reuse)).toEqual([{ waits: 'LOG_BACKUP' }]);
    expect(await usedPercent()).toBeGreaterThan(10);
    await client.rows(backUpLog(1));
    expect(await client.rows(reuse)).toEqual([{ waits: 'NOTHING' }]);
    expect(await usedPercent()).toBeLessThan(5);
  });

  it('grows its file while log backups fail, and stops all writing with 9002 when its disk is full, until one succeeds', async () => {
    const [before] = await client.rows(fileSize);
    const mended = lab.estate.faults.deny('\\\\fs\\ls\\mgc');
    lab.estate.faults.leave(instance.logFolder, 25 * megabyte, instance.place.host);
    let written = 0;
    while ((await client.numbers(fill)).length === 0) written += 1;
    expect(written).toBeGreaterThan(10);
    expect(await client.numbers(fill)).toEqual([9002]);
    expect(await client.numbers('SELECT COUNT(*) FROM mgc.dbo.tblChat')).toEqual([]);
    const [grown] = await client.rows(fileSize);
    expect(Number(grown!['size']) - Number(before!['size'])).toBe(2 * 1280);
    expect(await usedPercent()).toBeGreaterThan(90);
    expect(await client.rows(reuse)).toEqual([{ waits: 'LOG_BACKUP' }]);
    expect(await client.numbers(backUpLog(2))).toEqual([3201, 3013]);
    mended();
    expect(await client.numbers(backUpLog(2))).toEqual([]);
    expect(await client.numbers(fill)).toEqual([]);
  });

  it('is held by the oldest transaction (ACTIVE_TRANSACTION) even when it is backed up', async () => {
    const writer = await connect(instance, 'mgc');
    await writer.rows(`BEGIN TRANSACTION; DELETE FROM dbo.tblNode`);
    await client.rows(fill);
    await client.rows(backUpLog(3));
    expect(await client.rows(reuse)).toEqual([{ waits: 'ACTIVE_TRANSACTION' }]);
    await writer.rows('ROLLBACK');
    await writer.close();
    await client.rows(backUpLog(4));
    expect(await client.rows(reuse)).toEqual([{ waits: 'NOTHING' }]);
  });

  it('is held for a mirror that is away (DATABASE_MIRRORING), and sent when it is back: SYNCHRONIZING, then SYNCHRONIZED', async () => {
    const partner = lab.instance('SQL2\\CHAT');
    let mirror = await connect(partner);
    await client.rows(backUpLog(5));
    await mirror.rows(
      `RESTORE DATABASE mgc FROM DISK = N'${full}' WITH NORECOVERY; RESTORE LOG mgc FROM DISK = N'${logFile(5)}' WITH NORECOVERY`,
    );
    await mirror.rows(`ALTER DATABASE mgc SET PARTNER = '${instance.endpoint}'`);
    await client.rows(`ALTER DATABASE mgc SET PARTNER = '${partner.endpoint}'`);
    const state = "SELECT mirroring_state_desc AS state FROM sys.database_mirroring WHERE database_id = DB_ID(N'mgc')";
    expect(await client.rows(state)).toEqual([{ state: 'SYNCHRONIZED' }]);
    await mirror.close();
    await lab.estate.crashInstance(partner);
    await client.rows(fill);
    await client.rows(backUpLog(6));
    expect(await client.rows(state)).toEqual([{ state: 'DISCONNECTED' }]);
    expect(await client.rows(reuse)).toEqual([{ waits: 'DATABASE_MIRRORING' }]);
    instance.timings.synchronising = 50_000;
    await lab.estate.startInstance(partner);
    mirror = await connect(partner);
    expect(await client.rows(state)).toEqual([{ state: 'SYNCHRONIZING' }]);
    expect(await mirror.rows(state)).toEqual([{ state: 'SYNCHRONIZING' }]);
    expect(await client.numbers('ALTER DATABASE mgc SET PARTNER FAILOVER')).toEqual([1422]);
    await client.see(state, { state: 'SYNCHRONIZED' });
    await client.rows(backUpLog(7));
    expect(await client.rows(reuse)).toEqual([{ waits: 'NOTHING' }]);
    expect(await client.numbers('ALTER DATABASE mgc SET PARTNER FAILOVER')).toEqual([]);
    expect(await mirror.rows('SELECT COUNT(*) AS n FROM mgc.dbo.tblChat')).toEqual([{ n: 1 }]);
    await mirror.close();
  });
});
