/** What the primary data centre still holds of mgc, told apart, each with its remedy. */
import type { LogBackupsTaken, LogBackupTaken } from '../../domain/log-backups-taken';
import { lossBound } from '../../domain/loss-bound';
import { lsn } from '../../domain/lsn';
import type { DatabaseFacts, Observation } from '../../domain/observation';
import type { StoreRole } from '../../domain/topology/pool';
import { logBackupsElsewhere, logBackupsElsewhereNotes } from '../../procedures/log-backups-elsewhere';
import { survivorNotes, survivors } from '../../procedures/failover-survivors';
import { holding } from '../../domain/judgements';
import {
  normalState,
  primaryDamaged,
  primaryLost,
  silent,
  withCopy,
  withStore,
  without,
  sealedAndLeft,
} from '../domain/support/observation';
import { aPool } from '../domain/support/pool';

const pool = aPool();
const said = (seen: Observation): string[] => holding(survivors(seen, pool)).map(({ says }) => says);

const session = { safety: 'FULL', witness: null } as const;
const alone = { mirroringRole: null, mirroringState: null } as const;
const disconnected = { state: 'RESTORING', mirroringRole: 'MIRROR', mirroringState: 'DISCONNECTED', session } as const;

/** The principal does not answer, its mirror does. */
const mirrorOnly = (changes: Partial<DatabaseFacts> = {}): Observation =>
  withCopy(silent(normalState, 'primary'), 'mirror', { ...disconnected, ...changes });
/** The one store that answers holds mgc, out of use and not mirrored; the other one is silent. */
const outOfUse = (role: 'primary' | 'mirror', state: string): Observation =>
  withCopy(silent(normalState, role === 'primary' ? 'mirror' : 'primary'), role, { ...alone, state });
/** Both answer, neither mirrors the other. */
const apart = (primary: string, mirror: string): Observation =>
  withCopy(withCopy(normalState, 'primary', { ...alone, state: primary }), 'mirror', { ...alone, state: mirror });

const tail: LogBackupTaken = {
  files: ['D:\\Backup\\tail.trn'],
  onDisk: true,
  position: 1,
  host: 'SQL1',
  user: 'sa',
  name: null,
  software: 'Microsoft SQL Server',
  finishedAt: '2026-11-21T09:58:00.000Z',
  firstLsn: lsn('200'),
  lastLsn: lsn('400'),
};
const took = (
  seen: Observation,
  role: StoreRole,
  { elsewhere = [], ...rest }: Partial<LogBackupsTaken> = {},
): Observation => ({
  ...seen,
  logBackupsTaken: [...(seen.logBackupsTaken ?? []), { role, elsewhere, count: elsewhere.length, ...rest }],
});
const sealed = (upTo: string, seen = apart('RESTORING', 'RESTORING')): Observation =>
  took(took(seen, 'primary', { seal: { ...tail, lastLsn: lsn(upTo) } }), 'mirror');

