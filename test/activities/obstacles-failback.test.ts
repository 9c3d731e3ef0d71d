/** What forbids a failback, a sentence each. */
import type { Observation } from '../../domain/observation';
import {
  failedOverState,
  normalState,
  oldPairBack,
  sealedAndLeft,
  swappedPair,
  silent,
  withCopy,
  withServer,
  withStore,
  without,
} from '../domain/support/observation';
import { smallPool } from '../domain/support/pool';
import {
  toFailBack,
  workers,
  withLync,
  twoStores,
  dataFile,
  logFile,
  failedOver,
  type Row,
} from './support/obstacles-of';

/** A failback was ended behind its point of no return: both copies are on one recovery path. */
const secondaryAgain = withCopy(withCopy({ ...normalState, lync: failedOver }, 'primary', { fork: 'f1' }), 'backup', {
  fork: 'f1',
});

const secondaryLost = (seen: Observation): Observation => ({
  ...silent(silent(seen, 'backup'), 'backupMirror'),
  workers: { primary: true, secondary: false },
});

describe('a failback', () => {
  it.each<readonly [string, Observation]>([
    ['the primary data centre is rebuilt, empty', failedOverState],
    ['the old mgc of the primary stands there, unused', withCopy(failedOverState, 'primary', {})],
    ['the primary runs a newer version', withServer(failedOverState, 'primary', { version: '13.0.5026.0' })],
    ['the backup mirror is silent', silent(failedOverState, 'backupMirror')],
    ['nobody was asked for the share', without(failedOverState, 'shareReasons')],
    ['the old pair of the primary came back', oldPairBack],
    ['an earlier failover had sealed the primary', sealedAndLeft],
    ['the same, and the secondary data centre is lost since', secondaryLost(sealedAndLeft)],
    [
      'somebody sealed the primary while its chat servers were active, and the secondary is lost',
      secondaryLost(withLync(sealedAndLeft, { activeServers: normalState.lync?.activeServers ?? [] })),
    ],
    [
      'no store answers where it served from, though workers there do',
      withLync(
        { ...secondaryLost(sealedAndLeft), workers: { primary: true, secondary: true } },
        { poolState: 'FailedOver' },
      ),
    ],
    ['the list was emptied, and no more', withLync(normalState, { activeServers: [] })],
    ['an earlier one had made the backup store a secondary again', secondaryAgain],
    ['the same, and its seed was never restored whole', withCopy(secondaryAgain, 'backup', { fork: undefined })],
  ])('meets no obstacle when %s', (_, seen) => {
    expect(toFailBack(seen)).toEqual([]);
  });

  const rows: readonly Row[] = [
    [
      'the pool state is Normal',
      { ...failedOverState, lync: { ...failedOver, poolState: 'Normal' } },
      'The pool state is Normal: there is nothing to fail back.',
    ],
    [
      'the backup mgc is not online',
      withCopy(failedOverState, 'backup', { state: 'RESTORING' }),
      'mgc on the backup store SQL3\\CHAT is RESTORING, not ONLINE: there is nothing to copy back.',
    ],
    [
      'the backup store has no mgc',
      withStore(failedOverState, 'backup', { copy: undefined }),
      'mgc on the backup store SQL3\\CHAT is missing, not ONLINE: there is nothing to copy back.',
    ],
    [
      'no worker of the primary data centre took a task',
      workers(failedOverState, { primary: false }),
      'No worker of the data centre chicago took a task; start one with the roles lync and sql.',
    ],
    [
      'the login is not sysadmin on the primary store',
      withServer(failedOverState, 'primary', { sysadmin: false }),
      'The login used on the primary store SQL1\\CHAT is not sysadmin; grant it, for log shipping and mirroring demand it.',
    ],
    [
      'the Agent of the primary store is stopped',
      withServer(failedOverState, 'primary', { agentRunning: false }),
      'SQL Server Agent on the primary store SQL1\\CHAT is not running; start it, for backups and restores run as its jobs.',
    ],
    [
      'the mirror of the primary is silent',
      silent(failedOverState, 'mirror', 'no route'),
      'The mirror store SQL2\\CHAT does not answer: no route.',
    ],
    [
      'the share cannot be reached from a data centre',
      { ...failedOverState, shareReasons: ['No route.'] },
      'The share \\\\fs1.contoso.com\\pchat-logs cannot be reached, and the database travels through it: No route.',
    ],
    [
      'log shipping of the primary counts on a job that was deleted',
      withStore(failedOverState, 'primary', {
        shipping: { primary: { backupJob: null, secondaries: ['SQL3\\CHAT'] }, jobs: [] },
      }),
      "The log backup job of mgc on SQL1\\CHAT was deleted, but log shipping still counts on it. Remove log shipping there (EXEC master.dbo.sp_delete_log_shipping_primary_secondary, then EXEC master.dbo.sp_delete_log_shipping_primary_database @database = N'mgc'), then start again.",
    ],
    [
      'mgc has more files than a restore can place',
      withCopy(failedOverState, 'backup', { files: [dataFile('mgc'), dataFile('more'), logFile] }),
      'mgc has 2 data files; exactly one is expected.',
    ],
    [
      'sessions hold the old mgc of the primary',
      withCopy(failedOverState, 'primary', { sessions: 3 }),
      '3 session(s) hold mgc on the primary store SQL1\\CHAT, which the restore overwrites; end them first.',
    ],
    [
      'mgccomp is missing on the primary store',
      withStore(failedOverState, 'primary', { copy: undefined }, 'mgccomp'),
      'mgccomp is missing on SQL1\\CHAT; install it (Install-CsDatabase -DatabaseType PersistentChatCompliance -SqlServerFqdn sql1.contoso.com).',
    ],
    [
      'the old mgc of the mirror is still mirrored',
      withCopy(failedOverState, 'mirror', { state: 'RESTORING', mirroringRole: 'MIRROR' }),
      'mgc on the mirror store SQL2\\CHAT is still in a mirroring session; remove it (ALTER DATABASE mgc SET PARTNER OFF) before the primary can be mirrored again.',
    ],
    [
      'the sealed primary may not be the newest of its pair',
      silent(sealedAndLeft, 'mirror'),
      'mgc on SQL1\\CHAT was sealed at LSN 400, and SQL2\\CHAT does not answer: whether it went on from there is not known. Bring it back, or make sure that it was its mirror; then RESTORE DATABASE [mgc] WITH RECOVERY on SQL1\\CHAT, and start again.',
    ],
    [
      'nobody is active, and nothing there can serve',
      withCopy(sealedAndLeft, 'primary', { seal: undefined }),
      'No store of chicago holds mgc ONLINE or sealed by a tail-log backup (SQL1\\CHAT: RESTORING; SQL2\\CHAT: RESTORING): start a failover instead, which says what can be saved.',
    ],
    [
      'the backup copy is out of use and not of the copy there',
      withCopy(secondaryAgain, 'backup', { fork: 'f2' }),
      'The pool is failed over, mgc on SQL3\\CHAT is RESTORING, and it was not restored from mgc as it is on SQL1\\CHAT: it may be the newer one, taken out of use. If it is, RESTORE DATABASE [mgc] WITH RECOVERY there, then start again; if not, drop it.',
    ],
    ...(['primary', 'backup'] as const).flatMap((role) =>
      (['mgc', 'mgccomp'] as const).map((database): [string, Observation, string] => [
        `the roles of the ${role} pair are swapped for ${database}`,
        swappedPair(failedOverState, role, database),
        role === 'primary'
          ? `${database} is principal on SQL2\\CHAT, and SQL1\\CHAT mirrors it: the roles are swapped. Swap them back (ALTER DATABASE [${database}] SET PARTNER FAILOVER on SQL2\\CHAT), then start again.`
          : `${database} is principal on SQL4\\CHAT, and SQL3\\CHAT mirrors it: the roles are swapped. Swap them back (ALTER DATABASE [${database}] SET PARTNER FAILOVER on SQL4\\CHAT), then start again.`,
      ]),
    ),
    [
      'the primary runs an older version than the backup store',
      withServer(failedOverState, 'primary', { version: '10.50.6000.34' }),
      'The primary store SQL1\\CHAT runs 10.50.6000.34, older than 12.0.6024.0 on the backup store: a database never restores to an older version.',
    ],
  ];
  it.each(rows)('is forbidden when %s', (_, seen, says) => {
    expect(toFailBack(seen)).toEqual([says]);
  });

  it('names the mirror that holds what the lost backup store held', () => {
    expect(
      toFailBack(
        withCopy(silent(failedOverState, 'backup'), 'backupMirror', {
          state: 'RESTORING',
          mirroringRole: 'MIRROR',
          mirroringState: 'DISCONNECTED',
          session: { safety: 'FULL', witness: null },
        }),
      ),
    ).toContain(
      'SQL3\\CHAT, which served from dallas, does not answer. Its mirror on SQL4\\CHAT lives (RESTORING, MIRROR, DISCONNECTED, safety FULL, no witness) and holds what was sent since the failover. It lacks no commit if the two were SYNCHRONIZED when the principal was lost; the error log of SQL4\\CHAT tells. Fail over inside dallas. See that SQL3\\CHAT stays off, then run on SQL4\\CHAT: ALTER DATABASE [mgc] SET PARTNER FORCE_SERVICE_ALLOW_DATA_LOSS (where that is refused: ALTER DATABASE [mgc] SET PARTNER OFF, and RESTORE DATABASE [mgc] WITH RECOVERY). Let the pool be served there.',
    );
  });

  it('counts a store that refuses our login as one that lives', () => {
    const seen = withStore(withLync(secondaryLost(sealedAndLeft), { poolState: 'FailedOver' }), 'backup', {
      loginRefused: true,
    });
    expect(toFailBack(seen)).toContain(
      'The backup store SQL3\\CHAT answers but refuses our login, so it can neither be sealed nor counted as dead; correct the login.',
    );
  });

  it('is told every obstacle at once', () => {
    const seen = withServer(
      withCopy(workers(failedOverState, { primary: false }), 'primary', { sessions: 1, mirroringRole: 'PRINCIPAL' }),
      'primary',
      { agentRunning: false, version: '11.0.7001.0' },
    );
    expect(toFailBack(seen)).toEqual([
      'No worker of the data centre chicago took a task; start one with the roles lync and sql.',
      '1 session(s) hold mgc on the primary store SQL1\\CHAT, which the restore overwrites; end them first.',
      'SQL Server Agent on the primary store SQL1\\CHAT is not running; start it, for backups and restores run as its jobs.',
      'The primary store SQL1\\CHAT runs 11.0.7001.0, older than 12.0.6024.0 on the backup store: a database never restores to an older version.',
    ]);
  });

  it('needs neither mirror nor compliance database', () => {
    expect(toFailBack(twoStores(failedOverState), smallPool())).toEqual([]);
  });
});
