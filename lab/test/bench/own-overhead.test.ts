/** What the bench prints as our own overhead is arithmetic on intervals; here it is shown steps and calls known by heart. */
import { overheadOf } from '../../bench/own-overhead';

const at = (second: number): string => new Date(second * 1000).toISOString();
const step = (id: string, from: number, to: number) => ({ id, startedAt: at(from), finishedAt: at(to) });
const call = (from: number, to: number) => ({ startedAt: from * 1000, finishedAt: to * 1000 });

describe('the overhead of a step', () => {
  it('is what passes from an answer to the next call, and before the first and after the last', () => {
    expect(overheadOf([step('a', 0, 10)], [call(1, 4), call(5, 6), call(8, 9)])).toEqual([
      { step: 'a', calls: 3, medianMs: 2000, longestMs: 2000, ownSeconds: 5 },
    ]);
  });

  it('counts calls that overlap once', () => {
    expect(overheadOf([step('a', 0, 10)], [call(1, 8), call(2, 3)])).toEqual([
      { step: 'a', calls: 2, medianMs: 0, longestMs: 0, ownSeconds: 3 },
    ]);
  });

  it('takes each step with its own calls, in the order in which they ran, and leaves out what never ran', () => {
    const rows = overheadOf(
      [step('second', 5, 8), { id: 'never' }, step('first', 0, 4)],
      [call(0, 4), call(6, 7), call(20, 30)],
    );
    expect(rows.map(({ step: id, calls, ownSeconds }) => [id, calls, ownSeconds])).toEqual([
      ['first', 1, 0],
      ['second', 1, 2],
    ]);
  });
});
