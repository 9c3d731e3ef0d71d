import { SqlError } from '../../../estate/sql-server/contract';
import { fakeDatabase } from './support/fake-estate';
import { openShell } from './support/shell';
import type { TestShell } from './support/shell';

let shell: TestShell;
beforeEach(() => {
  shell = openShell();
});
afterEach(() => {
  shell.lync.dispose();
});

const unconfirmed = {
  DatabaseType: 'PersistentChat',
  FileShare: '\\\\files\\mirroring',
  SqlServerFqdn: 'sql4.contoso.com',
  SqlInstanceName: 'CHAT',
};
const backupPair = { ...unconfirmed, Confirm: false };
const statementsAt = (role: 'primary' | 'mirror' | 'backup' | 'backupMirror'): string[] =>
  shell.estate
    .at(role)
    .statements.map(({ text }) => text)
    .filter((text) => !text.startsWith('SELECT'));

test('Install-CsMirrorDatabase asks, which a shell without a person answers with an error', async () => {
  const { error } = await shell.run('Install-CsMirrorDatabase', unconfirmed);
  expect(error).toMatchObject({
    id: 'InvalidOperation,Microsoft.Rtc.Management.Deployment.InstallMirrorDatabaseCmdlet',
    message: 'PowerShell is in NonInteractive mode. Read and Prompt functionality is not available.',
  });
  expect(statementsAt('backup')).toEqual([]);
});

test('Install-CsMirrorDatabase copies the database to the partner that the topology names, and starts the session there first', async () => {
  expect((await shell.run('Install-CsMirrorDatabase', backupPair)).error).toBeUndefined();
  expect(statementsAt('backup')).toEqual([
    "BACKUP DATABASE [mgc] TO DISK = N'\\\\files\\mirroring\\mgc_SQL4_CHAT.bak' WITH INIT",
    "BACKUP LOG [mgc] TO DISK = N'\\\\files\\mirroring\\mgc_SQL4_CHAT.trn' WITH INIT",
    "ALTER DATABASE [mgc] SET PARTNER = N'TCP://sql5.contoso.com:5022'",
  ]);
  expect(statementsAt('backupMirror')).toEqual([
    "RESTORE DATABASE [mgc] FROM DISK = N'\\\\files\\mirroring\\mgc_SQL4_CHAT.bak' WITH NORECOVERY",
    "RESTORE LOG [mgc] FROM DISK = N'\\\\files\\mirroring\\mgc_SQL4_CHAT.trn' WITH NORECOVERY",
    "ALTER DATABASE [mgc] SET PARTNER = N'TCP://sql4.contoso.com:5022'",
  ]);
  expect(shell.estate.at('backup').statements[0]?.options).toMatchObject({
    login: 'CONTOSO\\lyncadmin',
    programName: 'Lync Server Management Shell',
  });
  expect(shell.estate.ledger.entries).toMatchObject([{ kind: 'cmdlet', outcome: 'done', changed: true }]);
});

test('an endpoint that exists is reused with its own port', async () => {
  const mirror = shell.estate.at('backupMirror');
  const plain = mirror.run;
  const port = { columns: [{ name: 'port', type: { name: 'int' } }], rows: [[5033]] } as const;
  mirror.run = async (text, options) =>
    text.startsWith('SELECT') ? { messages: [], resultSets: [port] } : plain(text, options);
  await shell.run('Install-CsMirrorDatabase', backupPair);
  expect(statementsAt('backup').at(-1)).toBe("ALTER DATABASE [mgc] SET PARTNER = N'TCP://sql5.contoso.com:5033'");
});

test('the primary pair gets the witness of the topology', async () => {
  await shell.run('Install-CsMirrorDatabase', { ...backupPair, SqlServerFqdn: 'sql1.contoso.com' });
  expect(statementsAt('primary').at(-1)).toBe("ALTER DATABASE [mgc] SET WITNESS = N'TCP://sql3.contoso.com:7022'");
});

test('a stale copy on the mirror is an error, unless it is to be dropped', async () => {
  shell.estate.at('backupMirror').held.set('mgc', fakeDatabase('mgc', 'RESTORING'));
  const refused = await shell.run('Install-CsMirrorDatabase', backupPair);
  expect(refused.error?.message).toMatch(/already exists on the mirror "SQL5\\CHAT"/);
  expect(refused.warnings[0]).toBe('Install-CsMirrorDatabase failed.');
  expect(
    (await shell.run('Install-CsMirrorDatabase', { ...backupPair, DropExistingDatabasesOnMirror: true })).error,
  ).toBeUndefined();
  expect(statementsAt('backupMirror')[0]).toBe('DROP DATABASE [mgc]');
});

