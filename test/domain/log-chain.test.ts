import fc from 'fast-check';
import { logChain, type BackupHeader, type RedoPoint, type RestoringDatabase } from '../../domain/log-chain';
import { compareLsn, lsn } from '../../domain/lsn';

const family = '11111111-1111-1111-1111-111111111111';
const forkA = 'AAAAAAAA-0000-0000-0000-000000000000';
const forkB = 'BBBBBBBB-0000-0000-0000-000000000000';

function backup(file: string, first: number, last: number, more: Partial<BackupHeader> = {}): BackupHeader {
  return {
    file,
    type: 'log',
    databaseName: 'mgc',
    familyGuid: family,
    serverName: 'SQL1',
    firstLsn: lsn(String(first)),
    lastLsn: lsn(String(last)),
    firstForkGuid: forkA,
    lastForkGuid: forkA,
    forkPointLsn: null,
    takenAt: '2026-11-21T10:00:00Z',
    isTail: false,
    ...more,
  };
}

const at = (redo: number, forkGuid = forkA): RedoPoint => ({ lsn: lsn(String(redo)), forkGuid });
const restoring = (redo: RedoPoint): RestoringDatabase => ({
  databaseName: 'mgc',
  familyGuid: family,
  redo,
  takenAt: '2026-11-21T09:45:00Z',
});
const applied = (files: readonly BackupHeader[], redo: RedoPoint): string[] =>
  logChain(files, restoring(redo)).apply.map(({ file }) => file);

describe('the time up to which all survives', () => {
  const timed = (files: readonly BackupHeader[]) => logChain(files, restoring(at(150))).endsAtTime;

  test('is that of the newest log backup whose time is known, for the time of an earlier one is true as well', () => {
    const known = backup('a.trn', 100, 200, { takenAt: '2026-11-21T10:00:00Z' });
    expect(timed([known, backup('b.trn', 200, 300, { takenAt: null })])).toBe('2026-11-21T10:00:00Z');
    expect(timed([known, backup('b.trn', 200, 300, { takenAt: '2026-11-21T10:15:00Z' })])).toBe('2026-11-21T10:15:00Z');
  });
});

describe('a log backup that a former chain left behind', () => {
  const former = (first: number, last: number, more: Partial<BackupHeader> = {}) =>
    backup('left.trn', first, last, {
      ...{ firstForkGuid: forkB, lastForkGuid: forkB, takenAt: '2026-11-14T10:00:00Z' },
      ...more,
    });
  const chain = (left: BackupHeader) => logChain([backup('a.trn', 100, 200), left], restoring(at(150)));

  test.each([
    ['covers the end of the chain', former(180, 260)],
    ['lies behind it, for its LSNs went further', former(500, 600)],
  ])('is neither a fork nor a gap when it %s', (_, left) => {
    expect(chain(left)).toMatchObject({
      kind: 'whole',
      skipped: [{ file: 'left.trn', reason: 'former' }],
    });
  });

  test.each([
    ['it is of the same hour', { takenAt: '2026-11-21T09:30:00Z' }],
    ['its time is not known', { takenAt: null }],
  ])('stops the chain all the same where %s', (_, more) => {
    expect(chain(former(180, 260, more)).kind).toBe('fork');
    expect(chain(former(500, 600, more)).kind).toBe('gap');
  });

  test('is missed where it is on the path of the copy: then the gap before it is one', () => {
    const onPath = { firstForkGuid: forkA, lastForkGuid: forkA };
    expect(chain(former(500, 600, onPath)).kind).toBe('gap');
  });
});

describe('the remaining log backups', () => {
  test('are those after the redo point, in LSN order, whatever order they are found in', () => {
    const files = [backup('c.trn', 300, 400), backup('a.trn', 100, 200), backup('b.trn', 200, 300)];
    expect(applied(files, at(150))).toEqual(['a.trn', 'b.trn', 'c.trn']);
  });

  test('leave out a file that ends exactly at the redo point, because it brings nothing new', () => {
    const chain = logChain([backup('a.trn', 100, 200), backup('b.trn', 200, 300)], restoring(at(200)));
    expect(chain).toMatchObject({
      kind: 'whole',
      apply: [{ file: 'b.trn' }],
      skipped: [{ file: 'a.trn', reason: 'applied' }],
    });
  });

  test('are none when everything is applied, and the chain ends where the database stands', () => {
    expect(logChain([backup('a.trn', 100, 200)], restoring(at(200)))).toMatchObject({
      kind: 'whole',
      apply: [],
      endsAt: at(200),
      endsAtTime: null,
    });
  });

  test('compare LSNs as numbers, not as text', () => {
    expect(applied([backup('b.trn', 1000, 2000), backup('a.trn', 900, 1000)], at(900))).toEqual(['a.trn', 'b.trn']);
  });

  test('prefer the file that reaches furthest, so that a COPY_ONLY backup in between costs nothing', () => {
    const chain = logChain([backup('copy-only.trn', 100, 150), backup('a.trn', 100, 200)], restoring(at(100)));
    expect(chain).toMatchObject({
      kind: 'whole',
      apply: [{ file: 'a.trn' }],
      skipped: [{ file: 'copy-only.trn', reason: 'covered' }],
    });
  });
});

