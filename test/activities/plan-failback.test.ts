/** What the plan of a failback tells, line by line. */
import { everyMinutes } from '../../domain/log-shipping-record';
import { storeSeen, type Observation } from '../../domain/observation';
import { failedOverState, normalState, withCopy, withStore } from '../domain/support/observation';
import { aPool } from '../domain/support/pool';
import { stepIdsOf } from '../support/steps';
import { planOf } from './support/plan-of';
import { told, undoTold, shell, service, installMirror, sessions, ready } from './support/told';

const share = '\\\\fs1.contoso.com\\pchat-logs';

describe('the plan of a failback', () => {
  const failback = { procedure: 'failback' } as const;
  const file = (purpose: string): string => `${share}\\mgc_${purpose}_r1.bak`;
  const moves = `MOVE N'mgc' TO N'E:\\data\\mgc.mdf', MOVE N'mgc_log' TO N'F:\\log\\mgc_log.ldf'`;

  it('says what each step will execute on a primary that was rebuilt empty', () => {
    const plan = told(planOf(failedOverState, failback));
    expect(Object.keys(plan)).toEqual(stepIdsOf('failback'));
    expect(plan).toMatchObject({
      removeMirroring: ['mgc', 'mgccomp'].map((name) => `SQL3\\CHAT: ALTER DATABASE [${name}] SET PARTNER OFF;`),
      backUpDatabase: [
        `SQL3\\CHAT: BACKUP DATABASE [mgc] TO DISK = N'${file('failback')}' WITH COPY_ONLY, INIT, CHECKSUM, STATS = 5;`,
      ],
      restoreOnPrimary: [
        sessions('SQL1\\CHAT'),
        `SQL1\\CHAT: RESTORE DATABASE [mgc] FROM DISK = N'${file('failback')}' WITH ${moves}, REPLACE, RECOVERY, STATS = 5;`,
        ...ready('SQL1\\CHAT'),
      ],
      mirrorPrimary: [installMirror('PersistentChat', 'sql1'), installMirror('PersistentChatCompliance', 'sql1')],
      setPoolStateNormal: [
        `${shell}: Set-CsPersistentChatState -Identity 'Global:chat.contoso.com' -PoolState 'Normal' -Confirm:$false`,
      ],
      activateServers: [
        `${shell}: Set-CsPersistentChatActiveServer ${service} -ActiveServers @{ Replace = @('chat1.contoso.com', 'chat2.contoso.com') } -Confirm:$false`,
      ],
    });
  });

  it('configures log shipping with every setting of the topology', () => {
    const logShipping = {
      share,
      shareIn: 'elsewhere',
      localPath: 'G:\\local',
      copyFolder: 'D:\\copies',
      backupEvery: 1,
      copyEvery: 2,
      restoreEvery: 3,
      keepBackupsFor: 101,
      keepCopiesFor: 102,
      alertWithoutBackupAfter: 103,
      alertWithoutRestoreAfter: 104,
      keepHistoryFor: 105,
      compression: 'always',
    };
    const { configureLogShipping } = told(planOf(failedOverState, { ...failback, pool: aPool({ logShipping }) }));
    const all = (minutes: number): string =>
      `@freq_type = 4, @freq_interval = 1, @freq_subday_type = 4, @freq_subday_interval = ${String(minutes)}, @freq_relative_interval = 0, @freq_recurrence_factor = 0, @active_start_date = 20140101, @active_end_date = 99991231, @active_start_time = 0, @active_end_time = 235900;`;
    expect(configureLogShipping).toEqual([
      `SQL1\\CHAT: move ${share}\\{file} to ${share}\\before_r1\\{file} (for each of: log backups of the former chain)`,
      `SQL1\\CHAT: EXEC master.dbo.sp_add_log_shipping_primary_database @database = N'mgc', @backup_directory = N'G:\\local', @backup_share = N'${share}', @backup_job_name = N'LSBackup_mgc', @backup_retention_period = 101, @backup_compression = 1, @backup_threshold = 103, @threshold_alert = 14420, @threshold_alert_enabled = 1, @history_retention_period = 105;`,
      `SQL1\\CHAT: EXEC msdb.dbo.sp_update_job @job_name = N'LSBackup_mgc', @owner_login_name = N'sa';`,
      `SQL1\\CHAT: EXEC msdb.dbo.sp_add_jobschedule @job_name = N'LSBackup_mgc', @name = N'LSBackupSchedule_SQL1\\CHAT1', @enabled = 1, ${all(1)}`,
      `SQL1\\CHAT: EXEC master.dbo.sp_add_log_shipping_primary_secondary @primary_database = N'mgc', @secondary_server = N'SQL3\\CHAT', @secondary_database = N'mgc';`,
      'SQL1\\CHAT: EXEC master.dbo.sp_add_log_shipping_alert_job;',
      `SQL1\\CHAT: EXEC msdb.dbo.sp_update_job @job_name = N'LSBackup_mgc', @enabled = 1;`,
      `SQL1\\CHAT: BACKUP DATABASE [mgc] TO DISK = N'${file('initialise')}' WITH INIT, CHECKSUM, STATS = 5;`,
      sessions('SQL3\\CHAT'),
      `SQL3\\CHAT: RESTORE DATABASE [mgc] FROM DISK = N'${file('initialise')}' WITH ${moves}, REPLACE, NORECOVERY, STATS = 5;`,
      'SQL3\\CHAT: move D:\\copies\\{file} to D:\\copies\\before_r1\\{file} (for each of: log backups of the former chain)',
      `SQL3\\CHAT: EXEC master.dbo.sp_add_log_shipping_secondary_primary @primary_server = N'SQL1\\CHAT', @primary_database = N'mgc', @backup_source_directory = N'${share}', @backup_destination_directory = N'D:\\copies', @copy_job_name = N'LSCopy_SQL1\\CHAT_mgc', @restore_job_name = N'LSRestore_SQL1\\CHAT_mgc', @file_retention_period = 102;`,
      ...['Copy', 'Restore'].map(
        (kind) =>
          `SQL3\\CHAT: EXEC msdb.dbo.sp_update_job @job_name = N'LS${kind}_SQL1\\CHAT_mgc', @owner_login_name = N'sa';`,
      ),
      `SQL3\\CHAT: EXEC msdb.dbo.sp_add_jobschedule @job_name = N'LSCopy_SQL1\\CHAT_mgc', @name = N'DefaultCopyJobSchedule', @enabled = 1, ${all(2)}`,
      `SQL3\\CHAT: EXEC msdb.dbo.sp_add_jobschedule @job_name = N'LSRestore_SQL1\\CHAT_mgc', @name = N'DefaultRestoreJobSchedule', @enabled = 1, ${all(3)}`,
      `SQL3\\CHAT: EXEC master.dbo.sp_add_log_shipping_secondary_database @secondary_database = N'mgc', @primary_server = N'SQL1\\CHAT', @primary_database = N'mgc', @restore_delay = 0, @restore_all = 1, @restore_mode = 0, @disconnect_users = 0, @restore_threshold = 104, @threshold_alert = 14421, @threshold_alert_enabled = 1, @history_retention_period = 105;`,
      `SQL3\\CHAT: EXEC msdb.dbo.sp_update_job @job_name = N'LSCopy_SQL1\\CHAT_mgc', @enabled = 1;`,
      `SQL3\\CHAT: EXEC msdb.dbo.sp_update_job @job_name = N'LSRestore_SQL1\\CHAT_mgc', @enabled = 1;`,
      `SQL1\\CHAT: EXEC msdb.dbo.sp_start_job @job_name = N'LSBackup_mgc'; (for each of: runs until the log backup is there)`,
      `SQL3\\CHAT: EXEC msdb.dbo.sp_start_job @job_name = N'LSCopy_SQL1\\CHAT_mgc'; (for each of: runs until it is copied)`,
      `SQL3\\CHAT: EXEC msdb.dbo.sp_start_job @job_name = N'LSRestore_SQL1\\CHAT_mgc'; (for each of: runs until it is restored)`,
    ]);
  });

  it('keeps a copy of the mgc that it overwrites, and says so', () => {
    const plan = planOf(withCopy(failedOverState, 'primary', {}), failback);
    expect(told(plan)['restoreOnPrimary']?.[0]).toBe(
      `SQL1\\CHAT: BACKUP DATABASE [mgc] TO DISK = N'${file('replaced')}' WITH COPY_ONLY, INIT, CHECKSUM, STATS = 5;`,
    );
    expect(plan.notes).toContain(
      'mgc on the primary store is ONLINE and will be overwritten; a copy-only backup of it is kept on the share.',
    );
  });

  const files = [
    { logical: 'old', physical: 'X:\\a\\old.mdf', isLog: false },
    { logical: 'old_log', physical: 'Y:\\b\\old.ldf', isLog: true },
  ];

  it('places the files where the copy on the primary has them, and back again with the names that they had', () => {
    const plan = planOf(withCopy(failedOverState, 'primary', { files }), failback);
    expect(told(plan)['restoreOnPrimary']?.[2]).toContain(
      `MOVE N'mgc' TO N'X:\\a\\old.mdf', MOVE N'mgc_log' TO N'Y:\\b\\old.ldf'`,
    );
    expect(undoTold(plan)['restoreOnPrimary']?.[1]).toContain(
      `MOVE N'old' TO N'X:\\a\\old.mdf', MOVE N'old_log' TO N'Y:\\b\\old.ldf'`,
    );
  });

  it('seeds the backup store with files where its own are: a copy that was carried over keeps its logical names', () => {
    const { configureLogShipping } = told(planOf(withCopy(failedOverState, 'primary', { files }), failback));
    const seed = configureLogShipping?.find((line) => line.startsWith('SQL3\\CHAT: RESTORE DATABASE'));
    expect(seed).toContain(moves);
  });

  it('silences the log backup job of a primary that came back, and sets its log shipping right', () => {
    const { shipping } = normalState.stores[0]!;
    const renamed = { ...shipping!, primary: { ...shipping!.primary!, backupJob: 'Log backups' } };
    const jobs = [
      {
        name: 'Log backups',
        enabled: true,
        schedules: [{ ...everyMinutes('Backups', 15), startTime: 500, scheduleId: 7 }],
      },
    ];
    const seen = withStore(withCopy(failedOverState, 'primary', {}), 'primary', { shipping: { ...renamed, jobs } });
    const { restoreOnPrimary, configureLogShipping } = told(planOf(seen, failback));
    expect(restoreOnPrimary?.[1]).toBe(
      `SQL1\\CHAT: EXEC msdb.dbo.sp_update_job @job_name = N'Log backups', @enabled = 0;`,
    );
    expect(configureLogShipping?.[1]).toContain('sp_change_log_shipping_primary_database');
    expect(configureLogShipping?.slice(2, 6)).toEqual([
      `SQL1\\CHAT: EXEC msdb.dbo.sp_update_job @job_name = N'Log backups', @owner_login_name = N'sa';`,
      'SQL1\\CHAT: EXEC msdb.dbo.sp_update_schedule @schedule_id = 7, @enabled = 1, @freq_type = 4, @freq_interval = 1, @freq_subday_type = 4, @freq_subday_interval = 5, @freq_relative_interval = 0, @freq_recurrence_factor = 0, @active_start_date = 20140101, @active_end_date = 99991231, @active_start_time = 500, @active_end_time = 235900;',
      'SQL1\\CHAT: EXEC master.dbo.sp_add_log_shipping_alert_job;',
      `SQL1\\CHAT: EXEC msdb.dbo.sp_update_job @job_name = N'Log backups', @enabled = 1;`,
    ]);
  });

  const back = 'only if the copy there was overwritten';

  it.each<readonly [string, Observation, readonly string[]]>([
    [
      'nothing',
      failedOverState,
      [
        'SQL1\\CHAT: ALTER DATABASE [mgc] SET PARTNER OFF; (only if it is mirrored then)',
        `SQL1\\CHAT: DROP DATABASE [mgc]; (${back})`,
      ],
    ],
    [
      'a copy out of use',
      withCopy(failedOverState, 'primary', { state: 'RESTORING' }),
      [
        sessions('SQL1\\CHAT'),
        `SQL1\\CHAT: RESTORE DATABASE [mgc] FROM DISK = N'${file('failback')}' WITH ${moves}, REPLACE, NORECOVERY, STATS = 5; (${back})`,
      ],
    ],
    [
      'a copy that was online',
      withStore(withCopy(failedOverState, 'primary', {}), 'primary', { shipping: normalState.stores[0]!.shipping }),
      [
        `SQL1\\CHAT: EXEC msdb.dbo.sp_update_job @job_name = N'LSBackup_mgc', @enabled = 0; (only if it is enabled then)`,
        sessions('SQL1\\CHAT'),
        `SQL1\\CHAT: RESTORE DATABASE [mgc] FROM DISK = N'${file('replaced')}' WITH ${moves}, REPLACE, RECOVERY, STATS = 5; (${back})`,
        ...ready('SQL1\\CHAT'),
        `SQL1\\CHAT: delete ${file('replaced')} (only if it was written)`,
      ],
    ],
  ])('says how each step is undone where %s stood on the primary', (_, seen, restored) => {
    const { silenceLogBackups, ...rest } = undoTold(planOf(seen, failback));
    expect(silenceLogBackups).toEqual(
      storeSeen(seen, 'primary')?.shipping?.primary === undefined
        ? undefined
        : [
            `SQL1\\CHAT: EXEC msdb.dbo.sp_update_job @job_name = N'LSBackup_mgc', @enabled = 1; (only if the job is disabled then)`,
          ],
    );
    expect(rest).toEqual({
      clearActiveServers: [
        `${shell}: Set-CsPersistentChatActiveServer ${service} -ActiveServers @{ Replace = @('chat3.contoso.com', 'chat4.contoso.com') } -Confirm:$false (only if the list is another then)`,
      ],
      removeMirroring: [installMirror('PersistentChat', 'sql3'), installMirror('PersistentChatCompliance', 'sql3')].map(
        (line) => `${line} (only if it is not mirrored then)`,
      ),
      backUpDatabase: [`SQL3\\CHAT: delete ${file('failback')} (only if it was written)`],
      restoreOnPrimary: restored,
      mirrorPrimary: [
        ...['mgc', 'mgccomp'].map(
          (name) => `SQL1\\CHAT: ALTER DATABASE [${name}] SET PARTNER OFF; (only if it was mirrored)`,
        ),
        ...['mgc', 'mgccomp'].map((name) => `SQL2\\CHAT: DROP DATABASE [${name}]; (only if a copy was left there)`),
      ],
    });
  });
});
