/** Disks that fill and shares that go away or are slow, in the middle of a BACKUP or RESTORE. */
import { parts } from '../../../../estate/parts';
import type { Instance } from '../../../../estate/sql-server/model/instance';
import { anEstate, createMgc, full, logFile } from '../model/support';
import type { TestEstate } from '../model/support';
import { connect, stateOfMgc } from './client';
import type { Client } from './client';

const gigabyte = 1024 ** 3;
const share = '\\\\fs\\ls\\mgc';
const requests =
  "SELECT command, percent_complete FROM sys.dm_exec_requests WHERE command LIKE N'BACKUP%' OR command LIKE N'RESTORE%'";

describe('In the middle of a BACKUP or RESTORE', () => {
  let lab: TestEstate;
  let instance: Instance;
  let client: Client;
  let watcher: Client;
  const backUp = `BACKUP DATABASE mgc TO DISK = N'${full}' WITH INIT`;
  const restore = (disk: string): string => `RESTORE DATABASE mgc FROM DISK = N'${disk}' WITH REPLACE, NORECOVERY`;

  beforeEach(async () => {
    lab = await anEstate(2000, { parts, sizeGb: 20 });
    instance = lab.instance('SQL1\\CHAT');
    await createMgc(instance, 20);
    [client, watcher] = await Promise.all([connect(instance), connect(instance)]);
  });
  afterEach(async () => {
    await client.close();
    await watcher.close();
    await lab.close();
  });
  const underWay = async (): Promise<void> => {
    let seen = 0;
    while (!(seen > 10)) seen = Number((await watcher.rows(requests))[0]?.['percent_complete'] ?? 0);
  };

  it('a disk that fills ends the backup with 3202 and 3013, and leaves half a file that is no backup', async () => {
    const end = lab.estate.faults.leave(share, 10 * gigabyte);
    expect(await client.numbers(backUp)).toEqual([3202, 3013]);
    expect(lab.estate.files.freeBytes(full, instance.place)).toBe(0);
    expect(await client.numbers(`RESTORE VERIFYONLY FROM DISK = N'${full}'`)).toEqual([3256, 3013]);
    expect(await client.rows('SELECT backup_set_id FROM msdb.dbo.backupset')).toEqual([]);
    await lab.estate.files.remove(full, instance.place);
    expect(lab.estate.files.freeBytes(full, instance.place)).toBe(10 * gigabyte);
    end();
    expect(await client.numbers(backUp)).toEqual([]);
  });

  it.each([
    ['the share is full from now on', () => lab.estate.faults.fill(share), [3202, 3013]],
    ['access to the share is denied', () => lab.estate.faults.deny(share), [3202, 3013]],
    ['the link to the share is cut', () => lab.estate.cutLink('primary-secondary'), [3202, 3013]],
  ])('a backup fails when %s', async (_, fault, numbers) => {
    const backup = client.numbers(backUp);
    await underWay();
    fault();
    expect(await backup).toEqual(numbers);
  });

  it('a share that goes away ends a restore with 3203 and 3013, and the restore has to be started again', async () => {
    await client.rows(backUp);
    await client.rows(`BACKUP LOG mgc TO DISK = N'${logFile(1)}' WITH INIT`);
    const restoring = client.numbers(restore(full));
    await underWay();
    lab.estate.cutLink('primary-secondary');
    expect(await restoring).toEqual([3203, 3013]);
    lab.estate.mendLink('primary-secondary');
    expect(await client.rows(stateOfMgc)).toEqual([{ state_desc: 'RESTORING' }]);
    expect(await client.numbers(`RESTORE LOG mgc FROM DISK = N'${logFile(1)}' WITH NORECOVERY`)).toEqual([4320, 3013]);
    expect(await client.numbers(restore(full))).toEqual([]);
  });

  it('a disk that has no room for the files refuses a restore with 3257 before anything has changed', async () => {
    await client.rows(backUp);
    const target = lab.instance('SQL3\\CHAT');
    lab.estate.faults.leave(target.dataFolder, 10 * gigabyte, target.place.host);
    const other = await connect(target);
    expect(await other.numbers(restore(full))).toEqual([3257, 3119, 3013]);
    expect(await other.rows(stateOfMgc)).toEqual([]);
    await other.close();
  });

  it('a slow share makes a backup last longer, and its progress is seen meanwhile', async () => {
    lab.estate.faults.slow(share, 1000);
    const backup = client.numbers(backUp);
    await underWay();
    const [first] = await watcher.rows(requests);
    expect(first).toMatchObject({ command: 'BACKUP DATABASE' });
    expect(await backup).toEqual([]);
    const lasted =
      "SELECT DATEDIFF(ms, backup_start_date, backup_finish_date) AS ms FROM msdb.dbo.backupset WHERE database_name = N'mgc'";
    expect(Number((await client.rows(lasted))[0]!['ms'])).toBeGreaterThanOrEqual(500);
  });
});
