import { lossBound } from '../../domain/loss-bound';
import type { Observation } from '../../domain/observation';
import { lsn } from '../../domain/lsn';
import { normalState, primaryLost, silent, withChain, withCopy, withStore, without } from './support/observation';
import { aPool } from './support/pool';

const bound = (seen: Observation, lossObjective?: number) =>
  lossBound(seen, aPool({ policy: lossObjective === undefined ? {} : { lossObjective } }));

const upTo =
  'Every message sent after 2026-11-21T09:55:00.000Z (LSN 300) may be lost: up to 5 min as of 2026-11-21T10:00:00.000Z, and more with every minute since.' as const;

describe('the bound of loss', () => {
  it.each<readonly [string, Observation]>([
    ['the principal answers', normalState],
    [
      'the mirror has taken over as principal',
      withCopy(silent(normalState, 'primary'), 'mirror', { state: 'ONLINE', mirroringRole: 'PRINCIPAL' }),
    ],
    ['the primary is online without a mirror', withCopy(normalState, 'primary', { mirroringRole: null })],
    ['the principal answers, whatever the chain says', withChain(normalState, { endsAtTime: null })],
  ])('is nothing when %s, for its tail of the log comes first', (_, seen) => {
    expect(bound(seen)).toEqual({
      kind: 'none',
      says: 'Nothing is lost: the principal still answers and its tail of the log is taken first.',
    });
  });

  it.each<readonly [string, Observation, number | undefined, string]>([
    ['states time, LSN and minutes', primaryLost, undefined, upTo],
    ['says that the objective is met', primaryLost, 5, `${upTo} The objective is 5 min: met so far.`],
    ['says that the objective is missed', primaryLost, 4, `${upTo} The objective is 4 min: missed.`],
    [
      'says that only copied log backups count when the share is out of reach',
      withChain(primaryLost, { shareReachable: false }),
      4,
      `${upTo} The share cannot be reached, so only copied log backups count. The objective is 4 min: missed.`,
    ],
    ['holds a mirror that cannot serve for no principal', silent(normalState, 'primary'), undefined, upTo],
  ])('%s', (_, seen, objective, says) => {
    expect(bound(seen, objective)).toEqual({
      kind: 'since',
      lsn: lsn('300'),
      since: '2026-11-21T09:55:00.000Z',
      minutes: 5,
      says,
    });
  });

  it('judges no objective when nobody knows the time of the newest log backup', () => {
    expect(bound(withChain(primaryLost, { endsAtTime: null, shareReachable: false }), 5)).toEqual({
      kind: 'since',
      lsn: lsn('300'),
      since: null,
      minutes: null,
      says: 'Every message logged after LSN 300 may be lost; when that was is not known. The share cannot be reached, so only copied log backups count. The objective is 5 min: not known whether it is met.',
    });
  });

  it.each([
    ['2026-11-21T09:59:59.999Z', 1],
    ['2026-11-21T09:58:59.000Z', 2],
    ['2026-11-21T10:00:00.000Z', 1],
  ])('rounds up to whole minutes, and one at the least: newest log backup at %s', (endsAtTime, minutes) => {
    expect(bound(withChain(primaryLost, { endsAtTime }))).toMatchObject({ minutes });
  });

  it.each(['2026-11-21T10:00:00.001Z', '2026-11-21T19:00:00.000Z'])(
    'a time ahead of the clock here (%s) is not known, never "0 min, objective met"',
    (endsAtTime) => {
      expect(bound(withChain(primaryLost, { endsAtTime }), 15)).toEqual({
        kind: 'since',
        lsn: lsn('300'),
        since: null,
        minutes: null,
        says: `Every message logged after LSN 300 may be lost; when that was is not known: the newest log backup says ${endsAtTime}, which is ahead of 2026-11-21T10:00:00.000Z, the time here; compare the clocks. The objective is 15 min: not known whether it is met.`,
      });
    },
  );

  it('does not exist without a chain; an obstacle says why', () => {
    expect(bound(without(primaryLost, 'chain'))).toBeUndefined();
  });

  it('takes a store that refuses our login for no principal', () => {
    expect(bound(withStore(primaryLost, 'primary', { loginRefused: true }))?.kind).toBe('since');
  });
});
