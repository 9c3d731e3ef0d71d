import { mergeViews, principalSeen, storeSeen, type Observation, type StoreFacts } from '../../domain/observation';
import type { StoreRole } from '../../domain/topology/pool';
import { failedOverState, normalState, primaryLost, silent, withCopy, withStore } from './support/observation';

const answers = (role: StoreRole): StoreFacts => storeSeen(normalState, role)!;
const saysNothing = (role: StoreRole): StoreFacts => storeSeen(silent(normalState, role), role)!;
const refuses = (role: StoreRole): StoreFacts => ({ ...saysNothing(role), loginRefused: true });

describe('the views of two workers, merged', () => {
  it.each<readonly [string, StoreFacts, StoreFacts, 'first' | 'second']>([
    ['an instance that answered the second only is reachable', saysNothing('primary'), answers('primary'), 'second'],
    ['an instance that answered the first only is reachable', answers('primary'), saysNothing('primary'), 'first'],
    [
      'the first answer stands when both have one',
      answers('primary'),
      { ...answers('primary'), instance: 'B' },
      'first',
    ],
    ['a refused login says more than silence', saysNothing('primary'), refuses('primary'), 'second'],
    ['silence does not hide a refused login', refuses('primary'), saysNothing('primary'), 'first'],
    ['an answer says more than a refused login', refuses('primary'), answers('primary'), 'second'],
    ['an answer is not hidden by a refused login', answers('primary'), refuses('primary'), 'first'],
  ])('%s', (_, first, second, wins) => {
    expect(mergeViews([[first], [second]])).toEqual([wins === 'first' ? first : second]);
  });

  it('keep the stores of both databases apart', () => {
    const stores = normalState.stores;
    expect(mergeViews([stores, []])).toEqual(stores);
    expect(mergeViews([[], stores])).toEqual(stores);
  });

  it('are empty when nobody looked', () => {
    expect(mergeViews([])).toEqual([]);
  });
});

describe('the principal that is seen', () => {
  it.each<readonly [string, Observation, StoreRole | undefined]>([
    ['the primary in normal state', normalState, 'primary'],
    ['the primary without mirroring', withCopy(normalState, 'primary', { mirroringRole: null }), 'primary'],
    [
      'the mirror store after a failover inside the data centre',
      withCopy(withCopy(normalState, 'primary', { state: 'RESTORING', mirroringRole: 'MIRROR' }), 'mirror', {
        state: 'ONLINE',
        mirroringRole: 'PRINCIPAL',
      }),
      'mirror',
    ],
    ['nobody when the primary data centre is lost', primaryLost, undefined],
    [
      'nobody while the primary is sealed',
      withCopy(silent(normalState, 'mirror'), 'primary', { state: 'RESTORING', mirroringRole: null }),
      undefined,
    ],
    [
      'nobody when the primary is suspect',
      withCopy(silent(normalState, 'mirror'), 'primary', { state: 'SUSPECT' }),
      undefined,
    ],
    [
      'nobody on a primary that was rebuilt empty: the backup store is no part of the primary pair',
      failedOverState,
      undefined,
    ],
    ['nobody when the login is refused', withStore(primaryLost, 'primary', { loginRefused: true }), undefined],
  ])('is %s', (_, seen, role) => {
    expect(principalSeen(seen)?.role).toBe(role);
  });
});
