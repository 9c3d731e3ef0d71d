import { createChat } from '../../../estate/chat/chat';
import { createLync } from '../../../estate/lync/lync';
import { becomes, fakeEstate } from '../lync/support/fake-estate';
import { listenAt } from './support/listening-store';
import { until } from '../sql-server/tds/support/until';
import type { Chat } from '../../../estate/chat/contract';
import type { Lync } from '../../../estate/lync/contract';
import type { FakeEstate } from '../lync/support/fake-estate';
import type { ListeningStore } from './support/listening-store';

let estate: FakeEstate;
let lync: Lync;
let chat: Chat;
let primary: ListeningStore;
let backup: ListeningStore;

beforeEach(async () => {
  estate = fakeEstate();
  primary = await listenAt(estate, estate.at('primary'));
  backup = await listenAt(estate, estate.at('backup'));
  lync = createLync(estate, { replicationSeconds: 60 });
  chat = createChat(estate, lync, {
    chatLogin: { user: 'pchat', password: 'secret' },
    lookEveryMs: 10,
    heartbeatEveryMs: 20,
  });
});
afterEach(async () => {
  await chat.dispose();
  lync.dispose();
  await Promise.all([primary.stop(), backup.stop()]);
});

const hostsAt = (role: 'primary' | 'backup'): string[] =>
  [
    ...new Set(
      estate
        .at(role)
        .sessions('mgc')
        .map(({ hostName }) => hostName),
    ),
  ].sort();
const storedAt = (store: ListeningStore): number => store.rows.get('tblChat')?.length ?? 0;
const connected = (): number => chat.servers.filter(({ connectedTo }) => connectedTo !== undefined).length;

test('active servers hold a session on the primary mgc, as ChannelService and under their own names', async () => {
  await becomes(estate, () => hostsAt('primary').length === 2);
  expect(hostsAt('primary')).toEqual(['CHAT1', 'CHAT2']);
  expect(estate.at('primary').sessions('mgc')[0]).toMatchObject({ programName: 'ChannelService', login: 'pchat' });
  expect(hostsAt('backup')).toEqual([]);
});

test('emptying the active list ends every session on mgc once it has reached the servers', async () => {
  await becomes(estate, () => connected() === 2);
  lync.store.setActiveServers([]);
  await becomes(estate, () => connected() === 0 && hostsAt('primary').length === 0);
  expect(chat.servers.some(({ active }) => active)).toBe(false);
});

test('servers follow the pool state to the backup mgc', async () => {
  await becomes(estate, () => connected() === 2);
  lync.store.setActiveServers([]);
  await becomes(estate, () => connected() === 0);
  lync.store.setPoolState('FailedOver');
  lync.store.setActiveServers(['chat3.contoso.com', 'chat4.contoso.com']);
  await becomes(estate, () => hostsAt('backup').length === 2 && hostsAt('primary').length === 0);
  expect(hostsAt('backup')).toEqual(['CHAT3', 'CHAT4']);
  expect(hostsAt('primary')).toEqual([]);
});

test('a server whose session is ended by the store comes back by itself', async () => {
  await becomes(estate, () => hostsAt('primary').length === 2);
  primary.kill();
  expect(hostsAt('primary')).toEqual([]);
  await becomes(estate, () => hostsAt('primary').length === 2);
  expect(hostsAt('primary')).toEqual(['CHAT1', 'CHAT2']);
});

test('a stopped chat service holds no session', async () => {
  await becomes(estate, () => connected() === 2);
  const chatService = lync.services.of('chat1.contoso.com')!.find(({ name }) => name === 'RTCCHAT')!;
  lync.services.set('chat1.contoso.com', chatService, 'Stopped');
  await becomes(estate, () => hostsAt('primary').length === 1);
  expect(hostsAt('primary')).toEqual(['CHAT2']);
});

test('every acknowledged message is in the serving mgc; what is gone from there is missing', async () => {
  await becomes(estate, () => connected() === 2);
  chat.startUsers({ count: 4, messagesPerSecond: 100 });
  await until(() => chat.audit().acknowledged >= 5);
  await chat.stopUsers();
  expect(chat.audit().missing).toEqual([]);
  const rows = primary.rows.get('tblChat')!;
  const [gone] = rows.splice(0, 1);
  expect(gone).toContain(chat.audit().missing[0]?.id);
  expect(chat.audit().missing).toHaveLength(1);
});

test('a lost data centre ends its sessions at once, and users measure the outage until the other one serves', async () => {
  await becomes(estate, () => connected() === 2);
  chat.startUsers({ count: 4, messagesPerSecond: 100 });
  await until(() => chat.audit().acknowledged >= 1);
  chat.mark('failover');
  estate.lost.add('primary');
  await primary.stop();
  estate.changed('the primary data centre is lost');
  expect(connected()).toBe(0);
  await until(() => chat.measures()[1]!.outage > 0);
  lync.store.setPoolState('FailedOver');
  lync.store.setActiveServers(['chat3.contoso.com', 'chat4.contoso.com']);
  await until(() => chat.measures()[1]!.acknowledged > 0);
  await chat.stopUsers();
  expect(storedAt(backup)).toBeGreaterThan(0);
  expect(chat.audit().missing.every(({ sentTo }) => ['chat1.contoso.com', 'chat2.contoso.com'].includes(sentTo))).toBe(
    true,
  );
  expect(chat.audit().missing).not.toHaveLength(0);
});

test('the synthetic message of the management shell goes through a chat server', async () => {
  await becomes(estate, () => connected() === 2);
  const request = { cmdlet: 'Test-CsPersistentChatMessage', parameters: { TargetFqdn: 'fe.contoso.com' } };
  const { output } = await lync.invoke(
    request,
    { side: 'secondary', host: 'chat3.contoso.com' },
    new AbortController().signal,
  );
  expect(output).toMatchObject([{ Result: 'Success' }]);
  expect(storedAt(primary)).toBe(1);
});
