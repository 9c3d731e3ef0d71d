import { lsn } from '../../../../estate/lsn';
import type { BackupSet } from '../../../../estate/contract';
import { FakeEstate } from './fake-estate';

const set: BackupSet = {
  setGuid: 'SET',
  mediaSetGuid: 'MEDIA',
  familyGuid: 'FAMILY',
  type: 'L',
  database: 'mgc',
  server: 'SQL1\\CHAT',
  machine: 'SQL1',
  user: 'sa',
  name: null,
  position: 1,
  startedAt: '2026-11-20T00:00:00.000Z',
  finishedAt: '2026-11-20T00:00:01.000Z',
  firstLsn: lsn('34000000012300001'),
  lastLsn: lsn('34000000045600001'),
  checkpointLsn: lsn('34000000012300001'),
  databaseBackupLsn: lsn('34000000000100001'),
  differentialBaseLsn: null,
  firstForkGuid: 'FORK',
  lastForkGuid: 'FORK',
  forkPointLsn: null,
  recoveryModel: 'FULL',
  collation: 'SQL_Latin1_General_CP1_CI_AS',
  sizeBytes: 65536,
  compressed: false,
  copyOnly: false,
  forceOffline: true,
  singleUser: false,
  checksums: true,
  beginsLogChain: false,
  versionMajor: 11,
};

describe('backup and restore history', () => {
  let lab: FakeEstate;
  beforeEach(() => {
    lab = new FakeEstate();
  });
  afterEach(() => lab.msdb.dispose());

  test('a backup has one set and one media family for each of its files', () => {
    lab.msdb.recordBackup(set, ['D:\\a.bak', 'E:\\b.bak']);
    expect(lab.rows('backupset')).toMatchObject([
      { backup_set_id: 1, type: 'L', is_force_offline: true, last_lsn: { unscaled: 34000000045600001n, scale: 0 } },
    ]);
    expect(lab.rows('backupmediafamily').map(({ physical_device_name }) => physical_device_name)).toEqual([
      'D:\\a.bak',
      'E:\\b.bak',
    ]);
    expect(lab.rows('backupmediaset')).toMatchObject([{ media_family_count: 2 }]);
  });

  test('a restored set gets a backupset row on the target, once', () => {
    const restore = {
      database: 'mgc',
      type: 'L',
      replace: false,
      recovery: false,
      user: 'sa',
      devices: ['D:\\LS\\a.trn'],
    } as const;
    lab.msdb.recordRestore(set, restore);
    lab.msdb.recordRestore(set, restore);
    expect(lab.rows('backupset')).toMatchObject([{ server_name: 'SQL1\\CHAT', backup_set_id: 1 }]);
    expect(lab.rows('restorehistory')).toMatchObject([
      { restore_history_id: 1, destination_database_name: 'mgc', backup_set_id: 1, restore_type: 'L', recovery: false },
      { restore_history_id: 2, backup_set_id: 1 },
    ]);
  });

  test('a sysadmin may delete history rows, anybody else may not', () => {
    lab.msdb.recordBackup(set, ['D:\\a.bak']);
    const table = lab.msdb.table('backupset')!;
    expect(() => table.delete?.(() => true, lab.session({ isSysadmin: false }))).toThrow(
      /^229: The DELETE permission was denied/,
    );
    expect(table.delete?.(() => true, lab.session({}))).toBe(1);
    expect(lab.rows('backupset')).toEqual([]);
  });
});
