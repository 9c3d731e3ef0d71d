import { obstaclesToFailback, obstaclesToFailover, type Obstacle } from '../../domain/obstacles';
import type { Observation } from '../../domain/observation';
import {
  failedOverState,
  identities,
  normalState,
  primaryLost,
  silent,
  withChain,
  withCopy,
  withServer,
  withStore,
  without,
} from './support/observation';
import { aPool, smallPool } from './support/pool';

/** A fact that differs from the good state, the rule that minds, and its sentence. */
type Row = readonly [when: string, seen: Observation, id: string, says: string];

const idsOf = (obstacles: readonly Obstacle[]): string[] => obstacles.map(({ id }) => id);
const workers = (seen: Observation, changes: Partial<Observation['workers']>): Observation => ({
  ...seen,
  workers: { ...seen.workers, ...changes },
});
const failedOver = { ...identities, poolState: 'FailedOver', activeServers: [] } as const;

describe('a failover', () => {
  it.each<readonly [string, Observation]>([
    ['everything answers', normalState],
    ['the primary data centre is lost', primaryLost],
    ['the primary is lost and the share with it', withChain(primaryLost, { shareReachable: false })],
    ['only the mirror of the primary is silent', silent(normalState, 'mirror')],
    ['the backup mirror is silent: users do not wait for it', silent(normalState, 'backupMirror')],
    ['nobody could count the compliance rows', without(normalState, 'complianceRows')],
    ['the primary is lost, whose Agent nobody asks', withServer(primaryLost, 'backup', { agentRunning: true })],
  ])('meets no obstacle when %s', (_, seen) => {
    expect(obstaclesToFailover(seen, aPool())).toEqual([]);
  });

  const rows: readonly Row[] = [
    [
      'no worker of the secondary data centre took a task',
      workers(normalState, { secondary: false }),
      'secondaryWorkerMissing',
      'No worker of the data centre dallas took a task; start one with the roles lync and sql.',
    ],
    [
      'the management shell is silent',
      { ...without(normalState, 'lync'), lyncReason: 'the shell did not start' },
      'lyncSilent',
      'The management shell in dallas does not answer: the shell did not start. Is the Central Management store up?',
    ],
    [
      'the login is not sysadmin on the backup store',
      withServer(normalState, 'backup', { sysadmin: false }),
      'backupStoreUnusable',
      'The login used on the backup store SQL3\\CHAT is not sysadmin; grant it, for log shipping and mirroring demand it.',
    ],
    [
      'the Agent of the backup store is stopped',
      withServer(normalState, 'backup', { agentRunning: false }),
      'backupAgentStopped',
      'SQL Server Agent on the backup store SQL3\\CHAT is not running; start it, for backups and restores run as its jobs.',
    ],
    [
      'the pool is failed over already',
      { ...normalState, lync: failedOver },
      'alreadyFailedOver',
      'The pool is failed over already; start a failback instead.',
    ],
    [
      'the backup store has no mgc',
      withStore(without(normalState, 'chain'), 'backup', { copy: undefined }),
      'backupCopyMissing',
      'The backup store SQL3\\CHAT holds no database mgc, so there is nothing to fail over to.',
    ],
    [
      'the backup mgc is online',
      withCopy(without(normalState, 'chain'), 'backup', { state: 'ONLINE' }),
      'backupCopyNotRestoring',
      'mgc on the backup store SQL3\\CHAT is ONLINE, not RESTORING: it is no log-shipping secondary any more.',
    ],
    [
      'the log chain is broken',
      withChain(normalState, { broken: 'A log backup is missing.' }),
      'logChainBroken',
      'A log backup is missing.',
    ],
    [
      'the log backups could not be read',
      { ...without(normalState, 'chain'), chainReason: 'access denied' },
      'logChainUnknown',
      'The log backups could not be read: access denied.',
    ],
    [
      'the primary refuses our login',
      withStore(primaryLost, 'primary', { loginRefused: true }),
      'primaryRefusesUs',
      'The primary store SQL1\\CHAT answers but refuses our login, so it can neither be sealed nor counted as dead; correct the login.',
    ],
    [
      'the mirror refuses our login',
      withStore(primaryLost, 'mirror', { loginRefused: true }),
      'primaryRefusesUs',
      'The mirror store SQL2\\CHAT answers but refuses our login, so it can neither be sealed nor counted as dead; correct the login.',
    ],
    [
      'the Agent of a principal that answers is stopped',
      withServer(normalState, 'primary', { agentRunning: false }),
      'principalCannotBeSealed',
      'SQL Server Agent on the primary store SQL1\\CHAT is not running; start it, for backups and restores run as its jobs.',
    ],
    [
      'the login is not sysadmin on a principal that answers',
      withServer(normalState, 'primary', { sysadmin: false }),
      'principalCannotBeSealed',
      'The login used on the primary store SQL1\\CHAT is not sysadmin; grant it, for log shipping and mirroring demand it.',
    ],
    [
      'the principal answers and the share does not',
      withChain(normalState, { shareReachable: false }),
      'shareOutOfReach',
      'The share \\\\fs1.contoso.com\\pchat-logs cannot be reached, so the tail of the log would have nowhere to go.',
    ],
  ];
  it.each(rows)('is forbidden when %s', (_, seen, id, says) => {
    expect(obstaclesToFailover(seen, aPool())).toEqual([{ id, says }]);
  });

  it('is forbidden when the backup store is silent, whatever stood there', () => {
    expect(obstaclesToFailover(silent(without(normalState, 'chain'), 'backup'), aPool())).toEqual([
      { id: 'backupStoreUnusable', says: 'The backup store SQL3\\CHAT does not answer: SQL Server does not answer.' },
    ]);
  });

  it('is told every obstacle at once, in the order of the table', () => {
    const dark: Observation = {
      ...without(
        workers(silent(withStore(primaryLost, 'mirror', { loginRefused: true }), 'backup'), { secondary: false }),
        'lync',
        'chain',
      ),
    };
    expect(idsOf(obstaclesToFailover(dark, aPool()))).toEqual([
      'secondaryWorkerMissing',
      'lyncSilent',
      'backupStoreUnusable',
      'primaryRefusesUs',
    ]);
  });

  it('needs neither mirror nor compliance database', () => {
    const { stores } = normalState;
    const seen: Observation = {
      ...normalState,
      stores: stores.filter(({ role, database }) => database === 'mgc' && (role === 'primary' || role === 'backup')),
    };
    expect(obstaclesToFailover(seen, smallPool())).toEqual([]);
  });
});

