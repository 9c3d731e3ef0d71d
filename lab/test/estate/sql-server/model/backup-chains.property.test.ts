/** Chains of backups and restores at random, against the arithmetic of LSNs and forks that the documents describe. */
import fc from 'fast-check';
import { compareLsn } from '../../../../estate/lsn';
import type { Lsn } from '../../../../estate/lsn';
import type { SetContent, SetHeader } from '../../../../estate/sql-server/model/media';
import { readMedia } from '../../../../estate/sql-server/model/media';
import { administer, anEstate, backup, createMgc, messagesIn, numbersOf, restore, write } from './support';
import type { TestEstate } from './support';

/** What is done to the databases of two instances, `on` 1 and 3. */
type Deed =
  | {
      readonly does:
        'write' | 'full' | 'copy-only full' | 'differential' | 'log' | 'copy-only log' | 'tail' | 'recover';
      readonly on: 1 | 3;
    }
  | { readonly does: 'restore'; readonly on: 1 | 3; readonly which: number; readonly isFull: boolean };

interface Taken {
  readonly header: SetHeader;
  readonly content: SetContent;
  readonly file: string;
  /** Messages of the database at the end of the set. */
  readonly rows: readonly number[];
}

/** Most backups are taken on the first instance and restored on the third. */
const mostly = (one: 1 | 3, other: 1 | 3): fc.Arbitrary<1 | 3> => fc.constantFrom(one, one, one, one, other);
const onFirst = mostly(1, 3);
const onThird = mostly(3, 1);
const deeds = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ does: fc.constant('write' as const), on: onFirst }) },
    {
      weight: 5,
      arbitrary: fc.record({
        does: fc.constantFrom(
          'full',
          'copy-only full',
          'differential',
          'differential',
          'log',
          'log',
          'log',
          'copy-only log',
        ),
        on: onFirst,
      }),
    },
    { weight: 1, arbitrary: fc.record({ does: fc.constantFrom('tail', 'recover'), on: onThird }) },
    { weight: 1, arbitrary: fc.record({ does: fc.constant('recover'), on: fc.constant(1) }) },
    {
      weight: 7,
      arbitrary: fc.record({
        does: fc.constant('restore' as const),
        on: onThird,
        which: fc.nat({ max: 5 }),
        isFull: fc.constantFrom(true, false, false, false),
      }),
    },
  ),
  { minLength: 20, maxLength: 60 },
) as fc.Arbitrary<Deed[]>;

/** What the oracle knows of a copy that is being restored. */
interface Copy {
  readonly redo: Lsn;
  readonly forks: SetContent['forks'];
  readonly base: string;
}

/** Whether log of the path `theirs` continues at `at`: the copy's path is a beginning of it, left at `at` or later. */
function isOnPath(copy: Copy, theirs: SetContent['forks']): boolean {
  const shared = copy.forks.every(({ guid }, index) => theirs[index]?.guid === guid);
  const left = theirs[copy.forks.length];
  return shared && (left === undefined || compareLsn(copy.redo, left.from) <= 0);
}

/** What the documents say of a set for a copy: it applies, or the number of the refusal. */
function verdict({ header, content }: Taken, copy: Copy | undefined, exists: boolean): number | undefined {
  if (header.type === 'D') return undefined;
  if (!copy) return exists ? 3117 : 3118;
  const { redo, base } = copy;
  if (header.type === 'I') {
    if (header.differentialBaseGuid !== base) return 3136;
    if (!isOnPath(copy, content.forks)) return 3121;
    return compareLsn(header.lastLsn, redo) <= 0 ? 3120 : undefined;
  }
  if (compareLsn(header.firstLsn, redo) > 0) return header.beginsLogChain ? 4312 : 4305;
  if (compareLsn(header.lastLsn, redo) <= 0) return 4326;
  return isOnPath(copy, content.forks) ? undefined : 4330;
}

/** A copy on the third instance, as log shipping makes it. */
const opening: readonly Deed[] = [
  { does: 'full', on: 1 },
  { does: 'restore', on: 3, which: 0, isFull: true },
];

