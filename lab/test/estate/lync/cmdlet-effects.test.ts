import { CmdletFaults } from '../../../rig/faults/cmdlet-faults';
import { becomes, fakeDatabase } from './support/fake-estate';
import { openShell } from './support/shell';
import type { TestShell } from './support/shell';

let shell: TestShell;
beforeEach(() => {
  shell = openShell();
});
afterEach(() => {
  shell.lync.dispose();
});

const chat1 = { side: 'primary', host: 'chat1.contoso.com' } as const;
const pool = { PoolFqdn: 'chat.contoso.com' };
const mirrorOf = (role: 'primary' | 'mirror' | 'backup' | 'backupMirror', mirroring: 'PRINCIPAL' | 'MIRROR'): void => {
  shell.estate.at(role).held.set('mgc', {
    ...fakeDatabase('mgc', mirroring === 'MIRROR' ? 'RESTORING' : 'ONLINE'),
    mirroring: { role: mirroring, state: 'SYNCHRONIZED', partner: 'TCP://x:5022' },
  });
};

test.each([
  ['Get-CsPersistentChatState', {}, ['Identity', 'PoolState']],
  [
    'Get-CsService',
    { PersistentChatServer: true },
    [
      'Identity',
      'Registrar',
      'PersistentChatDatabase',
      'MirrorPersistentChatDatabase',
      'BackupPersistentChatDatabase',
      'BackupMirrorPersistentChatDatabase',
      'PersistentChatComplianceDatabase',
      'MirrorPersistentChatComplianceDatabase',
      'BackupPersistentChatComplianceDatabase',
      'BackupMirrorPersistentChatComplianceDatabase',
      'FileStore',
      'MtlsPort',
      'DisplayName',
      'ActiveServers',
      'InactiveServers',
      'DependentServiceList',
      'ServiceId',
      'SiteId',
      'PoolFqdn',
      'Version',
      'Role',
    ],
  ],
  ['Get-CsPool', {}, ['Identity', 'Fqdn', 'Services', 'Computers', 'BackupPoolFqdn', 'Site']],
  ['Get-CsComputer', {}, ['Identity', 'Pool', 'Fqdn']],
  [
    'Get-CsManagementStoreReplicationStatus',
    {},
    ['UpToDate', 'ReplicaFqdn', 'LastStatusReport', 'LastUpdateCreation', 'ProductVersion'],
  ],
  [
    'Get-CsDatabaseMirrorState',
    pool,
    ['DatabaseName', 'StateOnPrimary', 'StateOnMirror', 'MirroringStatusOnPrimary', 'MirroringStatusOnMirror'],
  ],
  [
    'Get-CsWindowsService',
    { ComputerName: 'chat1.contoso.com' },
    ['Status', 'Name', 'DisplayName', 'RoleName', 'ActivityLevel'],
  ],
  [
    'Test-CsDatabase',
    { ConfiguredDatabases: true, SqlServerFqdn: 'sql1.contoso.com' },
    [
      'SqlServerFqdn',
      'SqlInstanceName',
      'MirrorSqlServerFqdn',
      'MirrorSqlInstanceName',
      'DatabaseName',
      'DataSource',
      'SQLServerVersion',
      'ExpectedVersion',
      'InstalledVersion',
      'Succeed',
    ],
  ],
  [
    'Test-CsPersistentChatMessage',
    { TargetFqdn: 'fe.contoso.com' },
    ['TargetFqdn', 'Result', 'Latency', 'Error', 'Diagnosis'],
  ],
])('%s answers with the properties of its documentation', async (cmdlet, parameters, properties) => {
  const { output } = await shell.run(cmdlet, parameters);
  expect(Object.keys(output[0] ?? {}).sort()).toEqual([...properties].sort());
});

test.each([
  ['Set-CsPersistentChatState', { PoolState: 'FailedOver' }],
  ['Set-CsPersistentChatActiveServer', { ActiveServers: null }],
  ['Invoke-CsManagementStoreReplication', {}],
  [
    'Install-CsDatabase',
    { DatabaseType: 'PersistentChat', SqlServerFqdn: 'sql1.contoso.com', SqlInstanceName: 'CHAT' },
  ],
  ['Start-CsWindowsService', { ComputerName: 'chat1.contoso.com' }],
])('%s answers with nothing', async (cmdlet, parameters) => {
  await expect(shell.run(cmdlet, parameters)).resolves.toEqual({
    output: [],
    warnings: [],
    verbose: expect.any(Array) as unknown,
  });
});

