/** What the plan of a failover tells, line by line. */
import { fileNames } from '../../domain/file-names';
import { normalState, primaryLost, withChain, withCopy, withServer } from '../domain/support/observation';
import { smallPool } from '../domain/support/pool';
import { leavingSomething } from '../support/steps';
import { planOf } from './support/plan-of';
import { told, undoTold, shell, service, installMirror, sessions, ready } from './support/told';

const share = '\\\\fs1.contoso.com\\pchat-logs';

describe('the plan of a failover', () => {
  it('says what each step will execute, while the principal still answers', () => {
    const untilSealed = '(for each of: log backups that are finished or get their name until the store is sealed)';
    expect(told(planOf(normalState))).toEqual({
      recordLogShipping: [],
      clearActiveServers: [
        `${shell}: Set-CsPersistentChatActiveServer ${service} -ActiveServers $null -Confirm:$false`,
      ],
      takeTailLog: [
        `SQL1\\CHAT: EXEC msdb.dbo.sp_update_job @job_name = N'LSBackup_mgc', @enabled = 0;`,
        `SQL1\\CHAT: move ${share}\\{file}.wrk to ${share}\\{file}.trn (for each of: log backups that their job did not live to name)`,
        'SQL1\\CHAT: ALTER DATABASE [mgc] SET PARTNER OFF;',
        `SQL1\\CHAT: BACKUP LOG [mgc] TO DISK = N'${share}\\mgc_tail_r1.trn' WITH NORECOVERY, INIT, CHECKSUM, STATS = 5;`,
      ],
      removeLogShipping: [
        `SQL3\\CHAT: EXEC msdb.dbo.sp_update_job @job_name = N'LSCopy_SQL1\\CHAT_mgc', @enabled = 0;`,
        `SQL3\\CHAT: EXEC msdb.dbo.sp_update_job @job_name = N'LSRestore_SQL1\\CHAT_mgc', @enabled = 0;`,
        `SQL3\\CHAT: EXEC master.dbo.sp_delete_log_shipping_secondary_database @secondary_database = N'mgc';`,
      ],
      copyLogBackups: [
        `SQL3\\CHAT: copy ${share}\\mgc_20261121095500.trn to D:\\pchat-copies\\mgc_20261121095500.trn`,
        `SQL3\\CHAT: copy ${share}\\{file} to D:\\pchat-copies\\{file} ${untilSealed}`,
        `SQL3\\CHAT: copy ${share}\\mgc_tail_r1.trn to D:\\pchat-copies\\mgc_tail_r1.trn`,
      ],
      applyLogBackups: [
        ['mgc_20261121095000.trn'],
        ['mgc_20261121095500.trn'],
        ['{file}', ` ${untilSealed}`],
        ['mgc_tail_r1.trn'],
      ].map(
        ([name = '', condition = '']) =>
          `SQL3\\CHAT: RESTORE LOG [mgc] FROM DISK = N'D:\\pchat-copies\\${name}' WITH NORECOVERY, STATS = 5;${condition}`,
      ),
      bringOnline: [
        sessions('SQL3\\CHAT'),
        'SQL3\\CHAT: RESTORE DATABASE [mgc] WITH RECOVERY;',
        ...ready('SQL3\\CHAT'),
      ],
      failPoolOver: [
        `${shell}: Set-CsPersistentChatState -Identity 'Global:chat.contoso.com' -PoolState 'FailedOver' -Confirm:$false`,
      ],
      activateServers: [
        `${shell}: Set-CsPersistentChatActiveServer ${service} -ActiveServers @{ Replace = @('chat3.contoso.com', 'chat4.contoso.com') } -Confirm:$false`,
      ],
      verifyService: [],
      // mgccomp on the backup store has its mirror already.
      mirrorBackup: [installMirror('PersistentChat', 'sql3')],
    });
  });

  it('has no tail of the log to take when the primary data centre is lost, and says what that means', () => {
    const plan = planOf(primaryLost);
    expect(Object.keys(told(plan))).not.toContain('takeTailLog');
    expect(JSON.stringify(told(plan))).not.toContain('tail');
    expect(plan.lossBound?.kind).toBe('since');
    expect(plan.notes).toEqual([
      'Order: the chat servers are activated before the mirror is seeded, because users wait while it is.',
      'No store of the primary data centre answers: it cannot be sealed, so see that it stays off.',
      'No worker of chicago answers.',
      'mgccomp is not failed over; the chat servers use the one on the backup store.',
      '0 compliance row(s) in the serving mgccomp are not exported yet.',
    ]);
  });

  it.each([
    ['service-first', ['activateServers', 'verifyService', 'mirrorBackup']],
    ['as-documented', ['mirrorBackup', 'activateServers', 'verifyService']],
  ])('in the order "%s" ends with %j', (order, last) => {
    expect(Object.keys(told(planOf(normalState, { order }))).slice(-3)).toEqual(last);
  });

  it('leaves out what the topology does not have', () => {
    const seen = withCopy(normalState, 'primary', { mirroringRole: null });
    const plan = planOf(seen, { pool: smallPool() });
    expect(Object.keys(told(plan))).not.toContain('mirrorBackup');
    expect(JSON.stringify(told(plan))).not.toContain('SET PARTNER OFF');
    expect(plan.notes).toContain('The topology has no backup mirror: mgc will serve without one.');
  });

  it('mirrors mgccomp too where it has lost its mirror', () => {
    const alone = withCopy(normalState, 'backup', { mirroringRole: null, mirroringState: null }, 'mgccomp');
    expect(told(planOf(alone))['mirrorBackup']).toEqual([
      installMirror('PersistentChat', 'sql3'),
      installMirror('PersistentChatCompliance', 'sql3'),
    ]);
  });

  it('does not empty an active list that is empty', () => {
    const seen = { ...normalState, lync: { ...normalState.lync!, activeServers: [] } };
    expect(told(planOf(seen))['clearActiveServers']).toEqual([]);
  });

  it('says how each step is undone', () => {
    const undo = undoTold(planOf(normalState));
    expect(Object.keys(undo)).toEqual(leavingSomething('failover'));
    expect(undo['takeTailLog']?.slice(0, 2)).toEqual([
      'SQL1\\CHAT: RESTORE DATABASE [mgc] WITH RECOVERY; (only if mgc was sealed)',
      `${installMirror('PersistentChat', 'sql1')} (only if it is not mirrored then)`,
    ]);
    expect(undo['takeTailLog']?.at(-1)).toBe(
      `SQL1\\CHAT: EXEC msdb.dbo.sp_update_job @job_name = N'LSBackup_mgc', @enabled = 1; (only if the job is disabled then)`,
    );
    expect(undo['removeLogShipping']?.[0]).toContain('sp_add_log_shipping_secondary_primary');
    expect(undo['copyLogBackups']).toEqual([
      'SQL3\\CHAT: delete D:\\pchat-copies\\mgc_tail_r1.trn (only if it was copied)',
    ]);
  });

  it('is abridged to the first and the last ten of 2,000 log backups', () => {
    const files = Array.from({ length: 2000 }, (_, index) => `mgc_${String(20261121000000 + index)}.trn`);
    const { copyLogBackups, applyLogBackups } = told(
      planOf(withChain(primaryLost, { toApply: fileNames(files), toCopy: fileNames(files) })),
    );
    expect(applyLogBackups).toHaveLength(21);
    expect(applyLogBackups?.[0]).toContain(files[0]);
    expect(applyLogBackups?.[9]).toContain(files[9]);
    expect(applyLogBackups?.[10]).toContain('{file}');
    expect(applyLogBackups?.[10]).toContain('(for each of: 1980 more log backups)');
    expect(applyLogBackups?.[20]).toContain(files[1999]);
    expect(copyLogBackups).toHaveLength(21);
  });

  it('has no step while an obstacle stands in its way', () => {
    const plan = planOf(withServer(normalState, 'backup', { agentRunning: false }));
    expect(plan.entries).toEqual([]);
    expect(plan.obstacles.map(({ id }) => id)).toEqual(['backupAgentStopped']);
  });
});