describe('What the primary data centre still holds', () => {
  it.each<readonly [string, Observation]>([
    ['the principal serves', normalState],
    ['the principal serves and its mirror is damaged', withCopy(normalState, 'mirror', { state: 'SUSPECT' })],
    [
      'the principal serves and the session is SUSPENDED',
      withCopy(withCopy(normalState, 'primary', { mirroringState: 'SUSPENDED' }), 'mirror', {
        mirroringState: 'SUSPENDED',
      }),
    ],
    ['the principal serves and its mirror was removed', withCopy(normalState, 'mirror', { ...alone })],
    ['no store answers', primaryLost],
    ['the principal is damaged, for its tail is tried', primaryDamaged],
    ['the mirror alone answers and is damaged itself', mirrorOnly({ state: 'RECOVERY_PENDING' })],
    ['a store answers that holds no mgc', withStore(silent(normalState, 'mirror'), 'primary', { copy: undefined })],
    ['a store is sealed and the seal is at hand', sealed('300')],
  ])('is no obstacle where %s', (_, seen) => {
    expect(said(seen)).toEqual([]);
  });

  it.each<readonly [string, Observation, readonly (string | RegExp)[]]>([
    [
      'a mirror without a witness lives: service is forced there, and what was seen is said',
      mirrorOnly(),
      [
        'The principal of mgc, SQL1\\CHAT, does not answer. Its mirror on SQL2\\CHAT lives (RESTORING, MIRROR, DISCONNECTED, safety FULL, no witness)',
        'a failover to dallas would lose that.',
        'It lacks no commit if the two were SYNCHRONIZED when the principal was lost; the error log of SQL2\\CHAT tells.',
        'Fail over inside chicago first. See that SQL1\\CHAT stays off, then run on SQL2\\CHAT: ALTER DATABASE [mgc] SET PARTNER FORCE_SERVICE_ALLOW_DATA_LOSS',
        'start again then: the tail of the log is taken from SQL2\\CHAT.',
      ],
    ],
    [
      'a witness is with the mirror: it may take over by itself',
      mirrorOnly({ session: { ...session, witness: 'CONNECTED' } }),
      ['witness CONNECTED', 'wait a moment, for with a witness SQL2\\CHAT becomes the principal by itself'],
    ],
    [
      'the witness is out of reach: service cannot be forced',
      mirrorOnly({ session: { ...session, witness: 'DISCONNECTED' } }),
      [
        'run on SQL2\\CHAT: ALTER DATABASE [mgc] SET PARTNER OFF, and RESTORE DATABASE [mgc] WITH RECOVERY',
        /^(?!.*FORCE_SERVICE)/,
      ],
    ],
    [
      'the session was SUSPENDED: the mirror lacks commits',
      mirrorOnly({ mirroringState: 'SUSPENDED' }),
      ['The session is SUSPENDED: the mirror lacks what was committed since that happened.'],
    ],
    [
      'the mirror is asynchronous: it may lack commits',
      mirrorOnly({ session: { ...session, safety: 'OFF' } }),
      ['With safety OFF it may lack the newest commits.'],
    ],
    [
      'the principal answers and is damaged while its mirror lives',
      withCopy(withCopy(normalState, 'primary', { state: 'SUSPECT' }), 'mirror', disconnected),
      ['The principal of mgc, SQL1\\CHAT, answers, and mgc is SUSPECT there. Its mirror on SQL2\\CHAT lives'],
    ],
    [
      'the mirror is connected to a principal that nobody else reaches: that one lives',
      mirrorOnly({ mirroringState: 'SYNCHRONIZED' }),
      [
        'mgc on SQL2\\CHAT is a mirror and SYNCHRONIZED: its principal SQL1\\CHAT lives, though no worker reaches it',
        /^(?!.*FORCE_SERVICE)/,
      ],
    ],
    [
      'the roles are swapped',
      withCopy(silent(normalState, 'mirror'), 'primary', disconnected),
      ['The principal of mgc, SQL2\\CHAT, does not answer. Its mirror on SQL1\\CHAT lives'],
    ],
    [
      'two copies are ONLINE and neither mirrors the other',
      apart('ONLINE', 'ONLINE'),
      ['mgc is ONLINE on SQL1\\CHAT and on SQL2\\CHAT, and neither mirrors the other'],
    ],
    [
      'mgc is OFFLINE',
      outOfUse('primary', 'OFFLINE'),
      [
        'mgc on SQL1\\CHAT is not lost, it is OFFLINE, and may hold what no log backup holds, unless SQL2\\CHAT, which does not answer, has the newer copy.',
        'Bring it back (ALTER DATABASE [mgc] SET ONLINE), then start again: its tail of the log is taken.',
        'Where that cannot be done, stop SQL1\\CHAT: then it counts as lost, and the plan states the loss.',
      ],
    ],
    ['mgc is RECOVERING', outOfUse('primary', 'RECOVERING'), ['Wait until it is ONLINE, then start again']],
    [
      'mgc is EMERGENCY',
      outOfUse('mirror', 'EMERGENCY'),
      ['mgc on SQL2\\CHAT is not lost, it is EMERGENCY', 'where that leaves it SUSPECT, its tail of the log is tried'],
    ],
    [
      'mgc is RESTORING behind a seal that is not at hand',
      sealed('400'),
      [
        'mgc on SQL1\\CHAT is RESTORING behind an earlier seal, D:\\Backup\\tail.trn (host SQL1, taken at 2026-11-21T09:58:00.000Z by sa, LSN 200 to 400), which is neither on the share nor in the copy folder. Put that file on the share \\\\fs1.contoso.com\\pchat-logs or into the copy folder D:\\pchat-copies of SQL3\\CHAT',
      ],
    ],
    [
      'mgc is RESTORING, not mirrored, and msdb knows of no seal',
      took(outOfUse('mirror', 'RESTORING'), 'mirror'),
      [
        'RESTORING and not mirrored, and msdb there knows of no tail-log backup that sealed it: it may have been a mirror',
        'If it is the newest copy, RESTORE DATABASE [mgc] WITH RECOVERY on SQL2\\CHAT makes it serve again',
      ],
    ],
    [
      'mgc is RESTORING, not mirrored, and msdb could not be read',
      outOfUse('mirror', 'RESTORING'),
      ['whether a tail-log backup sealed it is not known'],
    ],
  ])('is an obstacle where %s', (_, seen, parts) => {
    const [sentence = ''] = said(seen);
    for (const part of parts)
      expect(sentence).toEqual(
        typeof part === 'string' ? (expect.stringContaining(part) as unknown) : expect.stringMatching(part),
      );
  });

  it('is told of a seal that its own msdb knows, once for the pair, where nobody reads the log backups', () => {
    expect(said(without(sealedAndLeft, 'chain'))).toEqual([
      'mgc on SQL1\\CHAT is RESTORING behind an earlier seal, taken at 2026-11-21T09:58:00.000Z up to LSN 400; whether that tail-log backup is at hand cannot be told while the log backups are not read. If mgc is to serve there again, start a failback: it brings it online and lets the users in.',
    ]);
  });

  it('is told of both stores at once', () => {
    expect(said(took(took(apart('OFFLINE', 'RESTORING'), 'primary'), 'mirror'))).toEqual([
      expect.stringMatching(/^mgc on SQL1\\CHAT .* OFFLINE/),
      expect.stringMatching(/^mgc on SQL2\\CHAT .* RESTORING/),
    ]);
  });
});

