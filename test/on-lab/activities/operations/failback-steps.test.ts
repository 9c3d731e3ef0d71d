import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CancelledFailure } from '@temporalio/common';
import { statements } from '../../../../activities/statements';
import type { StoreRole } from '../../../../domain/topology/pool';
import type { CopyBefore } from '../../../../procedures/contract';
import { until } from '../../../../lab/rig/testing/until';
import { HostUnderTest } from '../../support/host-under-test';

/** The activities of a failback, each test on an estate of its own: mgc serves from the backup store, a former copy stands on the primary. */
let host: HostUnderTest;

const logShipping = {
  backupEvery: 1001,
  copyEvery: 1002,
  restoreEvery: 1003,
  keepBackupsFor: 101,
  keepCopiesFor: 102,
  alertWithoutBackupAfter: 103,
  alertWithoutRestoreAfter: 104,
  keepHistoryFor: 105,
  compression: 'always',
} as const;

beforeEach(async () => {
  host = await HostUnderTest.start({ pool: { without: ['mirror', 'backupMirror', 'compliance'], logShipping } });
  await host.run('setActiveServers', { servers: [], servingIn: null, heardBy: ['primary', 'secondary'] });
  await host.asAdministrator(
    'primary',
    `EXEC master.dbo.sp_delete_log_shipping_primary_secondary @primary_database = N'mgc', @secondary_server = N'SQL3\\CHAT', @secondary_database = N'mgc';
    EXEC master.dbo.sp_delete_log_shipping_primary_database @database = N'mgc'`,
  );
  await host.asAdministrator(
    'backup',
    `EXEC master.dbo.sp_delete_log_shipping_secondary_database @secondary_database = N'mgc'`,
  );
  await host.asAdministrator('backup', statements.recover());
  await until('nobody is on mgc', () => host.instance('primary').sessions('mgc').length === 0);
});
afterEach(() => host.close());

const folderOf = (mapped: string): string => host.lab.estate.files.mapped.find((each) => each.path === mapped)!.folder;
const shared = (name: string): string => path.join(folderOf(host.pool.logShipping.share), name);
const stateOn = (role: StoreRole): string | undefined => host.instance(role).database('mgc')?.state;

const backUpLog = (name: string, on: StoreRole = 'backup') =>
  host.asAdministrator(on, `BACKUP LOG mgc TO DISK = N'${host.pool.logShipping.share}\\${name}' WITH INIT`);

const failback = { on: 'backup', purpose: 'failback' } as const;
const file = (name: string): string => `${host.pool.logShipping.share}\\${name}`;
const fromBackup = () =>
  ({
    on: 'primary',
    source: 'backup',
    purpose: 'failback',
    file: file('mgc_failback_r1.bak'),
    for: 'ready to use',
    carriedOver: null,
  }) as const;

describe('a full backup', () => {
  it('is taken once, under a name of the run', async () => {
    await backUpLog('mgc_20990101000001.trn');
    const backup = await host.run('backUpDatabase', failback);
    expect(backup.file).toBe(file('mgc_failback_r1.bak'));
    expect(backup.lastLsn).toMatch(/^\d{17,25}$/);
    await expect(host.again('backUpDatabase', failback)).resolves.toEqual([]);
    await expect(host.run('backUpDatabase', failback)).resolves.toEqual(backup);
  });

  it('is taken again when its file has gone, for only the file is evidence', async () => {
    await host.run('backUpDatabase', failback);
    await host.run('removeBackup', failback);
    expect(existsSync(shared('mgc_failback_r1.bak'))).toBe(false);
    await host.run('removeBackup', failback);
    const changes = await host.again('backUpDatabase', failback);
    expect(changes.filter((text) => text.startsWith('BACKUP DATABASE'))).toHaveLength(1);
  });

  it('leaves no job behind', async () => {
    await host.run('backUpDatabase', failback);
    await expect(
      host.asAdministrator('backup', `SELECT name FROM msdb.dbo.sysjobs WHERE name LIKE 'PCDR%'`),
    ).resolves.toEqual([]);
  });
});

