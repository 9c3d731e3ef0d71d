import { openShell } from './support/shell';
import type { TestShell } from './support/shell';

let shell: TestShell;
beforeEach(() => {
  shell = openShell();
});
afterEach(() => {
  shell.lync.dispose();
});

test('the chat service names its stores, and empty texts where the topology has none', async () => {
  const { output } = await shell.run('Get-CsService', { PersistentChatServer: true, PoolFqdn: 'chat.contoso.com' });
  expect(output).toMatchObject([
    {
      Identity: 'PersistentChatServer:chat.contoso.com',
      PersistentChatDatabase: 'PersistentChatDatabase:sql1.contoso.com',
      MirrorPersistentChatDatabase: 'PersistentChatDatabase:sql2.contoso.com',
      BackupPersistentChatDatabase: 'PersistentChatDatabase:sql4.contoso.com',
      BackupMirrorPersistentChatDatabase: 'PersistentChatDatabase:sql5.contoso.com',
      PersistentChatComplianceDatabase: '',
      Registrar: 'Registrar:fe.contoso.com',
      InactiveServers: ['chat3.contoso.com', 'chat4.contoso.com'],
    },
  ]);
});

test('a store is a service with its instance, and a witness is none', async () => {
  const { output } = await shell.run('Get-CsService', { PersistentChatDatabase: true });
  expect(output.map((service) => (service as { PoolFqdn: string }).PoolFqdn)).toEqual([
    'sql1.contoso.com',
    'sql2.contoso.com',
    'sql4.contoso.com',
    'sql5.contoso.com',
  ]);
  expect(output[0]).toMatchObject({ SqlInstanceName: 'CHAT', Role: 'PersistentChatDatabase' });
});

test('a filter takes wildcards and may find nothing; an identity must exist', async () => {
  expect((await shell.run('Get-CsService', { Filter: 'FileStore:*' })).output).toMatchObject([
    { UncPath: '\\\\files.contoso.com\\LyncShare' },
  ]);
  expect((await shell.run('Get-CsService', { Filter: 'Edge*' })).output).toEqual([]);
  expect((await shell.run('Get-CsService', { Identity: 'EdgeServer:x' })).error?.category).toBe('ObjectNotFound');
});

test('two role switches in one call belong to two parameter sets', async () => {
  const { error } = await shell.run('Get-CsService', { FileStore: true, Registrar: true });
  expect(error?.id).toMatch(/^AmbiguousParameterSet,/);
});

test('pool and computers are as the topology has them', async () => {
  expect((await shell.run('Get-CsPool', { Identity: 'chat.contoso.com' })).output).toMatchObject([
    { Computers: ['chat1.contoso.com', 'chat2.contoso.com', 'chat3.contoso.com', 'chat4.contoso.com'] },
  ]);
  expect((await shell.run('Get-CsComputer', { Pool: 'chat.contoso.com', Local: true })).output).toMatchObject([
    { Fqdn: 'chat3.contoso.com' },
  ]);
});

test('a stopped chat service shows as stopped, and stopping it again changes nothing', async () => {
  const stop = { Name: 'rtcchat', ComputerName: 'chat1.contoso.com' };
  await shell.run('Stop-CsWindowsService', stop);
  await shell.run('Stop-CsWindowsService', stop);
  expect(shell.estate.ledger.entries.map(({ changed }) => changed)).toEqual([true, false]);
  const { output } = await shell.run('Get-CsWindowsService', {
    Computer: 'chat1.contoso.com',
    Name: 'RTCCHAT',
    ExcludeActivityLevel: true,
  });
  expect(output).toEqual([
    {
      Status: 'Stopped',
      Name: 'RTCCHAT',
      DisplayName: 'Lync Server Persistent Chat',
      RoleName: ['PersistentChatServer'],
    },
  ]);
});

test('Install-CsDatabase creates what is missing and never overwrites', async () => {
  const { estate, run } = shell;
  await run('Install-CsDatabase', { ConfiguredDatabases: true, SqlServerFqdn: 'sql1.contoso.com' });
  expect(estate.at('primary').statements).toEqual([]);
  estate.at('primary').held.clear();
  await run('Install-CsDatabase', { ConfiguredDatabases: true, SqlServerFqdn: 'sql1.contoso.com' });
  expect(estate.at('primary').statements.map(({ text }) => text)).toEqual(['CREATE DATABASE [mgc]']);
});

test('a synthetic message that nobody takes is a returned failure, not an error', async () => {
  const { output, error } = await shell.run('Test-CsPersistentChatMessage', { TargetFqdn: 'fe.contoso.com' });
  expect(error).toBeUndefined();
  expect(output).toMatchObject([{ Result: 'Failure', Error: 'No Persistent Chat service answers.' }]);
});