describe('The notes of a plan', () => {
  it.each<readonly [string, Observation, readonly unknown[]]>([
    ['say nothing of stores where the principal serves', normalState, []],
    [
      'say that no store answers only where none does',
      primaryLost,
      ['No store of the primary data centre answers: it cannot be sealed, so see that it stays off.'],
    ],
    [
      'name the silent store, and what becomes of the damaged one',
      primaryDamaged,
      [
        'SQL2\\CHAT does not answer: it cannot be sealed, so see that it stays off.',
        'mgc on SQL1\\CHAT answers and is SUSPECT: its tail is tried (NO_TRUNCATE), then it is set OFFLINE, so that it does not come back.',
      ],
    ],
    [
      'name a store that holds no mgc',
      withStore(silent(normalState, 'mirror'), 'primary', { copy: undefined }),
      [expect.stringMatching(/^SQL2\\CHAT does not answer/), 'SQL1\\CHAT answers and holds no database mgc.'],
    ],
    [
      'tell of a damaged mirror that it may hold more',
      mirrorOnly({ state: 'SUSPECT' }),
      [
        expect.stringMatching(/^SQL1\\CHAT does not answer/),
        expect.stringMatching(/^The mirror of mgc on SQL2\\CHAT is SUSPECT and cannot take over\. It may hold what/),
      ],
    ],
    ['name the seal', sealed('300'), [expect.stringMatching(/^mgc on SQL1\\CHAT is sealed by D:\\Backup\\tail\.trn/)]],
  ])('%s', (_, seen, notes) => {
    expect(survivorNotes(seen)).toEqual(notes);
  });
});