test('a deployment cmdlet that fails warns where its report is', async () => {
  const { warnings } = await shell.run('Get-CsDatabaseMirrorState', { ...pool, DatabaseType: 'Archiving' });
  expect(warnings).toEqual([
    'Get-CsDatabaseMirrorState failed.',
    expect.stringMatching(/^Detailed results can be found at "C:\\.+\.html"\.$/),
  ]);
});

test('Set-CsPersistentChatActiveServer returns before its effect: the chat servers hear of it when it is replicated', async () => {
  shell.lync.dispose();
  shell = openShell({ cmdletSeconds: 0 }, 600);
  await shell.run('Set-CsPersistentChatActiveServer', { ActiveServers: null });
  expect(shell.lync.store.current.activeServers).toEqual([]);
  expect(shell.lync.replication.localCopy('chat1.contoso.com').activeServers).toHaveLength(2);
  await becomes(shell.estate, () => shell.lync.replication.localCopy('chat1.contoso.com').activeServers.length === 0);
  expect(shell.lync.replication.status('chat1.contoso.com')).toMatchObject([{ upToDate: true }]);
});

test('a server whose replica agent is stopped stays behind, and catches up once it is started', async () => {
  const replica = { Name: 'REPLICA', ComputerName: 'chat1.contoso.com' };
  await shell.run('Stop-CsWindowsService', replica);
  await shell.run('Set-CsPersistentChatState', { PoolState: 'FailedOver' });
  await becomes(shell.estate, () => shell.lync.replication.localCopy('chat4.contoso.com').poolState === 'FailedOver');
  const status = async (): Promise<unknown> =>
    (await shell.run('Get-CsManagementStoreReplicationStatus', { ReplicaFqdn: 'chat1.contoso.com' })).output;
  expect(await status()).toMatchObject([{ UpToDate: false }]);
  expect((await shell.run('Get-CsPersistentChatState', { LocalStore: true }, chat1)).output).toMatchObject([
    { PoolState: 'Normal' },
  ]);
  await shell.run('Start-CsWindowsService', replica);
  await becomes(shell.estate, () => shell.lync.replication.localCopy('chat1.contoso.com').poolState === 'FailedOver');
  expect(await status()).toMatchObject([{ UpToDate: true }]);
});

test.each([
  ['-NoWait returns while the service is still stopping', { NoWait: true }, 'StopPending'],
  ['-Graceful shows it as paused until the last piece of work is done', { NoWait: true, Graceful: true }, 'Paused'],
  ['without either it returns when the service has stopped', {}, 'Stopped'],
])('Stop-CsWindowsService: %s', async (_, how, status) => {
  shell.lync.dispose();
  shell = openShell({ cmdletSeconds: 0 }, 100);
  const service = { Name: 'RTCCHAT', ComputerName: 'chat1.contoso.com' };
  await shell.run('Stop-CsWindowsService', { ...service, ...how });
  expect((await shell.run('Get-CsWindowsService', service)).output).toMatchObject([{ Status: status }]);
  expect(shell.lync.services.chatServiceRuns('chat1.contoso.com')).toBe(status !== 'Stopped');
  await becomes(shell.estate, () => !shell.lync.services.chatServiceRuns('chat1.contoso.com'));
  expect((await shell.run('Get-CsWindowsService', service)).output).toMatchObject([{ Status: 'Stopped' }]);
});

test('no service of that name, or one that is not of the product, is an error', async () => {
  const { error } = await shell.run('Stop-CsWindowsService', { Name: 'Spooler', ComputerName: 'chat1.contoso.com' });
  expect(error).toMatchObject({ category: 'ObjectNotFound', target: 'Spooler' });
});