describe('files that take no part', () => {
  test.each([
    ['of another database', { databaseName: 'rtcxds' }, 'foreign'],
    ['of another database of the same name', { familyGuid: '22222222-2222-2222-2222-222222222222' }, 'foreign'],
    ['that are full backups', { type: 'database' as const }, 'not a log backup'],
  ])('are files %s, each with a sentence', (_what, more, reason) => {
    const chain = logChain([backup('x.trn', 100, 200, more), backup('a.trn', 100, 150)], restoring(at(100)));
    expect(chain.skipped).toEqual([{ file: 'x.trn', reason, says: expect.stringContaining('x.trn') as string }]);
    expect(chain.apply.map(({ file }) => file)).toEqual(['a.trn']);
  });

  test('are judged by name alone where the family is not known', () => {
    const database = { ...restoring(at(100)), databaseName: 'MGC', familyGuid: null };
    expect(logChain([backup('a.trn', 100, 200)], database).apply).toHaveLength(1);
  });
});

describe('recovery paths', () => {
  const switching = backup('b.trn', 200, 300, { lastForkGuid: forkB, forkPointLsn: lsn('200') });

  test('are followed over a file that changes from one to the next at or after the redo point', () => {
    const files = [
      backup('a.trn', 100, 200),
      switching,
      backup('c.trn', 300, 400, { firstForkGuid: forkB, lastForkGuid: forkB }),
    ];
    expect(logChain(files, restoring(at(100)))).toMatchObject({ kind: 'whole', endsAt: at(400, forkB) });
    expect(applied(files, at(100))).toEqual(['a.trn', 'b.trn', 'c.trn']);
  });

  test('stop the chain when the database has gone past the fork point on the old path', () => {
    const chain = logChain([switching], restoring(at(250)));
    expect(chain).toMatchObject({ kind: 'fork', fork: { after: '250', file: 'b.trn' }, apply: [] });
  });

  test('stop the chain when two files that both fit contradict each other', () => {
    const chain = logChain([backup('old.trn', 200, 350), switching], restoring(at(200)));
    expect(chain).toMatchObject({ kind: 'fork', fork: { after: '200' }, apply: [] });
  });

  test('leave behind the end of a path that nobody follows any more', () => {
    const files = [switching, backup('old.trn', 220, 290)];
    expect(logChain(files, restoring(at(240, forkB)))).toMatchObject({
      kind: 'whole',
      apply: [{ file: 'b.trn' }],
      skipped: [{ file: 'old.trn', reason: 'other path' }],
    });
  });
});

describe('any contiguous chain', () => {
  interface Case {
    readonly chain: readonly BackupHeader[];
    readonly found: readonly BackupHeader[];
    readonly start: number;
  }

  /** Contiguous backups in any order, some found twice, and a redo point somewhere in the first ones. */
  const cases: fc.Arbitrary<Case> = fc
    .array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 2, maxLength: 12 })
    .chain((lengths) => {
      let end = 1_000;
      const chain = lengths.map((length, index) => backup(`${String(index)}.trn`, end, (end += length)));
      const first = 1_000;
      return fc.record({
        chain: fc.constant(chain),
        found: fc
          .subarray(chain)
          .chain((twice) => fc.shuffledSubarray([...chain, ...twice], { minLength: chain.length + twice.length })),
        start: fc.integer({ min: first, max: end }),
      });
    });

  test('is applied in order without skipping an LSN', () => {
    fc.assert(
      fc.property(cases, ({ chain, found, start }) => {
        const plan = logChain(found, restoring(at(start)));
        let redo = lsn(String(start));
        for (const next of plan.apply) {
          expect(compareLsn(next.firstLsn, redo)).toBeLessThanOrEqual(0);
          expect(compareLsn(next.lastLsn, redo)).toBeGreaterThan(0);
          redo = next.lastLsn;
        }
        expect(plan.kind).toBe('whole');
        expect(redo).toBe(chain.at(-1)?.lastLsn);
        expect(plan.endsAt.lsn).toBe(redo);
      }),
    );
  });

  test('shows a gap when any needed backup but the last is missing', () => {
    fc.assert(
      fc.property(cases, fc.nat(), ({ chain, start }, pick) => {
        const needed = chain.filter(({ lastLsn }) => compareLsn(lastLsn, lsn(String(start))) > 0).slice(0, -1);
        fc.pre(needed.length > 0);
        const missing = needed[pick % needed.length];
        const plan = logChain(
          chain.filter((file) => file !== missing),
          restoring(at(start)),
        );
        expect(plan).toMatchObject({ kind: 'gap', gap: { firstLsn: missing?.lastLsn } });
      }),
    );
  });

  test('ends the same when it is stopped anywhere and started again', () => {
    fc.assert(
      fc.property(cases, fc.nat(), ({ found, start }, pick) => {
        const whole = logChain(found, restoring(at(start)));
        const done = whole.apply.slice(0, pick % (whole.apply.length + 1));
        const last = done.at(-1);
        const redo = last === undefined ? at(start) : { lsn: last.lastLsn, forkGuid: last.lastForkGuid };
        const rest = logChain(found, restoring(redo));
        expect([...done, ...rest.apply].map(({ firstLsn }) => firstLsn)).toEqual(
          whole.apply.map(({ firstLsn }) => firstLsn),
        );
        expect(rest.endsAt).toEqual(whole.endsAt);
      }),
    );
  });
});