describe('The bound of loss', () => {
  it.each<readonly [string, Observation, string]>([
    ['holds unless the tail is saved, where the principal is damaged', primaryDamaged, 'unless the tail is saved'],
    ['is none behind a seal that is at hand', sealed('300'), 'none'],
    ['is stated where that seal is not at hand', sealed('400'), 'since'],
    ['is stated where a sealed store has a silent partner', sealed('300', outOfUse('primary', 'RESTORING')), 'since'],
    ['is stated where the mirror alone is damaged', mirrorOnly({ state: 'SUSPECT' }), 'since'],
  ])('%s', (_, seen, kind) => {
    expect(lossBound(seen, pool)).toMatchObject({ kind });
  });

  it('of a damaged principal says what holds where its tail cannot be saved', () => {
    expect(lossBound(primaryDamaged, pool)?.says).toBe(
      'mgc on SQL1\\CHAT is SUSPECT. Its tail of the log is tried first; saved whole, nothing is lost. If it cannot be saved, the run asks, and this holds: Every message sent after 2026-11-21T09:55:00.000Z (LSN 300) may be lost: up to 5 min as of 2026-11-21T10:00:00.000Z, and more with every minute since.',
    );
  });

  it('does not exist without a chain, damaged or not', () => {
    expect(lossBound(without(primaryDamaged, 'chain'), pool)).toBeUndefined();
  });
});

describe('Log backups that were taken elsewhere', () => {
  const nightly: LogBackupTaken = { ...tail, files: ['E:\\tool\\1.bak'], name: 'nightly', user: 'CONTOSO\\tool' };
  const sentences = (seen: Observation): string[] => holding(logBackupsElsewhere(seen, pool)).map(({ says }) => says);

  it.each<readonly [string, LogBackupTaken, string]>([
    [
      'a file: onto the share or into the copy folder',
      nightly,
      'E:\\tool\\1.bak (host SQL1, taken at 2026-11-21T09:58:00.000Z by CONTOSO\\tool, "nightly", LSN 200 to 400). Without it the log backups after it, the tail included, cannot be applied (4305). Put that file on the share \\\\fs1.contoso.com\\pchat-logs or into the copy folder D:\\pchat-copies of SQL3\\CHAT, then start again.',
    ],
    [
      'stripes: restored by hand',
      { ...nightly, files: ['E:\\1.bak', 'E:\\2.bak'] },
      'Restore it on SQL3\\CHAT by hand (RESTORE LOG [mgc] FROM DISK = …, DISK = … WITH FILE = 1, NORECOVERY), then start again.',
    ],
    [
      'one of many sets in a file: restored by hand',
      { ...nightly, position: 3 },
      'Restore it on SQL3\\CHAT by hand (RESTORE LOG [mgc] FROM DISK = … WITH FILE = 3, NORECOVERY), then start again.',
    ],
    [
      'no file: by the tool that took it, which is named',
      { ...nightly, files: ['VDI_1'], onDisk: false, software: 'A tool' },
      '"nightly", A tool, LSN 200 to 400). Without it the log backups after it, the tail included, cannot be applied (4305). It is no file on a disk: let the tool that took it restore it',
    ],
  ])('are an obstacle with their place and remedy: %s', (_, backup, part) => {
    expect(sentences(took(normalState, 'primary', { elsewhere: [backup] }))).toEqual([expect.stringContaining(part)]);
    expect(sentences(took(primaryDamaged, 'primary', { elsewhere: [backup] }))).toHaveLength(1);
  });

  it('are named one by one, and counted beyond the first few', () => {
    expect(sentences(took(normalState, 'mirror', { elsewhere: [nightly], count: 8 }))).toEqual([
      expect.stringMatching(/^msdb of SQL2\\CHAT lists a log backup/),
      'msdb of SQL2\\CHAT lists 7 more log backups of mgc that are not at hand (backupset, type L).',
    ]);
  });

  it('are part of the loss that is stated where nobody can take a tail', () => {
    expect(sentences(took(primaryLost, 'mirror', { elsewhere: [nightly] }))).toEqual([]);
  });

  it('are not known where msdb could not be read, which is not none', () => {
    expect(logBackupsElsewhereNotes(normalState)).toEqual([]);
    expect(logBackupsElsewhereNotes({ ...normalState, logBackupsTakenReason: 'SQL1\\CHAT: no answer' })).toEqual([
      'Whether another tool took log backups of mgc elsewhere is not known, for msdb could not be read: SQL1\\CHAT: no answer',
    ]);
  });
});
