import { watchInvariants } from '../../../rig/invariants/watch';
import { sentenceOf } from '../../../rig/invariants/contract';
import { createLync } from '../../../estate/lync/lync';
import { fakeEstate } from '../../estate/lync/support/fake-estate';
import type { AcknowledgedMessage } from '../../../estate/chat/contract';
import type { InvariantWatch } from '../../../rig/invariants/contract';
import type { Lync } from '../../../estate/lync/contract';
import type { FakeEstate, FakeInstance } from '../../estate/lync/support/fake-estate';

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

const goneAt = (at: string): AcknowledgedMessage => ({
  id: `message-${at}`,
  acknowledgedAt: new Date(at),
  sentTo: 'chat1.contoso.com',
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
  missing = [goneAt('2026-01-01T10:00:00Z')];
  watch.checkLoss(new Date('2026-01-01T10:00:01Z'));
  expect(found()).toEqual(['nothing lost without a declaration']);
});

test('a loss that was declared once stays declared, and excuses no other', () => {
  missing = [goneAt('2026-01-01T10:00:00Z')];
  watch.checkLoss(new Date('2026-01-01T09:59:00Z'));
  watch.checkLoss();
  expect(found()).toEqual([]);
  missing.push(goneAt('2026-01-01T11:00:00Z'));
  watch.checkLoss();
  expect(watch.violations.map(({ detail }) => detail)).toEqual([
    '1 acknowledged messages are gone, the first acknowledged at 2026-01-01T11:00:00.000Z',
  ]);
});

test('a loss names the change after which the message was missed first', () => {
  missing = [goneAt('2026-01-01T10:00:00Z')];
  estate.changed('nothing of interest');
  estate.at('primary').held.get('mgc')!.forkGuid = 'another';
  estate.changed('recovery of mgc');
  missing.push(goneAt('2026-01-01T10:05:00Z'));
  estate.changed('nothing of interest');
  watch.checkLoss();
  expect(watch.violations.map(({ trigger }) => trigger)).toEqual(['recovery of mgc']);
});

describe('while every store is down', () => {
  const stores = (): FakeInstance[] => [estate.at('primary'), estate.at('backup')];
  const stop = (): void => {
    for (const store of stores()) store.isUp = false;
    missing = [goneAt('2026-01-01T10:00:00Z')];
    estate.changed('all stores are down');
  };
  const start = (what: string): void => {
    for (const store of stores()) store.isUp = true;
    estate.changed(what);
  };

  test('nothing is lost yet: a copy that comes online with every message was never short of one', () => {
    stop();
    watch.checkLoss();
    expect(found()).toEqual([]);
    missing = [];
    start('the stores are back');
    expect(found()).toEqual([]);
  });

  test('the judgement is owed, and made when a copy serves without the message', () => {
    stop();
    watch.procedure('failover').ended();
    start('a copy is online without it');
    expect(watch.violations.map(({ invariant, trigger }) => [invariant, trigger])).toEqual([
      ['nothing lost without a declaration', 'a copy is online without it'],
    ]);
  });

  test('what was declared meanwhile stays declared', () => {
    stop();
    watch.checkLoss(new Date('2026-01-01T09:59:00Z'));
    start('a copy is online without it');
    expect(found()).toEqual([]);
  });

  test('a copy that a procedure brings online is judged when that has declared its loss', () => {
    stop();
    watch.checkLoss();
    const procedure = watch.procedure('failover');
    start('a copy is online without it');
    expect(found()).toEqual([]);
    procedure.ended(new Date('2026-01-01T09:59:00Z'));
    expect(found()).toEqual([]);
  });
});

test('a violation says when, what must hold, what was found and after which change', () => {
  lync.store.setActiveServers(['chat1.contoso.com', 'chat3.contoso.com']);
  const said = watch.violations.map(sentenceOf);
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(
    /^\d{4}-\d\d-\d\dT\S+Z active servers in one data centre: the active list is chat1\.contoso\.com, chat3\.contoso\.com \(after: active servers: chat1\.contoso\.com, chat3\.contoso\.com\)\. The active list names chat servers of one data centre only\.$/,
  );
});

test('an effect that a procedure has twice is a violation at once; of another procedure it is not', () => {
  const effect = { where: 'SQL1\\CHAT', by: 'pchatdr', kind: 'statement', outcome: 'done', changed: true } as const;
  const happens = (): void => estate.ledger.record({ ...effect, text: 'DROP DATABASE [mgc]' });
  happens();
  watch.procedure('failover');
  happens();
  expect(found()).toEqual([]);
  happens();
  expect(found()).toEqual(['no effect twice']);
  expect(watch.violations[0]?.detail).toBe('DROP DATABASE [mgc] changed SQL1\\CHAT 2 times');
  watch.procedure('failback').ended();
  happens();
  happens();
  expect(found()).toHaveLength(1);
});