describe('random chains of backups and restores', () => {
  let lab: TestEstate;
  let files = 0;
  let now = Date.UTC(2026, 0, 1);
  beforeAll(async () => {
    lab = await anEstate(1_000_000_000);
    jest.spyOn(lab.estate.clock, 'now').mockImplementation(() => new Date(now));
  });
  afterAll(() => lab.close());

  const instance = (on: 1 | 3) => lab.instance(`SQL${String(on)}\\CHAT`);
  const nextFile = (): string => `\\\\fs\\ls\\mgc\\${String((files += 1))}.bak`;
  const fresh = async (): Promise<void> => {
    for (const on of [1, 3] as const) {
      const database = instance(on).find('mgc');
      if (database) instance(on).remove(database);
    }
    await createMgc(instance(1), 0.001);
  };

  const backups: Readonly<Record<string, readonly ['database' | 'log', Readonly<Record<string, true>>]>> = {
    full: ['database', {}],
    'copy-only full': ['database', { COPY_ONLY: true }],
    differential: ['database', { DIFFERENTIAL: true }],
    log: ['log', {}],
    'copy-only log': ['log', { COPY_ONLY: true }],
    tail: ['log', { NORECOVERY: true }],
  };

  /** @returns the set, unless the backup was refused. */
  async function take(does: string, on: 1 | 3): Promise<Taken | undefined> {
    const [what, words] = backups[does]!;
    const file = nextFile();
    if ((await numbersOf(administer(instance(on), backup(what, file, words)))).length > 0) return undefined;
    const [set] = (await readMedia(instance(on).files, file, instance(on).place)).sets;
    return { header: set!.header!, content: set!.content!, file, rows: messagesIn(instance(on)) };
  }

  const apply = (
    { header, file }: Taken,
    on: 1 | 3,
    words: Readonly<Record<string, true | string>>,
  ): Promise<number[]> =>
    numbersOf(
      administer(
        instance(on),
        restore(header.type === 'L' ? 'log' : 'database', file, {
          ...words,
          ...(header.type === 'D' && { REPLACE: true }),
        }),
      ),
    );

  test('a set is applied exactly where LSNs, base and forks allow it, and the rows are those of its end', async () => {
    const seen = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(deeds, async (chosen) => {
        await fresh();
        const taken: Taken[] = [];
        const copies = new Map<1 | 3, Copy>();
        let message = 0;
        for (const deed of [...opening, ...chosen]) {
          const { on, does } = deed;
          now += 1000;
          if (does === 'write') {
            if (!copies.has(on) && instance(on).find('mgc')) write(instance(on), (message += 1));
          } else if (does === 'recover') {
            await numbersOf(administer(instance(on), restore('database', undefined, { RECOVERY: true })));
            copies.delete(on);
          } else if (does !== 'restore') {
            const set = await take(does, on);
            expect(set === undefined || !copies.has(on)).toBe(true);
            if (set) taken.push(set);
            if (set && does === 'tail') {
              const base = instance(on).require('mgc').restoredFull ?? '';
              copies.set(on, { redo: set.header.lastLsn, forks: set.content.forks, base });
            }
          } else {
            // The later a set was taken, the likelier it is that somebody restores it.
            const some = taken.filter(({ header }) => (header.type === 'D') === deed.isFull);
            const set = some[Math.max(0, some.length - 1 - deed.which)];
            if (!set) continue;
            const expected = verdict(set, copies.get(on), instance(on).find('mgc') !== undefined);
            const refused = await apply(set, on, { NORECOVERY: true });
            expect(refused).toEqual(expected === undefined ? [] : [expected, 3013]);
            seen.set(expected ?? 0, (seen.get(expected ?? 0) ?? 0) + 1);
            if (expected !== undefined) continue;
            expect(messagesIn(instance(on))).toEqual(set.rows);
            const base = set.header.type === 'D' ? set.header.setGuid : copies.get(on)!.base;
            copies.set(on, { redo: set.header.lastLsn, forks: set.content.forks, base });
          }
        }
      }),
      { numRuns: 40 },
    );
    expect([...seen.keys()]).toEqual(expect.arrayContaining([0, 3117, 4305, 4326]));
  });

  test('STOPAT gives the rows as of that time, at once or in steps, and leaves a later time to the next log', async () => {
    const chain = fc.array(fc.constantFrom('write', 'log'), { minLength: 2, maxLength: 14 });
    await fc.assert(
      fc.asyncProperty(chain, fc.nat({ max: 20 }), async (chosen, seconds) => {
        await fresh();
        const full = (await take('full', 1))!;
        const began = now;
        const logs: Taken[] = [];
        const written: { readonly at: number; readonly id: number }[] = [];
        for (const does of [...chosen, 'log']) {
          now += 1000;
          if (does === 'log') logs.push((await take('log', 1))!);
          else {
            write(instance(1), written.length + 1);
            written.push({ at: now, id: written.length + 1 });
          }
        }
        const stop = began + seconds * 1000 + 500;
        await apply(full, 3, { NORECOVERY: true });
        for (const set of logs) {
          const words = { STOPAT: new Date(stop).toISOString(), RECOVERY: true } as const;
          expect(await apply(set, 3, words)).toEqual([]);
          if (instance(3).require('mgc').state === 'ONLINE') break;
        }
        expect(messagesIn(instance(3))).toEqual(written.filter(({ at }) => at <= stop).map(({ id }) => id));
        const isBeyond = stop > now;
        expect(instance(3).require('mgc').state).toBe(isBeyond ? 'RESTORING' : 'ONLINE');
      }),
      { numRuns: 25 },
    );
  });
});
