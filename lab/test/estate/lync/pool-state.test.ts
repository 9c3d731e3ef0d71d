import { becomes } from './support/fake-estate';
import { openShell } from './support/shell';
import type { TestShell } from './support/shell';

let shell: TestShell;
beforeEach(() => {
  shell = openShell({ replicationSeconds: 60 });
});
afterEach(() => {
  shell.lync.dispose();
});

const active = async (): Promise<unknown> => {
  const { output } = await shell.run('Get-CsService', { PersistentChatServer: true });
  return (output[0] as { ActiveServers: string[] }).ActiveServers;
};

test('the pool is Normal and the chat servers of the primary data centre are active at first', async () => {
  const { output } = await shell.run('Get-CsPersistentChatState');
  expect(output).toEqual([{ Identity: 'PersistentChatServer:chat.contoso.com', PoolState: 'Normal' }]);
  expect(await active()).toEqual(['chat1.contoso.com', 'chat2.contoso.com']);
});

test.each([
  'PersistentChatServer:chat.contoso.com',
  'service:chat.contoso.com',
  'Service:PersistentChatServer:CHAT.contoso.com',
])('%s names the pool', async (identity) => {
  expect(
    (await shell.run('Set-CsPersistentChatState', { Identity: identity, PoolState: 'FailedOver' })).error,
  ).toBeUndefined();
  expect(shell.lync.store.current.poolState).toBe('FailedOver');
});

test('another pool is not found', async () => {
  const { error } = await shell.run('Set-CsPersistentChatState', {
    Identity: 'service:other.contoso.com',
    PoolState: 'FailedOver',
  });
  expect(error).toMatchObject({ category: 'ObjectNotFound', target: 'service:other.contoso.com' });
});

test('Set-CsPersistentChatState without -PoolState fails the pool back, as its help says', async () => {
  await shell.run('Set-CsPersistentChatState', { PoolState: 'FailedOver' });
  await shell.run('Set-CsPersistentChatState');
  expect(shell.lync.store.current.poolState).toBe('Normal');
});

test('a pool is failed over although no backup database could serve it', async () => {
  shell.estate.at('backup').isUp = false;
  expect((await shell.run('Set-CsPersistentChatState', { PoolState: 'FailedOver' })).error).toBeUndefined();
});

test.each([
  ['$null empties the list', null, []],
  ['Add appends', { Add: 'chat3.contoso.com' }, ['chat1.contoso.com', 'chat2.contoso.com', 'chat3.contoso.com']],
  [
    'Remove comes before Add',
    { add: ['chat1.contoso.com'], REMOVE: ['chat1.contoso.com'] },
    ['chat2.contoso.com', 'chat1.contoso.com'],
  ],
  [
    'Replace replaces',
    { Replace: ['CHAT3.contoso.com', 'chat4.contoso.com'] },
    ['chat3.contoso.com', 'chat4.contoso.com'],
  ],
  ['a plain list replaces', ['chat4.contoso.com'], ['chat4.contoso.com']],
  ['an empty Replace has no effect', { Replace: [] }, ['chat1.contoso.com', 'chat2.contoso.com']],
  [
    'removing what is not there has no effect',
    { Remove: 'chat4.contoso.com' },
    ['chat1.contoso.com', 'chat2.contoso.com'],
  ],
])('%s', async (_what, servers, expected) => {
  expect((await shell.run('Set-CsPersistentChatActiveServer', { ActiveServers: servers })).error).toBeUndefined();
  expect(await active()).toEqual(expected);
});

test.each([
  ['a server that is active already', { Add: 'chat1.contoso.com' }, /duplicate key sequence 'chat1\.contoso\.com'/],
  ['a server outside the pool', { Add: 'chat9.contoso.com' }, /not in the pool/],
])('adding %s is refused and applies nothing', async (_what, servers, message) => {
  const { error } = await shell.run('Set-CsPersistentChatActiveServer', { ActiveServers: servers });
  expect(error?.message).toMatch(message);
  expect(await active()).toEqual(['chat1.contoso.com', 'chat2.contoso.com']);
});

