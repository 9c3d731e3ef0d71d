import fs from 'node:fs';
import {
  administer,
  anEstate,
  aSession,
  backup,
  createMgc,
  full,
  logFile,
  messagesIn,
  numbersOf,
  restore,
  write,
} from './support';
import type { TestEstate } from './support';

describe('a chain of backups', () => {
  let lab: TestEstate;
  const primary = () => lab.instance('SQL1\\CHAT');
  const secondary = () => lab.instance('SQL3\\CHAT');

  beforeEach(async () => {
    lab = await anEstate();
    await createMgc(primary());
    write(primary(), 1);
    await administer(primary(), backup('database', full));
  });
  afterEach(() => lab.close());

  const seed = () => administer(secondary(), restore('database', full, { NORECOVERY: true }));

  it('carries every committed row to a database that is restored and recovered', async () => {
    write(primary(), 2);
    await administer(primary(), backup('log', logFile(1)));
    await seed();
    await administer(secondary(), restore('log', logFile(1), { NORECOVERY: true }));
    expect(secondary().require('mgc').state).toBe('RESTORING');
    await administer(secondary(), restore('database', undefined, { RECOVERY: true }));
    expect(secondary().require('mgc').state).toBe('ONLINE');
    expect(messagesIn(secondary())).toEqual([1, 2]);
  });

  it('refuses a log backup after a gap with 4305, and one that was applied with 4326', async () => {
    for (const number of [1, 2]) {
      write(primary(), number + 1);
      await administer(primary(), backup('log', logFile(number)));
    }
    await seed();
    expect(await numbersOf(administer(secondary(), restore('log', logFile(2), { NORECOVERY: true })))).toEqual([
      4305, 3013,
    ]);
    await administer(secondary(), restore('log', logFile(1), { NORECOVERY: true }));
    expect(await numbersOf(administer(secondary(), restore('log', logFile(1), { NORECOVERY: true })))).toEqual([
      4326, 3013,
    ]);
  });

  it('lets the sealed old primary follow its successor without a new full backup', async () => {
    await seed();
    await administer(primary(), backup('log', logFile(1), { NORECOVERY: true }));
    expect(primary().require('mgc').state).toBe('RESTORING');
    await administer(secondary(), restore('log', logFile(1), { RECOVERY: true }));
    expect(secondary().require('mgc').forkGuid).not.toBe(primary().require('mgc').forkGuid);
    write(secondary(), 5);
    await administer(secondary(), backup('log', logFile(2)));
    await administer(primary(), restore('log', logFile(2), { NORECOVERY: true }));
    expect(messagesIn(primary())).toEqual([1, 5]);
    expect(primary().require('mgc').lsn).toBe(secondary().require('mgc').log.start);
  });

  it('refuses the log of a recovery path that the database is not on with 4330', async () => {
    await seed();
    await administer(primary(), backup('log', logFile(1)));
    await administer(secondary(), restore('log', logFile(1), { NORECOVERY: true }));
    await administer(primary(), backup('log', logFile(2), { NORECOVERY: true }));
    await administer(primary(), restore('database', undefined, { RECOVERY: true }));
    await administer(secondary(), restore('database', undefined, { RECOVERY: true }));
    for (const number of [7, 8]) write(secondary(), number);
    await administer(secondary(), backup('log', logFile(3), { NORECOVERY: true }));
    for (const number of [9, 10, 11, 12]) write(primary(), number);
    await administer(primary(), backup('log', logFile(4)));
    expect(await numbersOf(administer(secondary(), restore('log', logFile(4), { NORECOVERY: true })))).toEqual([
      4330, 3013,
    ]);
  });

  it('refuses a full backup over an online database whose tail is not backed up, unless it says REPLACE', async () => {
    expect(await numbersOf(administer(primary(), restore('database', full)))).toEqual([3159, 3013]);
    await administer(primary(), restore('database', full, { REPLACE: true }));
    expect(messagesIn(primary())).toEqual([1]);
  });

  it('refuses files that are missing, empty, foreign or cut off', async () => {
    const real = lab.estate.files.resolve(full, primary().place);
    const read = () => numbersOf(administer(secondary(), restore('database', full, { NORECOVERY: true })));
    const content = fs.readFileSync(real);
    fs.writeFileSync(real, content.subarray(0, content.length / 2));
    expect(await read()).toEqual([3256, 3013]);
    fs.writeFileSync(real, 'not a backup');
    expect(await read()).toEqual([3241, 3013]);
    fs.writeFileSync(real, '');
    expect(await read()).toEqual([3254, 3013]);
    fs.unlinkSync(real);
    expect(await read()).toEqual([3201, 3013]);
    expect(secondary().find('mgc')).toBeUndefined();
  });

  it('leaves the database RESTORING and to be restored again when a restore is interrupted', async () => {
    const client = new AbortController();
    const { session } = aSession({ signal: client.signal });
    const work = secondary().administer(
      restore('database', full, { NORECOVERY: true }),
      { ...session, progress: (_, percent) => percent >= 50 && client.abort() },
      { columns: () => undefined, row: () => undefined, done: () => undefined },
    );
    expect(await numbersOf(work)).toEqual([3204, 3013]);
    expect(secondary().require('mgc').state).toBe('RESTORING');
    expect(await numbersOf(administer(secondary(), restore('database', undefined, { RECOVERY: true })))).toEqual([
      4333, 3013,
    ]);
    await seed();
    await administer(secondary(), restore('database', undefined, { RECOVERY: true }));
    expect(messagesIn(secondary())).toEqual([1]);
  });

  it('tells its progress, then pages and speed', async () => {
    const told = await administer(primary(), backup('database', full, { INIT: true, STATS: 25 }));
    expect(told.messages.map(({ number }) => number)).toEqual([3211, 3211, 3211, 3211, 4035, 4035, 3014]);
    expect(told.progress.at(-1)).toBe(100);
  });

  it('lists a header with the 53 columns of SQL Server 2012, one row for each backup set', async () => {
    await administer(primary(), backup('log', full, { NOINIT: true }));
    const told = await administer(secondary(), restore('headeronly', full));
    expect(told.columns).toHaveLength(53);
    expect(told.rows.map((row) => row[2])).toEqual([1, 2]);
  });

  it('writes base, checkpoint and chain into the headers as SQL Server does', async () => {
    await administer(primary(), backup('database', full, { DIFFERENTIAL: true }));
    await administer(primary(), backup('log', full, { RETAINDAYS: 1 }));
    const { columns, rows } = await administer(secondary(), restore('headeronly', full));
    const valueOf = (row: number, name: string) => rows[row]![columns.findIndex((column) => column.name === name)];
    const [fullSet, differential, log] = [0, 1, 2] as const;
    expect([fullSet, differential, log].map((row) => valueOf(row, 'BackupTypeDescription'))).toEqual([
      'Database',
      'Database Differential',
      'Transaction Log',
    ]);
    expect(valueOf(differential, 'DifferentialBaseGUID')).toBe(valueOf(fullSet, 'BackupSetGUID'));
    expect(valueOf(differential, 'DifferentialBaseLSN')).toEqual(valueOf(fullSet, 'CheckpointLSN'));
    expect(valueOf(differential, 'DatabaseBackupLSN')).toEqual(valueOf(fullSet, 'CheckpointLSN'));
    expect(valueOf(log, 'CheckpointLSN')).toEqual(valueOf(differential, 'CheckpointLSN'));
    expect(valueOf(log, 'FirstLSN')).toEqual(valueOf(fullSet, 'FirstLSN'));
    expect([valueOf(log, 'BeginsLogChain'), valueOf(differential, 'BeginsLogChain')]).toEqual([true, false]);
    expect([valueOf(log, 'DifferentialBaseLSN'), valueOf(fullSet, 'DatabaseBackupLSN')]).toEqual([
      null,
      { unscaled: 0n, scale: 0 },
    ]);
    expect(valueOf(log, 'ExpirationDate')).toBeInstanceOf(Date);
  });
});
