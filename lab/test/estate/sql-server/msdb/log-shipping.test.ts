import { eventually, failure, FakeEstate } from './fake-estate';
import type { Row } from './fake-estate';

const share = '\\\\fs\\ls';
const copies = 'D:\\LS';
const primary: Row = {
  '@database': 'mgc',
  '@backup_directory': share,
  '@backup_share': share,
  '@backup_job_name': 'LSBackup_mgc',
  '@backup_retention_period': 4320,
  '@backup_threshold': 60,
  '@history_retention_period': 5760,
};
const pair: Row = { '@primary_server': 'SQL1\\CHAT', '@primary_database': 'mgc' };
const secondary: Row = {
  ...pair,
  '@backup_source_directory': share,
  '@backup_destination_directory': copies,
  '@copy_job_name': 'LSCopy',
  '@restore_job_name': 'LSRestore',
  '@file_retention_period': 4320,
};
const tooRecent = failure(
  4305,
  'The log in this backup set begins at LSN 3, which is too recent to apply to the database. An earlier log backup that includes LSN 2 can be restored.',
);

describe('log shipping', () => {
  let lab: FakeEstate;
  beforeEach(() => {
    // Files of the tests are young by modelled time too.
    lab = new FakeEstate(1);
  });
  afterEach(() => lab.msdb.dispose());

  const addSecondary = async (settings: Row = {}): Promise<void> => {
    await lab.call('sp_add_log_shipping_secondary_primary', secondary);
    await lab.call('sp_add_log_shipping_secondary_database', {
      ...pair,
      '@secondary_database': 'mgc',
      '@restore_threshold': 45,
      ...settings,
    });
  };
  const inCopyFolder = (...stamps: string[]): void =>
    stamps.forEach((stamp) => lab.files.set(`${copies}\\mgc_${stamp}.trn`, Buffer.from(stamp)));
  const statements = (): string[] => lab.ran.map(({ text }) => text);
  const history = (): unknown[] => lab.rows('log_shipping_monitor_history_detail').map(({ message }) => message);

  test('a new primary has a disabled backup job without a schedule, and the rows that the wizard writes', async () => {
    const { outputs } = await lab.call('sp_add_log_shipping_primary_database', primary);
    expect(lab.rows('sysjobs')).toMatchObject([
      { name: 'LSBackup_mgc', enabled: 0, job_id: outputs['@backup_job_id'] },
    ]);
    expect(lab.rows('sysjobsteps')).toMatchObject([
      {
        subsystem: 'CmdExec',
        command: expect.stringMatching(/\\110\\Tools\\Binn\\sqllogship\.exe" -Backup .* -server SQL1\\CHAT$/),
      },
    ]);
    const category = lab.rows('syscategories').find(({ name }) => name === 'Log Shipping Backup');
    expect(lab.rows('sysjobs')).toMatchObject([{ category_id: category?.['category_id'] }]);
    expect(lab.rows('sysjobschedules')).toEqual([]);
    const help = await lab.call('sp_help_log_shipping_primary_database', { '@database': 'mgc' });
    expect(help.rows).toMatchObject([
      { backup_share: share, backup_threshold: 60, backup_compression: 2, last_backup_file: null },
    ]);
    expect(lab.msdb.logShipping()).toEqual({
      primaryOf: ['mgc'],
      secondaryOf: [],
      jobs: [{ name: 'LSBackup_mgc', enabled: false, running: false }],
    });
  });

  test('the backup job verifies a .wrk file, renames it and records it, with names that stay chronological', async () => {
    await lab.call('sp_add_log_shipping_primary_database', primary);
    for (let run = 0; run < 3; run += 1) expect(await lab.runJob('LSBackup_mgc')).toMatchObject({ run_status: 1 });
    const files = [...lab.files.keys()];
    expect(files).toHaveLength(3);
    expect(files).toEqual([...files].sort());
    expect(files.every((file) => /\\mgc_\d{14}\.trn$/.test(file))).toBe(true);
    expect(statements().slice(0, 2)).toEqual([
      expect.stringMatching(/^BACKUP LOG \[mgc\] TO DISK = N'.*\.wrk'/),
      expect.stringMatching(/^RESTORE VERIFYONLY FROM DISK = N'.*\.wrk'$/),
    ]);
    expect(lab.rows('log_shipping_primary_databases')).toMatchObject([{ last_backup_file: files[2] }]);
    expect(lab.rows('log_shipping_monitor_primary')).toMatchObject([
      { last_backup_file: files[2], last_backup_date_utc: expect.any(Date) },
    ]);
  });

  test('the backup job deletes what is older than its retention', async () => {
    lab.files.set(`${share}\\mgc_20200101000000.trn`, Buffer.alloc(1));
    lab.files.set(`${share}\\other_20200101000000.trn`, Buffer.alloc(1));
    await lab.call('sp_add_log_shipping_primary_database', primary);
    await lab.runJob('LSBackup_mgc');
    expect([...lab.files.keys()].filter((file) => file.includes('2020'))).toEqual([
      `${share}\\other_20200101000000.trn`,
    ]);
  });

  test('the backup job of a database that is not ONLINE succeeds without a backup', async () => {
    await lab.call('sp_add_log_shipping_primary_database', primary);
    lab.database = { name: 'mgc', state: 'RESTORING' };
    expect(await lab.runJob('LSBackup_mgc')).toMatchObject({ run_status: 1 });
    expect(lab.ran).toEqual([]);
    expect(history()).toContain(
      'Database mgc is not ONLINE. The backup job will not be performed until this database is brought online.',
    );
  });

  test('a backup that fails fails the job and stands in the error detail', async () => {
    await lab.call('sp_add_log_shipping_primary_database', primary);
    lab.answer = () => failure(3201, 'Cannot open backup device.');
    expect(await lab.runJob('LSBackup_mgc')).toMatchObject({ run_status: 0 });
    expect(lab.rows('log_shipping_monitor_error_detail').map(({ message }) => message)).toContain(
      'Cannot open backup device.',
    );
    expect(lab.rows('log_shipping_primary_databases')).toMatchObject([{ last_backup_file: null }]);
  });

  test('the copy job takes what is new in the share, never a .wrk, and records the last one', async () => {
    await addSecondary();
    for (const name of [
      'mgc_20261101000000.trn',
      'mgc_20261101001500.trn',
      'mgc_20261101003000.wrk',
      'mgc2_20261101001500.trn',
    ])
      lab.files.set(`${share}\\${name}`, Buffer.from(name));
    expect(await lab.runJob('LSCopy')).toMatchObject({ run_status: 1 });
    const copied = (): string[] => [...lab.files.keys()].filter((file) => file.startsWith(copies));
    expect(copied()).toEqual([`${copies}\\mgc_20261101000000.trn`, `${copies}\\mgc_20261101001500.trn`]);
    expect(lab.rows('log_shipping_secondary')).toMatchObject([
      { last_copied_file: `${copies}\\mgc_20261101001500.trn` },
    ]);
    lab.files.set(`${share}\\mgc_20261101003000.trn`, Buffer.from('next'));
    await lab.runJob('LSCopy');
    expect(copied()).toHaveLength(3);
    expect(history()).toContainEqual(expect.stringContaining('Number of log backup files copied: 1'));
  });

  test('the restore job applies copied files in order and skips those that are applied already', async () => {
    await addSecondary();
    inCopyFolder('20261120003000', '20261120000000', '20261120001500');
    lab.answer = (text) => (text.includes('000000.trn') ? failure(4326, 'too early') : undefined);
    expect(await lab.runJob('LSRestore')).toMatchObject({ run_status: 1 });
    expect(statements()).toEqual(
      ['20261120000000', '20261120001500', '20261120003000'].map(
        (stamp) => `RESTORE LOG [mgc] FROM DISK = N'${copies}\\mgc_${stamp}.trn' WITH NORECOVERY`,
      ),
    );
    expect(lab.rows('log_shipping_secondary_databases')).toMatchObject([
      { last_restored_file: `${copies}\\mgc_20261120003000.trn` },
    ]);
    expect((await lab.call('sp_help_log_shipping_monitor')).rows).toMatchObject([
      { is_primary: false, last_restored_file: `${copies}\\mgc_20261120003000.trn` },
    ]);
  });

  test('a gap stops the restore job, and the error detail says at which file', async () => {
    await addSecondary();
    inCopyFolder('20261120000000', '20261120003000', '20261120004500');
    lab.answer = (text) => (text.includes('003000') ? tooRecent : undefined);
    expect(await lab.runJob('LSRestore')).toMatchObject({ run_status: 0 });
    expect(statements()).toHaveLength(2);
    expect(lab.rows('log_shipping_secondary_databases')).toMatchObject([
      { last_restored_file: `${copies}\\mgc_20261120000000.trn` },
    ]);
    expect(lab.rows('log_shipping_monitor_error_detail')).toMatchObject([
      {
        sequence_number: 1,
        message: `The file '${copies}\\mgc_20261120003000.trn' is too recent to apply to the secondary database 'mgc'.`,
      },
      { sequence_number: 2, message: expect.stringContaining('too recent to apply to the database') },
      { sequence_number: 3, message: 'RESTORE LOG is terminating abnormally.' },
    ]);
  });

  test('nothing that fits is a success that restores nothing', async () => {
    await addSecondary();
    inCopyFolder('20261120000000');
    lab.answer = () => failure(4326, 'too early');
    expect(await lab.runJob('LSRestore')).toMatchObject({ run_status: 1 });
    expect(history()).toContain("Could not find a log backup file that could be applied to secondary database 'mgc'.");
    expect(lab.rows('log_shipping_secondary_databases')).toMatchObject([{ last_restored_file: null }]);
  });

  test('restore_all 0 applies one file a run, restore_mode 1 leaves the database in standby', async () => {
    await addSecondary({ '@restore_all': 0, '@restore_mode': 1 });
    inCopyFolder('20261120000000', '20261120001500');
    await lab.runJob('LSRestore');
    expect(statements()).toEqual([
      `RESTORE LOG [mgc] FROM DISK = N'${copies}\\mgc_20261120000000.trn' WITH STANDBY = N'${copies}\\mgc_20261120000000.tuf'`,
    ]);
    await lab.runJob('LSRestore');
    expect(statements()).toHaveLength(2);
  });

  test('restore_delay holds young files back', async () => {
    await addSecondary({ '@restore_delay': 60 });
    const now = new Date().toISOString().replace(/[-:T]/g, '').slice(0, 14);
    inCopyFolder('20200101000000', now);
    await lab.runJob('LSRestore');
    expect(statements()).toEqual([expect.stringContaining('mgc_20200101000000.trn')]);
  });

  test('deleting the last secondary database deletes the pair and both jobs', async () => {
    await addSecondary();
    expect(lab.rows('sysjobs').map(({ name }) => name)).toEqual(['LSCopy', 'LSRestore']);
    expect(await lab.refusal('sp_delete_log_shipping_secondary_primary', pair)).toMatch(/^32025: /);
    await lab.call('sp_delete_log_shipping_secondary_database', { '@secondary_database': 'mgc' });
    for (const table of [
      'sysjobs',
      'log_shipping_secondary',
      'log_shipping_secondary_databases',
      'log_shipping_monitor_secondary',
    ])
      expect([table, lab.rows(table)]).toEqual([table, []]);
    expect(await lab.refusal('sp_delete_log_shipping_secondary_database', { '@secondary_database': 'mgc' })).toBe(
      '32014: Database mgc does not exist as log shipping secondary.',
    );
  });

  test('a primary with secondaries is not deleted; afterwards its jobs go, the alert job too', async () => {
    const mapping: Row = { '@primary_database': 'mgc', '@secondary_server': 'DR1', '@secondary_database': 'mgc' };
    await lab.call('sp_add_log_shipping_primary_database', primary);
    await lab.call('sp_add_log_shipping_alert_job');
    await lab.call('sp_add_log_shipping_primary_secondary', mapping);
    expect(await lab.refusal('sp_add_log_shipping_primary_secondary', mapping)).toBe(
      '32012: Secondary DR1.mgc already exists for primary mgc.',
    );
    expect(await lab.refusal('sp_delete_log_shipping_primary_database', { '@database': 'mgc' })).toMatch(/^32011: /);
    await lab.call('sp_delete_log_shipping_primary_secondary', mapping);
    await lab.call('sp_delete_log_shipping_primary_database', { '@database': 'mgc' });
    for (const table of [
      'sysjobs',
      'sysschedules',
      'log_shipping_primary_databases',
      'log_shipping_monitor_primary',
      'log_shipping_monitor_alert',
    ])
      expect([table, lab.rows(table)]).toEqual([table, []]);
  });

  test('overwriting keeps the id of the primary and leaves one job', async () => {
    const first = await lab.call('sp_add_log_shipping_primary_database', primary);
    expect(await lab.refusal('sp_add_log_shipping_primary_database', primary)).toBe(
      '32009: A log shipping primary entry already exists for database mgc.',
    );
    const second = await lab.call('sp_add_log_shipping_primary_database', {
      ...primary,
      '@overwrite': true,
      '@backup_threshold': 30,
    });
    expect(second.outputs['@primary_id']).toBe(first.outputs['@primary_id']);
    expect(lab.rows('sysjobs')).toMatchObject([{ job_id: second.outputs['@backup_job_id'] }]);
    expect(lab.rows('log_shipping_monitor_primary')).toMatchObject([{ backup_threshold: 30 }]);
  });

  test.each([
    ['a database that does not exist', { '@database': 'none' }, 15010],
    ['a database in SIMPLE recovery', {}, 32015],
    ['an empty share', { '@backup_share': '' }, 32052],
    ['a remote monitor', { '@monitor_server': 'MON1' }, 32054],
  ])('a primary is refused for %s', async (_, values, number) => {
    if (number === 32015) lab.database = { name: 'mgc', state: 'ONLINE', recoveryModel: 'SIMPLE' };
    expect(await lab.refusal('sp_add_log_shipping_primary_database', { ...primary, ...values })).toMatch(
      new RegExp(`^${String(number)}: `),
    );
  });

  test('a secondary database needs its primary registered first', async () => {
    expect(
      await lab.refusal('sp_add_log_shipping_secondary_database', { ...pair, '@secondary_database': 'mgc' }),
    ).toMatch(/^32023: /);
  });

  test('the name of a foreign job is not taken over', async () => {
    await lab.addJob('LSBackup_mgc');
    expect(await lab.refusal('sp_add_log_shipping_primary_database', primary)).toMatch(/^32022: /);
  });

  test('the alert check raises 14420 for a primary whose last backup is past its threshold', async () => {
    lab.msdb.dispose();
    lab = new FakeEstate(60_000_000);
    await lab.call('sp_add_log_shipping_primary_database', {
      ...primary,
      '@threshold_alert_enabled': true,
      '@backup_retention_period': 100_000_000,
    });
    await lab.call('sp_check_log_shipping_monitor_alert');
    await lab.runJob('LSBackup_mgc');
    const backedUp = Date.now();
    await eventually(() => Date.now() > backedUp + 2);
    expect(await lab.refusal('sp_check_log_shipping_monitor_alert')).toMatch(
      /^14420: The log shipping primary database SQL1\\CHAT\.mgc has backup threshold of 60 minutes/,
    );
  });
});
