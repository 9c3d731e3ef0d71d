/** The way back: the primary data centre stands again with empty stores, and the pool is failed back as documented. */
import type { Report } from '../../domain/run/report';
import { ask, copiesOf, instanceOf, servedBy } from '../../lab/rig/testing/estate-state';
import { aPool } from '../../lab/rig/testing/a-pool';
import { estateUnderTest, type EstateUnderTest } from './support/estate-under-test';
import { logShippingOf } from '../../lab/rig/testing/log-shipping-state';
import type { Run } from './support/run';
import { usersChat, usersLeave } from './support/situations';
import { until } from '../../lab/rig/testing/until';

/** No setting has the default of SQL Server or of the topology, so that none is right by chance. */
const settings = {
  backupEvery: 6,
  copyEvery: 7,
  restoreEvery: 8,
  keepBackupsFor: 1441,
  keepCopiesFor: 1442,
  alertWithoutBackupAfter: 61,
  alertWithoutRestoreAfter: 46,
  keepHistoryFor: 5761,
  compression: 'always',
} as const;

describe('The primary data centre is rebuilt', () => {
  let estate: EstateUnderTest;
  let normal: Awaited<ReturnType<typeof logShippingOf>>;
  let afterwards: typeof normal;
  let run: Run;
  let report: Report;

  beforeAll(async () => {
    estate = await estateUnderTest({ pool: aPool({ logShipping: settings }) });
    const { lab } = estate;
    normal = await logShippingOf(lab);
    await lab.loseDataCentre('primary');
    await estate.complete('failover');
    await lab.rebuildDataCentre('primary');
    await usersChat(estate);
    run = await estate.start('failback');
    await run.consent();
    report = await run.result();
    await usersChat(estate);
    await usersLeave({ lab });
    afterwards = await logShippingOf(lab);
    lab.invariants.checkLoss();
  });

  it('fails back once an operator has approved the plan', () => {
    expect(report).toMatchObject({
      result: 'completed',
      order: 'as-documented',
      skipped: [],
      undone: [],
      next: expect.stringMatching(
        /^Once the pool is well, delete what this run left on the share: \S+mgc_failback_\w+\.bak, \S+mgc_initialise_\w+\.bak\. mgc and mgccomp on SQL4\\CHAT stay RESTORING/,
      ) as string,
    });
    expect(report.decisions.map(({ update }) => update)).toEqual(['approve']);
  });

  it('loses no acknowledged message', () => {
    expect(estate.lab.chat.audit().missing).toEqual([]);
  });

  it('has mgc and mgccomp mirrored on the primary side again, and the backup mgc RESTORING without a mirror', () => {
    const mirrored = { primary: 'ONLINE PRINCIPAL SYNCHRONIZED', mirror: 'RESTORING MIRROR SYNCHRONIZED' };
    expect(copiesOf(estate.lab, 'mgc')).toMatchObject({ ...mirrored, backup: 'RESTORING' });
    expect(copiesOf(estate.lab, 'mgccomp')).toMatchObject(mirrored);
  });

  it('has the witness of the primary pair at work again', async () => {
    const witness = `SELECT mirroring_witness_state_desc AS witness FROM sys.database_mirroring WHERE database_id = DB_ID('mgc')`;
    expect(await ask(instanceOf(estate.lab, 'primary'), witness)).toEqual([{ witness: 'CONNECTED' }]);
  });

  it('has the pool in the state Normal, served by the chat servers of the primary data centre', () => {
    const { lab, pool } = estate;
    expect(lab.lync.store.current.poolState).toBe('Normal');
    expect([...lab.lync.store.current.activeServers]).toEqual(pool.primaryDataCentre.chatServers);
    expect(servedBy(lab)).toEqual(
      Object.fromEntries(pool.primaryDataCentre.chatServers.map((server) => [server, 'SQL1\\CHAT'])),
    );
  });

  it('has every row, job, schedule and setting of log shipping as it was before', () => {
    expect(afterwards).toEqual(normal);
  });

  it('has every setting of log shipping as the topology says', () => {
    const { share, copyFolder } = estate.pool.logShipping;
    expect(afterwards.primary).toEqual([
      expect.objectContaining({
        primary_database: 'mgc',
        primary_server: 'SQL1\\CHAT',
        backup_directory: share,
        backup_share: share,
        backup_retention_period: settings.keepBackupsFor,
        backup_compression: 1,
        backup_job: 'LSBackup_mgc',
        backup_threshold: settings.alertWithoutBackupAfter,
        threshold_alert_enabled: true,
        history_retention_period: settings.keepHistoryFor,
        secondary_server: 'SQL3\\CHAT',
        secondary_database: 'mgc',
      }),
    ]);
    expect(afterwards.secondary).toEqual([
      expect.objectContaining({
        primary_server: 'SQL1\\CHAT',
        primary_database: 'mgc',
        secondary_server: 'SQL3\\CHAT',
        secondary_database: 'mgc',
        backup_source_directory: share,
        backup_destination_directory: copyFolder,
        file_retention_period: settings.keepCopiesFor,
        copy_job: 'LSCopy_SQL1\\CHAT_mgc',
        restore_job: 'LSRestore_SQL1\\CHAT_mgc',
        restore_delay: 0,
        restore_all: true,
        restore_mode: false,
        disconnect_users: false,
        restore_threshold: settings.alertWithoutRestoreAfter,
        threshold_alert_enabled: true,
        history_retention_period: settings.keepHistoryFor,
      }),
    ]);
    const every = (job: string, minutes: number): unknown =>
      expect.objectContaining({
        job,
        enabled: 1,
        schedule_enabled: 1,
        freq_type: 4,
        freq_subday_type: 4,
        freq_subday_interval: minutes,
      });
    expect(afterwards.primaryJobs).toEqual(expect.arrayContaining([every('LSBackup_mgc', settings.backupEvery)]));
    expect(afterwards.secondaryJobs).toEqual(
      expect.arrayContaining([
        every('LSCopy_SQL1\\CHAT_mgc', settings.copyEvery),
        every('LSRestore_SQL1\\CHAT_mgc', settings.restoreEvery),
      ]),
    );
  });

  it('has the backup store follow the primary: what is chatted now arrives there', async () => {
    const { lab } = estate;
    const copy = () => BigInt(instanceOf(lab, 'backup').database('mgc')!.lsn);
    const now = BigInt(instanceOf(lab, 'primary').database('mgc')!.lsn);
    await usersChat(estate);
    await usersLeave({ lab });
    await until('the backup store has what the primary had', () => copy() >= now);
    expect(copiesOf(lab, 'mgc')['backup']).toBe('RESTORING');
  });

  // Some thirty of them are those of the second look, after the wait for consent.
  it('keeps its history within 230 events and 150 kB', async () => {
    const { events, bytes } = await run.history();
    expect(events).toBeLessThanOrEqual(230);
    expect(bytes).toBeLessThanOrEqual(150_000);
  });
});