test.each([
  [
    'a pair that the topology does not know',
    { SqlServerFqdn: 'sql5.contoso.com' },
    /No mirror is configured in the topology/,
  ],
  ['the instance left out', { SqlInstanceName: '' }, /No mirror is configured in the topology/],
  ['compliance where it is off', { DatabaseType: 'PersistentChatCompliance' }, /must exist on pool/],
])('%s is refused', async (_what, change, message) => {
  expect((await shell.run('Install-CsMirrorDatabase', { ...backupPair, ...change })).error?.message).toMatch(message);
});

test.each([
  ['RESTORING', { state: 'RESTORING' }, /is RESTORING; it must be ONLINE/],
  ['in the SIMPLE recovery model', { recoveryModel: 'SIMPLE' }, /uses the SIMPLE recovery model/],
] as const)('a primary copy that is %s is not mirrored', async (_what, facts, message) => {
  Object.assign(shell.estate.at('backup').held.get('mgc')!, facts);
  expect((await shell.run('Install-CsMirrorDatabase', backupPair)).error?.message).toMatch(message);
  expect(statementsAt('backup')).toEqual([]);
});

test('what SQL Server refuses ends the cmdlet with every message, and the ledger says what it had changed', async () => {
  shell.estate.at('backupMirror').run = () =>
    Promise.reject(
      new SqlError({ number: 3013, severity: 16, state: 1, text: 'RESTORE DATABASE is terminating abnormally.' }, [
        { number: 3201, severity: 16, state: 2, text: "Cannot open backup device 'x'." },
      ]),
    );
  const { error } = await shell.run('Install-CsMirrorDatabase', backupPair);
  expect(error).toMatchObject({
    id: 'ProcessingFailed,Microsoft.Rtc.Management.Deployment.InstallMirrorDatabaseCmdlet',
    message: "Command execution failed: Cannot open backup device 'x'. RESTORE DATABASE is terminating abnormally.",
  });
  expect(shell.estate.ledger.entries).toMatchObject([{ outcome: 'refused', changed: true }]);
});

test('Invoke-CsDatabaseFailover moves the primary pair, once, and Get-CsDatabaseMirrorState tells who is principal', async () => {
  const { estate, run } = shell;
  const copy = (role: 'primary' | 'mirror', mirroring: 'PRINCIPAL' | 'MIRROR'): void => {
    estate.at(role).held.set('mgc', {
      ...fakeDatabase('mgc'),
      mirroring: { role: mirroring, state: 'SYNCHRONIZED', partner: 'TCP://x:5022' },
    });
  };
  copy('primary', 'PRINCIPAL');
  copy('mirror', 'MIRROR');
  const toMirror = { DatabaseType: 'PersistentChat', NewPrincipal: 'mirror', PoolFqdn: 'chat.contoso.com' };
  await run('Invoke-CsDatabaseFailover', toMirror);
  expect(statementsAt('primary')).toEqual(['ALTER DATABASE [mgc] SET PARTNER FAILOVER']);
  copy('primary', 'MIRROR');
  copy('mirror', 'PRINCIPAL');
  await run('Invoke-CsDatabaseFailover', toMirror);
  expect(estate.ledger.entries.map(({ changed }) => changed)).toEqual([true, false]);
  const { output } = await run('Get-CsDatabaseMirrorState', {
    PoolFqdn: 'chat.contoso.com',
    DatabaseType: 'PersistentChat',
  });
  expect(output).toEqual([
    {
      DatabaseName: 'mgc',
      StateOnPrimary: 'Mirror',
      StateOnMirror: 'Principal',
      MirroringStatusOnPrimary: 'synchronized',
      MirroringStatusOnMirror: 'synchronized',
    },
  ]);
});

test('the mirror takes over by force only when the call says so', async () => {
  const { estate, run } = shell;
  estate.at('primary').isUp = false;
  estate.at('mirror').held.set('mgc', {
    ...fakeDatabase('mgc', 'RESTORING'),
    mirroring: { role: 'MIRROR', state: 'DISCONNECTED', partner: 'TCP://x:5022' },
  });
  const toMirror = { DatabaseType: 'PersistentChat', NewPrincipal: 'Mirror', PoolFqdn: 'chat.contoso.com' };
  expect((await run('Invoke-CsDatabaseFailover', toMirror)).error?.message).toMatch(
    /inaccessible or mirroring is not enabled/,
  );
  await run('Invoke-CsDatabaseFailover', { ...toMirror, Force: true });
  expect(statementsAt('mirror')).toEqual(['ALTER DATABASE [mgc] SET PARTNER FORCE_SERVICE_ALLOW_DATA_LOSS']);
});
