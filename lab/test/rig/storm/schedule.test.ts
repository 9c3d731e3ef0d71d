import { draw } from '../../../rig/storm/draw';
import { rareStates, reachedBy } from '../../../rig/storm/rare-states';
import { scheduleOf, textOf, type Schedule } from '../../../rig/storm/schedule';
import { shrink, simpler } from '../../../rig/storm/shrink';
import type { Ride } from '../../../rig/storm/ride';

const seeds = Array.from({ length: 200 }, (_, index) => index + 1);

describe('a schedule', () => {
  it('reads back from its text as it was drawn, whatever the seed', () => {
    for (const seed of seeds) expect(scheduleOf(textOf(draw(seed)))).toEqual(draw(seed));
  });

  it('is another one for another seed, and each leaves something out', () => {
    const drawn = seeds.map(draw);
    expect(new Set(drawn.map((schedule) => textOf({ ...schedule, seed: 0 }))).size).toBeGreaterThan(190);
    const strikes = new Set(drawn.flatMap(({ blows }) => blows.map(({ does }) => does)));
    for (const { blows } of drawn) expect(new Set(blows.map(({ does }) => does)).size).toBeLessThan(strikes.size / 2);
  });

  it.each([
    ['blow: after takeTailLog', '"blow: after takeTailLog" is no blow'],
    ['dead for good: both', '"dead for good: both" means nothing'],
    ['people at step failed: shrug', '"people at step failed: shrug" means nothing'],
  ])('refuses the line %s in a sentence', (line, says) => {
    const key = line.slice(0, line.lastIndexOf(':') + 1);
    const lines = textOf(draw(1)).split('\n');
    const others = lines.filter((known) => !known.startsWith(key) || key.startsWith('blow'));
    expect(() => scheduleOf([...others, line].join('\n'))).toThrow(says);
  });
});

/** A flag appears as long as that blow is in it. */
const flagsWhere =
  (does: string) =>
  ({ blows }: Schedule): Promise<Ride> =>
    Promise.resolve({
      flags: blows.some((blow) => blow.does === does) ? [{ kind: 'users do not chat', says: 'why' }] : [],
      reached: [],
      log: [],
      struck: [],
    });

describe('shrinking', () => {
  it('leaves what the flag needs and nothing else', async () => {
    const large = seeds.map(draw).find(({ blows, forGood }) => blows.length === 3 && forGood !== 'nothing')!;
    const { does } = large.blows[1]!;
    const small = await shrink(large, flagsWhere(does), () => undefined);
    expect(small).toMatchObject({ forGood: 'nothing', without: [], share: 'elsewhere' });
    expect(new Set(small.blows.map((blow) => blow.does))).toEqual(new Set([does]));
    expect(small.blows).toHaveLength(1);
  });

  it('returns the schedule where no flag appears', async () => {
    const schedule = draw(1);
    await expect(shrink(schedule, flagsWhere('nothing of the kind'), () => undefined)).resolves.toBe(schedule);
  });

  it('only ever leaves something out', () => {
    for (const seed of seeds.slice(0, 30))
      for (const smaller of simpler(draw(seed)))
        expect(textOf(smaller).length).toBeLessThanOrEqual(textOf(draw(seed)).length + 'elsewhere nothing'.length);
  });
});

describe('rare states', () => {
  it('are about sixty, and a run that shows nothing has reached none', () => {
    expect(Object.keys(rareStates).length).toBeGreaterThanOrEqual(55);
    expect(reachedBy({ status: 'RUNNING', said: [] })).toEqual([]);
  });

  it('are told by what a run shows', () => {
    expect(reachedBy({ status: 'CANCELLED', said: ['Not fenced: chat1 still on mgc'] })).toEqual([
      'cancelled in Temporal',
      'not fenced',
    ]);
  });
});