test('-Swap inverts the list, and again', async () => {
  await shell.run('Set-CsPersistentChatActiveServer', { Swap: true });
  expect(await active()).toEqual(['chat3.contoso.com', 'chat4.contoso.com']);
  await shell.run('Set-CsPersistentChatActiveServer', { Swap: true });
  expect(await active()).toEqual(['chat1.contoso.com', 'chat2.contoso.com']);
});

test('-WhatIf changes nothing and leaves no trace in the ledger', async () => {
  await shell.run('Set-CsPersistentChatActiveServer', { ActiveServers: null, WhatIf: true });
  expect(await active()).toEqual(['chat1.contoso.com', 'chat2.contoso.com']);
  expect(shell.estate.ledger.entries).toEqual([]);
});

test('the ledger says what was called where, by whom, and whether anything differs afterwards', async () => {
  const request = { cmdlet: 'Set-CsPersistentChatState', parameters: { PoolState: 'FailedOver', Confirm: false } };
  await shell.run(request.cmdlet, request.parameters);
  await shell.run(request.cmdlet, request.parameters);
  await shell.run('Get-CsPersistentChatState');
  expect(shell.estate.ledger.entries).toMatchObject([
    {
      where: 'chat3.contoso.com',
      by: 'CONTOSO\\lyncadmin (Lync Server Management Shell)',
      kind: 'cmdlet',
      text: "Set-CsPersistentChatState -PoolState 'FailedOver' -Confirm:$false",
      outcome: 'done',
      changed: true,
    },
    { text: "Set-CsPersistentChatState -PoolState 'FailedOver' -Confirm:$false", outcome: 'done', changed: false },
  ]);
});

test('a write reaches a replica later, and the replica is not up to date from the update until then', async () => {
  shell.lync.dispose();
  shell = openShell({ replicationSeconds: 60, cmdletSeconds: 0 }, 600);
  const written = Date.now();
  await shell.run('Set-CsPersistentChatState', { PoolState: 'FailedOver' });
  const chat1 = { side: 'primary', host: 'chat1.contoso.com' } as const;
  expect((await shell.run('Get-CsPersistentChatState', { LocalStore: true }, chat1)).output).toMatchObject([
    { PoolState: 'Normal' },
  ]);
  await becomes(shell.estate, () => shell.lync.replication.localCopy(chat1.host).poolState === 'FailedOver');
  expect((await shell.run('Get-CsPersistentChatState', { LocalStore: true }, chat1)).output).toMatchObject([
    { PoolState: 'FailedOver' },
  ]);
  const { output } = await shell.run('Get-CsManagementStoreReplicationStatus', { ReplicaFqdn: 'chat1.contoso.com' });
  expect(output).toMatchObject([{ UpToDate: true, ReplicaFqdn: 'chat1.contoso.com' }]);
  expect(Date.parse((output[0] as { LastUpdateCreation: string }).LastUpdateCreation)).toBeGreaterThanOrEqual(written);
});

test('a replica in a lost data centre keeps its old copy until the data centre is back', async () => {
  const { estate, lync } = shell;
  estate.lost.add('primary');
  await shell.run('Set-CsPersistentChatState', { PoolState: 'FailedOver' });
  await becomes(estate, () => lync.replication.localCopy('chat4.contoso.com').poolState === 'FailedOver');
  expect(lync.replication.localCopy('chat1.contoso.com').poolState).toBe('Normal');
  expect(lync.replication.status('chat1.contoso.com')).toMatchObject([{ upToDate: false }]);
  estate.lost.delete('primary');
  estate.changed('the primary data centre is back');
  await becomes(estate, () => lync.replication.localCopy('chat1.contoso.com').poolState === 'FailedOver');
  expect(lync.replication.status('chat1.contoso.com')).toMatchObject([{ upToDate: true }]);
});

test('while a host cannot reach the central store nothing can be set from it, and its local replica still answers', async () => {
  shell.estate.lost.add('secondary');
  const { error } = await shell.run('Set-CsPersistentChatState', { PoolState: 'FailedOver' });
  expect(error?.message).toMatch(/^Could not connect to SQL server/);
  expect((await shell.run('Get-CsPersistentChatState', { LocalStore: true })).output).toHaveLength(1);
});
