import { logBackupsTaken, missingFrom, type LogBackupSeen } from '../../domain/log-backups-taken';
import { lsn, type Lsn } from '../../domain/lsn';

const taken = (file: string, from: number, to: number, isTail = false): LogBackupSeen => ({
  files: [file],
  onDisk: true,
  position: 1,
  host: 'SQL1',
  user: 'sa',
  name: null,
  software: null,
  finishedAt: '2026-11-21T09:58:00.000Z',
  firstLsn: lsn(String(from)),
  lastLsn: lsn(String(to)),
  isTail,
});

/** The log backups at hand reach LSN 300. */
const judged = (sets: readonly LogBackupSeen[], onShare: readonly string[] = [], behind: readonly Lsn[] = []) =>
  logBackupsTaken('primary', sets, { endsAt: lsn('300'), onShare, behind });
const elsewhere = (...given: Parameters<typeof judged>) => judged(...given).elsewhere.map(({ files }) => files[0]);

describe('A log backup that a store took', () => {
  it.each<readonly [string, LogBackupSeen, readonly string[], boolean]>([
    ['that ends where those at hand end is at hand, whatever its name', taken('E:\\1.bak', 200, 300), [], false],
    ['that goes on from there is elsewhere', taken('E:\\1.bak', 300, 400), [], true],
    ['of a gap before there is elsewhere', taken('E:\\1.bak', 250, 350), [], true],
    [
      'of log shipping that has come to the share meanwhile is at hand',
      taken('F:\\ls\\mgc_20261121095900.wrk', 300, 400),
      ['mgc_20261121095900.trn'],
      false,
    ],
    [
      'of log shipping that has not got its name yet is at hand',
      taken('F:\\ls\\mgc_20261121095900.wrk', 300, 400),
      ['MGC_20261121095900.WRK'],
      false,
    ],
    ['of log shipping whose file is gone is elsewhere', taken('F:\\ls\\mgc_20261121095900.wrk', 300, 400), [], true],
    [
      'under a name that another file on the share has too is elsewhere',
      taken('E:\\tool\\1.bak', 300, 400),
      ['1.bak'],
      true,
    ],
  ])('%s', (_, set, onShare, isElsewhere) => {
    expect(elsewhere([set], onShare)).toEqual(isElsewhere ? set.files : []);
  });

  it('that lies behind a gap is at hand, whatever name it has there', () => {
    const sets = [taken('E:\\1.bak', 300, 400), taken('E:\\2.bak', 400, 500)];
    expect(elsewhere(sets, [], [lsn('500')])).toEqual(['E:\\1.bak']);
  });

  it('is listed in LSN order, the first few of many, and all are counted', () => {
    const many = [9, 3, 7, 4, 8, 5, 6].map((n) => taken(`E:\\${String(n)}.bak`, n * 100, n * 100 + 100));
    expect(judged(many)).toMatchObject({ count: 7 });
    expect(elsewhere(many)).toEqual([3, 4, 5, 6, 7].map((n) => `E:\\${String(n)}.bak`));
  });

  it('is not said to be in no folder where one could not be listed', () => {
    expect(missingFrom({})).toBe('neither on the share nor in the copy folder');
    const { unlisted } = logBackupsTaken('primary', [taken('E:\\1.bak', 300, 400)], {
      endsAt: lsn('300'),
      onShare: [],
      unlisted: ['\\\\fs1\\logs does not answer.'],
    });
    expect(missingFrom({ unlisted })).toBe(
      'not among the log backups that can be seen (\\\\fs1\\logs does not answer)',
    );
  });

  it('is a seal where it is the newest and was taken WITH NORECOVERY', () => {
    const tail = taken('E:\\tail.trn', 200, 300, true);
    expect(judged([tail]).seal?.files).toEqual(['E:\\tail.trn']);
    expect(judged([tail, taken('E:\\later.bak', 300, 400)]).seal).toBeUndefined();
    expect(judged([]).seal).toBeUndefined();
  });
});