test('after a failover to the mirror the topology still names the old primary; only the mirror state tells', async () => {
  mirrorOf('primary', 'MIRROR');
  mirrorOf('mirror', 'PRINCIPAL');
  const services = await shell.run('Get-CsService', { PersistentChatServer: true });
  expect(services.output).toMatchObject([{ PersistentChatDatabase: 'PersistentChatDatabase:sql1.contoso.com' }]);
  expect((await shell.run('Get-CsDatabaseMirrorState', pool)).output).toMatchObject([
    { StateOnPrimary: 'Mirror', StateOnMirror: 'Principal' },
  ]);
  const tested = await shell.run('Test-CsDatabase', { ConfiguredDatabases: true, SqlServerFqdn: 'sql1.contoso.com' });
  expect(tested.output).toMatchObject([{ Succeed: false }]);
  expect(tested.warnings).toHaveLength(1);
});

test('a failed-over pool uses the backup pair, and so do the cmdlets for its mirroring', async () => {
  mirrorOf('backup', 'PRINCIPAL');
  mirrorOf('backupMirror', 'MIRROR');
  await shell.run('Set-CsPersistentChatState', { PoolState: 'FailedOver' });
  expect((await shell.run('Get-CsDatabaseMirrorState', pool)).output).toMatchObject([
    { StateOnPrimary: 'Principal', StateOnMirror: 'Mirror' },
  ]);
  const toMirror = { ...pool, DatabaseType: 'PersistentChat', NewPrincipal: 'Mirror', Confirm: false };
  expect((await shell.run('Invoke-CsDatabaseFailover', toMirror)).error).toBeUndefined();
  expect(shell.estate.at('backup').statements.map(({ text }) => text)).toEqual([
    'ALTER DATABASE [mgc] SET PARTNER FAILOVER',
  ]);
  expect(shell.estate.at('primary').statements).toEqual([]);
});

test('a database without a mirror has the documented state on both partners', async () => {
  expect((await shell.run('Get-CsDatabaseMirrorState', pool)).output).toEqual([
    {
      DatabaseName: 'mgc',
      StateOnPrimary: 'DatabaseInaccessibleOrMirroringNotEnabled',
      StateOnMirror: 'DatabaseInaccessibleOrMirroringNotEnabled',
      MirroringStatusOnPrimary: '',
      MirroringStatusOnMirror: '',
    },
  ]);
});

test.each([
  ['a mirrored database is not updated', { Update: true }, /is mirrored and cannot be updated/],
  ['-Clean and -Update exclude each other', { Clean: true, Update: true }, /cannot be used together/],
])('Install-CsDatabase: %s', async (_, how, message) => {
  mirrorOf('primary', 'PRINCIPAL');
  const { error } = await shell.run('Install-CsDatabase', {
    DatabaseType: 'PersistentChat',
    SqlServerFqdn: 'sql1.contoso.com',
    SqlInstanceName: 'CHAT',
    ...how,
  });
  expect(error?.message).toMatch(message);
});

test('a synthetic message to the chat pool instead of its registrar warns, and is a returned failure', async () => {
  const { output, warnings } = await shell.run('Test-CsPersistentChatMessage', { TargetFqdn: 'chat.contoso.com' });
  expect(warnings).toEqual([expect.stringMatching(/^Failed to read Registrar port number .*Using default/)]);
  expect(output).toMatchObject([
    { Result: 'Failure', Error: expect.stringMatching(/^10060, A connection/) as unknown },
  ]);
});

test.each([
  ['lie', 'reports success and does nothing', 'Normal', undefined],
  ['fail', 'fails and does nothing', 'Normal', /^ProcessingFailed,/],
  ['fail-after-effect', 'fails although it took effect', 'FailedOver', /^ProcessingFailed,/],
] as const)('a cmdlet under the fault "%s" %s', async (kind, _says, state, errorId) => {
  shell.lync.dispose();
  const faults = new CmdletFaults();
  shell = openShell({ intercept: faults.intercept });
  faults.add(kind, 'Set-CsPersistentChatState', 1);
  const { error } = await shell.run('Set-CsPersistentChatState', { PoolState: 'FailedOver' });
  if (errorId === undefined) expect(error).toBeUndefined();
  else expect(error?.id).toMatch(errorId);
  expect(shell.lync.store.current.poolState).toBe(state);
});