describe('a failback', () => {
  it.each<readonly [string, Observation]>([
    ['the primary data centre is rebuilt, empty', failedOverState],
    ['the old mgc of the primary stands there, unused', withCopy(failedOverState, 'primary', {})],
    ['the primary runs a newer version', withServer(failedOverState, 'primary', { version: '13.0.5026.0' })],
    ['the backup mirror is silent', silent(failedOverState, 'backupMirror')],
  ])('meets no obstacle when %s', (_, seen) => {
    expect(obstaclesToFailback(seen, aPool())).toEqual([]);
  });

  const rows: readonly Row[] = [
    [
      'the pool state is Normal',
      { ...failedOverState, lync: { ...failedOver, poolState: 'Normal' } },
      'notFailedOver',
      'The pool state is Normal: there is nothing to fail back.',
    ],
    [
      'the backup mgc is not online',
      withCopy(failedOverState, 'backup', { state: 'RESTORING' }),
      'backupCopyNotOnline',
      'mgc on the backup store SQL3\\CHAT is RESTORING, not ONLINE: there is nothing to copy back.',
    ],
    [
      'the backup store has no mgc',
      withStore(failedOverState, 'backup', { copy: undefined }),
      'backupCopyNotOnline',
      'mgc on the backup store SQL3\\CHAT is missing, not ONLINE: there is nothing to copy back.',
    ],
    [
      'no worker of the primary data centre took a task',
      workers(failedOverState, { primary: false }),
      'primaryWorkerMissing',
      'No worker of the data centre chicago took a task; start one with the roles lync and sql.',
    ],
    [
      'the login is not sysadmin on the primary store',
      withServer(failedOverState, 'primary', { sysadmin: false }),
      'primaryStoreUnusable',
      'The login used on the primary store SQL1\\CHAT is not sysadmin; grant it, for log shipping and mirroring demand it.',
    ],
    [
      'the Agent of the primary store is stopped',
      withServer(failedOverState, 'primary', { agentRunning: false }),
      'primaryAgentStopped',
      'SQL Server Agent on the primary store SQL1\\CHAT is not running; start it, for backups and restores run as its jobs.',
    ],
    [
      'the mirror of the primary is silent',
      silent(failedOverState, 'mirror', 'no route'),
      'mirrorStoreUnusable',
      'The mirror store SQL2\\CHAT does not answer: no route.',
    ],
    [
      'sessions hold the old mgc of the primary',
      withCopy(failedOverState, 'primary', { sessions: 3 }),
      'primaryCopyInUse',
      '3 session(s) hold mgc on the primary store SQL1\\CHAT, which the restore overwrites; end them first.',
    ],
    [
      'mgccomp is missing on the primary store',
      withStore(failedOverState, 'primary', { copy: undefined }, 'mgccomp'),
      'complianceDatabaseMissing',
      'mgccomp is missing on SQL1\\CHAT; install it (Install-CsDatabase -DatabaseType PersistentChatCompliance -SqlServerFqdn sql1.contoso.com).',
    ],
    [
      'the old mgc of the primary is still mirrored',
      withCopy(failedOverState, 'primary', { mirroringRole: 'PRINCIPAL' }),
      'primaryStillMirrored',
      'mgc on the primary store SQL1\\CHAT is still in a mirroring session; remove it (ALTER DATABASE mgc SET PARTNER OFF) before the restore can overwrite it.',
    ],
    [
      'the old mgc of the mirror is still mirrored',
      withCopy(failedOverState, 'mirror', { state: 'RESTORING', mirroringRole: 'MIRROR' }),
      'primaryStillMirrored',
      'mgc on the mirror store SQL2\\CHAT is still in a mirroring session; remove it (ALTER DATABASE mgc SET PARTNER OFF) before the restore can overwrite it.',
    ],
    [
      'the primary runs an older version than the backup store',
      withServer(failedOverState, 'primary', { version: '10.50.6000.34' }),
      'olderPrimary',
      'The primary store SQL1\\CHAT runs 10.50.6000.34, older than 12.0.6024.0 on the backup store: a database never restores to an older version.',
    ],
  ];
  it.each(rows)('is forbidden when %s', (_, seen, id, says) => {
    expect(obstaclesToFailback(seen, aPool())).toEqual([{ id, says }]);
  });

  it('is told every obstacle at once', () => {
    const seen = withServer(
      withCopy(workers(failedOverState, { primary: false }), 'primary', { sessions: 1, mirroringRole: 'PRINCIPAL' }),
      'primary',
      { agentRunning: false, version: '11.0.7001.0' },
    );
    expect(idsOf(obstaclesToFailback(seen, aPool()))).toEqual([
      'primaryWorkerMissing',
      'primaryAgentStopped',
      'primaryCopyInUse',
      'primaryStillMirrored',
      'olderPrimary',
    ]);
  });

  it('needs neither mirror nor compliance database', () => {
    const seen: Observation = {
      ...failedOverState,
      stores: failedOverState.stores.filter(
        ({ role, database }) => database === 'mgc' && (role === 'primary' || role === 'backup'),
      ),
    };
    expect(obstaclesToFailback(seen, smallPool())).toEqual([]);
  });
});
