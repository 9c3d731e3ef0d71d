import { takenEarly } from '../../../domain/run/early-consent';

const begun = new Date('2026-11-26T03:15:00Z');
const given = (givenAt: string) => ({ by: 'Ada', reason: 'site lost', unseen: true as const, givenAt });

describe('a consent in the input of a start', () => {
  it.each(['2026-11-26T03:15:00Z', '2026-11-26T03:00:00Z', '2026-11-26T03:19:59Z'])(
    'counts when it was given at %s: a few minutes before, or by a clock that is a little ahead',
    (at) => {
      const request = { approve: given(at) };
      expect(takenEarly(request, begun)).toEqual({ request, notTaken: [] });
    },
  );

  it.each([
    ['2026-10-26T03:15:00Z', /given at 2026-10-26T03:15:00Z: 44640 min before the run began, and counts for 15 min/],
    ['2026-11-26T02:58:00Z', /17 min before the run began/],
    ['2026-11-26T12:15:00Z', /540 min after the run began, which cannot be/],
  ])('is not taken when it was given at %s, and says so', (at, sentence) => {
    const taken = takenEarly({ pool: 'p', approve: given(at), acceptDataLoss: given('2026-11-26T03:14:00Z') }, begun);
    expect(taken.request).toEqual({ pool: 'p', acceptDataLoss: given('2026-11-26T03:14:00Z') });
    expect(taken.notTaken).toEqual([expect.stringMatching(sentence)]);
    expect(taken.notTaken[0]).toMatch(
      /^The input carries approve by Ada, .* It is not taken; read the plan, then send approve\.$/,
    );
  });
});
