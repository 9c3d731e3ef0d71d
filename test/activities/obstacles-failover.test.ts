/** What forbids a failover, a sentence each. */
import type { Observation } from '../../domain/observation';
import {
  failedOverState,
  normalState,
  primaryLost,
  promotedAndLeft,
  silent,
  withChain,
  withCopy,
  withServer,
  withStore,
  without,
} from '../domain/support/observation';
import { smallPool } from '../domain/support/pool';
import { toFailOver, workers, withLync, twoStores, failedOver, type Row } from './support/obstacles-of';

describe('a failover', () => {
  it.each<readonly [string, Observation]>([
    ['everything answers', normalState],
    ['the primary data centre is lost', primaryLost],
    ['the primary is lost and the share with it', withChain(primaryLost, { shareReachable: false })],
    ['only the mirror of the primary is silent', silent(normalState, 'mirror')],
    ['the backup mirror is silent: users do not wait for it', silent(normalState, 'backupMirror')],
    ['nobody could count the compliance rows', without(normalState, 'complianceRows')],
    ['an earlier one had brought the backup store online', promotedAndLeft],
    ['it is failed over, and nobody is active', withLync(failedOverState, { activeServers: [] })],
    ['it is failed over, and lacks its mirror', withCopy(failedOverState, 'backup', { mirroringRole: null })],
    [
      'a failback had made the backup store a secondary again, and the primary is lost',
      { ...primaryLost, lync: failedOver },
    ],
    ['the primary is lost, whose Agent nobody asks', withServer(primaryLost, 'backup', { agentRunning: true })],
  ])('meets no obstacle when %s', (_, seen) => {
    expect(toFailOver(seen)).toEqual([]);
  });

  const rows: readonly Row[] = [
    [
      'no worker of the secondary data centre took a task',
      workers(normalState, { secondary: false }),
      'No worker of the data centre dallas took a task; start one with the roles lync and sql.',
    ],
    [
      'the management shell is silent',
      { ...without(normalState, 'lync'), lyncReason: 'the shell did not start' },
      'The management shell in dallas does not answer: the shell did not start. Is the Central Management store up?',
    ],
    [
      'the login is not sysadmin on the backup store',
      withServer(normalState, 'backup', { sysadmin: false }),
      'The login used on the backup store SQL3\\CHAT is not sysadmin; grant it, for log shipping and mirroring demand it.',
    ],
    [
      'the Agent of the backup store is stopped',
      withServer(normalState, 'backup', { agentRunning: false }),
      'SQL Server Agent on the backup store SQL3\\CHAT is not running; start it, for backups and restores run as its jobs.',
    ],
    ['the pool is failed over already', failedOverState, 'The pool is failed over already; start a failback instead.'],
    [
      'the backup store has no mgc',
      withStore(without(normalState, 'chain'), 'backup', { copy: undefined }),
      'The backup store SQL3\\CHAT holds no database mgc, so there is nothing to fail over to.',
    ],
    [
      'the backup mgc is online',
      withCopy(without(normalState, 'chain'), 'backup', { state: 'ONLINE' }),
      'mgc on the backup store SQL3\\CHAT is ONLINE, not RESTORING: it is no log-shipping secondary any more.',
    ],
    [
      'the log chain is broken',
      withChain(normalState, { broken: 'A log backup is missing.' }),
      'A log backup is missing.',
    ],
    [
      'the log backups could not be read',
      { ...without(normalState, 'chain'), chainReason: 'access denied' },
      'The log backups could not be read: access denied.',
    ],
    [
      'a job of an earlier run still runs',
      withStore(normalState, 'primary', { leftJobs: [{ job: 'PCDR_tail_mgc_01a1fe0000', running: true }] }),
      "The job PCDR_tail_mgc_01a1fe0000 of an earlier run, which has ended, still runs on SQL1\\CHAT. Wait until it is through, or stop it (EXEC msdb.dbo.sp_stop_job @job_name = N'PCDR_tail_mgc_01a1fe0000'), then start again.",
    ],
    [
      'the primary refuses our login',
      withStore(primaryLost, 'primary', { loginRefused: true }),
      'The primary store SQL1\\CHAT answers but refuses our login, so it can neither be sealed nor counted as dead; correct the login.',
    ],
    [
      'the mirror refuses our login',
      withStore(primaryLost, 'mirror', { loginRefused: true }),
      'The mirror store SQL2\\CHAT answers but refuses our login, so it can neither be sealed nor counted as dead; correct the login.',
    ],
    [
      'the Agent of a principal that answers is stopped',
      withServer(normalState, 'primary', { agentRunning: false }),
      'SQL Server Agent on the primary store SQL1\\CHAT is not running; start it, for backups and restores run as its jobs.',
    ],
    [
      'the login is not sysadmin on a principal that answers',
      withServer(normalState, 'primary', { sysadmin: false }),
      'The login used on the primary store SQL1\\CHAT is not sysadmin; grant it, for log shipping and mirroring demand it.',
    ],
    [
      'the principal answers and the share does not',
      withChain(normalState, { shareReachable: false }),
      'The share \\\\fs1.contoso.com\\pchat-logs cannot be reached, so the tail of the log would have nowhere to go.',
    ],
  ];
  it.each(rows)('is forbidden when %s', (_, seen, says) => {
    expect(toFailOver(seen)).toEqual([says]);
  });

  it('is forbidden when the backup store is silent, whatever stood there', () => {
    expect(toFailOver(silent(without(normalState, 'chain'), 'backup'))).toEqual([
      'The backup store SQL3\\CHAT does not answer: SQL Server does not answer.',
    ]);
  });

  it('is told every obstacle at once', () => {
    const dark: Observation = {
      ...without(
        workers(silent(withStore(primaryLost, 'mirror', { loginRefused: true }), 'backup'), { secondary: false }),
        'lync',
        'chain',
      ),
    };
    expect(toFailOver(dark)).toEqual([
      'No worker of the data centre dallas took a task; start one with the roles lync and sql.',
      'The management shell in dallas does not answer. Is the Central Management store up?',
      'The backup store SQL3\\CHAT does not answer: SQL Server does not answer.',
      'The mirror store SQL2\\CHAT answers but refuses our login, so it can neither be sealed nor counted as dead; correct the login.',
    ]);
  });

  it('needs neither mirror nor compliance database', () => {
    expect(toFailOver(twoStores(withCopy(normalState, 'primary', { mirroringRole: null })), smallPool())).toEqual([]);
  });

  // What its undo could not put back is said in the plan and left to a person, and forbids nothing.
  it('is not forbidden where nothing could mirror the principal again after an abort', () => {
    expect(toFailOver(twoStores(normalState), smallPool())).toEqual([]);
  });
});