describe('a restore', () => {
  const undo = (before: CopyBefore) => ({ on: 'primary', source: 'backup', before }) as const;

  beforeEach(async () => {
    await host.run('backUpDatabase', failback);
    await host.run('backUpDatabase', { on: 'primary', purpose: 'replaced' });
  });

  it('overwrites the copy that stands there, once, and leaves it ready to use', async () => {
    const from = host.now;
    await host.run('restoreDatabase', fromBackup());
    expect(stateOn('primary')).toBe('ONLINE');
    expect(host.changesSince(from).filter((text) => text.startsWith('RESTORE DATABASE'))).toHaveLength(1);
    await expect(host.again('restoreDatabase', fromBackup())).resolves.toEqual([]);
    const orphans = await host.sql.query(host.pool.mgc.primary, 'orphaned-users', { database: 'mgc' });
    expect(orphans).toEqual([]);
  });

  it.each([
    ['nothing', /No copy stood there before: drop it, then retry the step; or keep it \(skipStep\)\.$/],
    ['out of use', /take it out of use again \(RESTORE DATABASE mgc WITH REPLACE, NORECOVERY/],
    ['online', /kept in \S+mgc_replaced_r1\.bak: restore that WITH REPLACE, RECOVERY, then retry/],
  ] as const)('is not undone over what somebody restored since: a person is asked (%s)', async (before, remedy) => {
    await host.run('restoreDatabase', fromBackup());
    await host.asAdministrator('backup', `BACKUP DATABASE mgc TO DISK = N'${file('dba.bak')}' WITH COPY_ONLY, INIT`);
    const theirs = `RESTORE DATABASE mgc FROM DISK = N'${file('dba.bak')}' WITH REPLACE, RECOVERY`;
    await host.asAdministrator('primary', theirs);
    const undone = host.run('putBack', undo(before));
    const sentence = await undone.then(String, (failure: unknown) => (failure as Error).message);
    expect(sentence).toMatch(
      /^mgc on SQL1\\CHAT is ONLINE and not the copy that this run restored, so it was left as it is: dba\.bak was restored last, by somebody\. /,
    );
    expect(sentence).toMatch(remedy);
    expect(existsSync(shared('mgc_replaced_r1.bak'))).toBe(true);
  });

  it('is refused from a file that somebody backed up over, for RESTORE would take any database for mgc', async () => {
    await host.asAdministrator('backup', `BACKUP DATABASE msdb TO DISK = N'${file('mgc_failback_r1.bak')}' WITH INIT`);
    await expect(host.run('restoreDatabase', fromBackup())).rejects.toThrow(
      /mgc_failback_r1\.bak is no whole full backup of mgc any more: .*Take it again \(BACKUP DATABASE .* on SQL3\\CHAT\), then retry the step, or abort\.$/,
    );
    await host.run('backUpDatabase', failback);
    await host.run('restoreDatabase', fromBackup());
  });

  it('is undone by the copy that stood there before, once', async () => {
    await host.run('restoreDatabase', fromBackup());
    const changes = await host.again('putBack', undo('online'));
    expect(
      changes.filter((text) => text.startsWith('RESTORE DATABASE') && text.includes('mgc_replaced_r1.bak')),
    ).toHaveLength(1);
    expect(existsSync(shared('mgc_replaced_r1.bak'))).toBe(false);
    expect(stateOn('primary')).toBe('ONLINE');
    await expect(host.again('putBack', undo('online'))).resolves.toEqual([]);
  });

  it('is undone by sealing it where a copy stood that nobody could use, once', async () => {
    await host.run('restoreDatabase', fromBackup());
    await host.run('putBack', undo('out of use'));
    expect(stateOn('primary')).toBe('RESTORING');
    await expect(host.again('putBack', undo('out of use'))).resolves.toEqual([]);
  });

  it('is undone by dropping it where nothing stood before, once', async () => {
    await host.run('restoreDatabase', fromBackup());
    await host.run('putBack', undo('nothing'));
    expect(stateOn('primary')).toBeUndefined();
    await expect(host.again('putBack', undo('nothing'))).resolves.toEqual([]);
  });
});

describe('log shipping', () => {
  /** What stands beside: notes, and the log shipping of a database whose name begins alike. */
  const others = ['mgc_notes.txt', 'mgc_archive_20260101000000.trn'];

  const toBackup = { on: 'primary', to: 'backup' } as const;
  const fromPrimary = { on: 'backup', from: 'primary' } as const;
  const seed = { on: 'primary', purpose: 'initialise' } as const;
  const initialise = () =>
    ({
      on: 'backup',
      source: 'primary',
      purpose: 'initialise',
      file: file('mgc_initialise_r1.bak'),
      for: 'waiting for logs',
      carriedOver: { to: 'primary', file: file('mgc_failback_r1.bak') },
    }) as const;

  beforeEach(async () => {
    await backUpLog('mgc_20990101000001.trn');
    await host.run('backUpDatabase', failback);
    await host.run('restoreDatabase', fromBackup());
    // Younger than what was carried over, and of the former chain all the same.
    await backUpLog('mgc_20990101000002.trn');
    writeFileSync(shared('mgc_20990101000000.trn'), 'not a backup');
    for (const other of others) writeFileSync(shared(other), 'not a log backup of mgc');
    await host.run('configureLogShippingPrimary', toBackup);
    await host.run('backUpDatabase', seed);
  });

  it('begins on the primary with every setting of the topology, once', async () => {
    const { share } = host.pool.logShipping;
    await expect(
      host.asAdministrator(
        'primary',
        'SELECT backup_directory, backup_share, backup_retention_period, backup_compression FROM msdb.dbo.log_shipping_primary_databases',
      ),
    ).resolves.toEqual([[share, share, 101, 1]]);
    await expect(
      host.asAdministrator(
        'primary',
        'SELECT backup_threshold, threshold_alert_enabled, history_retention_period FROM msdb.dbo.log_shipping_monitor_primary',
      ),
    ).resolves.toEqual([[103, true, 105]]);
    await expect(
      host.asAdministrator(
        'primary',
        'SELECT secondary_server, secondary_database FROM msdb.dbo.log_shipping_primary_secondaries',
      ),
    ).resolves.toEqual([['SQL3\\CHAT', 'mgc']]);
    await expect(
      host.sql.query(host.pool.mgc.primary, 'job-schedules', { job: 'LSBackup_mgc' }),
    ).resolves.toMatchObject([{ subdayType: 4, subdayInterval: 1001 }]);
    expect(host.instance('primary').msdb.logShipping().jobs).toContainEqual(
      expect.objectContaining({ name: 'LSBackup_mgc', enabled: true }),
    );
    await host.run('configureLogShippingPrimary', toBackup);
    expect(host.instance('primary').msdb.logShipping().primaryOf).toEqual(['mgc']);
  });

  it('sets aside what its restore job would stop at, by recovery path and not by time, and nothing else', async () => {
    await backUpLog('mgc_20990101000003.trn', 'primary');
    await host.run('configureLogShippingPrimary', toBackup);
    // The log-shipping job of the former primary may have left files of its own there.
    const aside = readdirSync(shared('before_r1'));
    const former = ['mgc_20990101000000.trn', 'mgc_20990101000001.trn', 'mgc_20990101000002.trn'];
    expect(aside).toEqual(expect.arrayContaining(former));
    const left = readdirSync(folderOf(host.pool.logShipping.share));
    expect(left).toEqual(expect.arrayContaining(['mgc_20990101000003.trn', 'mgc_failback_r1.bak', ...others]));
    expect(aside).not.toEqual(expect.arrayContaining(['mgc_20990101000003.trn']));
  });

  it('does not seed over messages that were written there meanwhile, and says how they are carried over', async () => {
    await host.asAdministrator(
      'backup',
      "INSERT INTO dbo.tblChat (chatID, roomID, userID, messageID, message, chatDate) VALUES (999999, 1, N'u', N'one more', N'x', 639999999999999999)",
      'mgc',
    );
    await expect(host.run('restoreDatabase', initialise())).rejects.toThrow(
      /^mgc on SQL3\\CHAT holds 1 message\(s\) that the copy on SQL1\\CHAT lacks: .* back mgc up to \S+mgc_failback_r1\.bak WITH INIT; restore it on SQL1\\CHAT WITH REPLACE, RECOVERY; .*delete \S+mgc_initialise_r1\.bak\. Then retry the step\.$/,
    );
    expect(stateOn('backup')).toBe('ONLINE');
  });

  it('seeds the backup store, which waits for log backups', async () => {
    await host.run('restoreDatabase', initialise());
    expect(stateOn('backup')).toBe('RESTORING');
    await expect(host.again('restoreDatabase', initialise())).resolves.toEqual([]);
  });

  describe('once the backup store is seeded', () => {
    beforeEach(async () => {
      await host.run('restoreDatabase', initialise());
      await host.run('configureLogShippingSecondary', fromPrimary);
    });

    it('begins there with every setting of the topology, once', async () => {
      const { share, copyFolder } = host.pool.logShipping;
      await expect(
        host.asAdministrator(
          'backup',
          'SELECT primary_server, backup_source_directory, backup_destination_directory, file_retention_period FROM msdb.dbo.log_shipping_secondary',
        ),
      ).resolves.toEqual([['SQL1\\CHAT', share, copyFolder, 102]]);
      await expect(
        host.asAdministrator(
          'backup',
          'SELECT restore_delay, restore_all, restore_mode, disconnect_users FROM msdb.dbo.log_shipping_secondary_databases',
        ),
      ).resolves.toEqual([[0, true, false, false]]);
      await expect(
        host.asAdministrator(
          'backup',
          'SELECT restore_threshold, threshold_alert_enabled, history_retention_period FROM msdb.dbo.log_shipping_monitor_secondary',
        ),
      ).resolves.toEqual([[104, true, 105]]);
      for (const [job, subdayInterval] of [
        ['LSCopy_SQL1\\CHAT_mgc', 1002],
        ['LSRestore_SQL1\\CHAT_mgc', 1003],
      ] as const) {
        await expect(host.sql.query(host.pool.mgc.backup, 'job-schedules', { job })).resolves.toMatchObject([
          { subdayType: 4, subdayInterval },
        ]);
      }
      await host.run('configureLogShippingSecondary', fromPrimary);
      expect(host.instance('backup').msdb.logShipping().secondaryOf).toEqual(['mgc']);
    });

    it('is set right where somebody changed it since', async () => {
      const copyJob = 'LSCopy_SQL1\\CHAT_mgc';
      await host.asAdministrator(
        'backup',
        "EXEC master.dbo.sp_change_log_shipping_secondary_database @secondary_database = N'mgc', @restore_delay = 30",
      );
      const [standing] = await host.sql.query(host.pool.mgc.backup, 'job-schedules', { job: copyJob });
      await host.asAdministrator(
        'backup',
        `EXEC msdb.dbo.sp_update_schedule @schedule_id = ${String(standing?.scheduleId)}, @freq_subday_interval = 7`,
      );
      await host.run('configureLogShippingSecondary', fromPrimary);
      await expect(
        host.asAdministrator('backup', 'SELECT restore_delay FROM msdb.dbo.log_shipping_secondary_databases'),
      ).resolves.toEqual([[0]]);
      await expect(host.sql.query(host.pool.mgc.backup, 'job-schedules', { job: copyJob })).resolves.toMatchObject([
        { subdayInterval: 1002 },
      ]);
    });

    it('is seen to take, copy and restore a log backup before it counts as configured', async () => {
      const runLogBackup = { on: 'primary', after: file('mgc_initialise_r1.bak') } as const;
      const taken = await host.run('runLogBackup', runLogBackup);
      expect(readdirSync(folderOf(host.pool.logShipping.share))).toContain(taken.name);
      expect(taken.file).toBe(`${host.pool.logShipping.share}\\${taken.name}`);
      await expect(host.run('runLogBackup', runLogBackup)).resolves.toEqual(taken);
      const copyAndRestore = { ...fromPrimary, file: taken.file };
      await host.run('runCopyAndRestore', copyAndRestore);
      const [{ shipping } = {}] = (
        await host.run('observeStores', { side: 'secondary', copies: [{ database: 'mgc', role: 'backup' }] })
      ).facts;
      const { lastCopiedFile, lastRestoredFile } = shipping!.secondary!.record;
      expect([lastCopiedFile, lastRestoredFile]).toEqual([
        expect.stringContaining(taken.name),
        expect.stringContaining(taken.name),
      ]);
      await expect(host.again('runCopyAndRestore', copyAndRestore)).resolves.toEqual([]);
    });

    it('whose file never comes is waited for until the attempt is cancelled', async () => {
      const name = 'mgc_29990101000000.trn';
      const attempt = host.attempt('runCopyAndRestore', { ...fromPrimary, file: name });
      await until('it waits', () => attempt.beats.some(({ says }) => says === `copying ${name}`));
      attempt.cancel();
      await expect(attempt.result).rejects.toBeInstanceOf(CancelledFailure);
    });
  });
});
