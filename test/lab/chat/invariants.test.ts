import { watchInvariants } from '../../../lab/chat/invariants';
import { createLync } from '../../../lab/lync/lync';
import { fakeEstate } from '../lync/support/fake-estate';
import type { AcknowledgedMessage } from '../../../lab/chat/contract';
import type { InvariantWatch } from '../../../lab/chat/invariants';
import type { Lync } from '../../../lab/lync/contract';
import type { FakeEstate } from '../lync/support/fake-estate';

let estate: FakeEstate;
let lync: Lync;
let watch: InvariantWatch;
let missing: AcknowledgedMessage[];

beforeEach(() => {
  estate = fakeEstate();
  lync = createLync(estate);
  missing = [];
  watch = watchInvariants(estate, lync, { audit: () => ({ acknowledged: missing.length, missing }) });
});
afterEach(() => {
  watch.stop();
  lync.dispose();
});

const found = (): string[] => watch.violations.map(({ invariant }) => invariant);

test('sessions on online copies in both data centres are two writers, reported once while it lasts', () => {
  estate.at('primary').sessionsOnMgc = ['CHAT1'];
  estate.changed('chat1 has a session');
  expect(found()).toEqual([]);
  estate.at('backup').sessionsOnMgc = ['CHAT3'];
  estate.changed('chat3 has a session');
  estate.changed('something else');
  expect(found()).toEqual(['never two writers']);
  expect(watch.violations[0]?.detail).toBe(
    'SQL1\\CHAT is ONLINE and used by CHAT1; SQL4\\CHAT is ONLINE and used by CHAT3',
  );
});

test.each([
  ['is RESTORING', () => (estate.at('primary').held.get('mgc')!.state = 'RESTORING')],
  ['is used by nobody', () => (estate.at('primary').sessionsOnMgc = [])],
  ['is on a stopped instance', () => (estate.at('primary').isUp = false)],
])('a second copy that %s writes nothing', (_what, arrange) => {
  estate.at('primary').sessionsOnMgc = ['CHAT1'];
  estate.at('backup').sessionsOnMgc = ['CHAT3'];
  arrange();
  estate.changed('something');
  expect(found()).toEqual([]);
});

test('an active list with servers of both data centres is a violation', () => {
  lync.store.setActiveServers(['chat1.contoso.com', 'chat3.contoso.com']);
  expect(found()).toEqual(['active servers in one data centre']);
});

test('an acknowledged message that is gone is a violation, unless it was acknowledged after the declared instant', () => {
  missing = [{ id: 'message-1', acknowledgedAt: new Date('2026-01-01T10:00:00Z'), sentTo: 'chat1.contoso.com' }];
  watch.checkLoss(new Date('2026-01-01T09:59:00Z'));
  expect(found()).toEqual([]);
  watch.checkLoss(new Date('2026-01-01T10:00:01Z'));
  expect(found()).toEqual(['nothing lost without a declaration']);
});
