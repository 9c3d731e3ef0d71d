/** The syntax of each cmdlet, transcribed from the help topics of the modules, apart from the lab's own table. */

export interface Documented {
  readonly sets: Readonly<Record<string, string>>;
  /** `WC` in the help: supports -WhatIf and -Confirm. */
  readonly shouldProcess: boolean;
  /** Parameters that a call of each set needs, to be accepted by the binder. */
  readonly complete: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const installCommon =
  '[-Clean] [-Update] [-NoReindex] [-DatabasePaths <String[]>] [-UseDefaultSqlPaths] [-DatabasePathMap <Hashtable>] [-SkipPrepareCheck] ' +
  '[-GlobalCatalog <Fqdn>] [-GlobalSettingsDomainController <Fqdn>] [-Force] [-Report <String>]';
const mirrorCommon =
  '[-DatabasePathMap <Hashtable>] [-DropExistingDatabasesOnMirror] [-ExcludeDatabaseList <String[]>] [-Report <String>]';
const messageCommon =
  '[-Authentication <AuthenticationMechanism>] [-ChatRoomUri <String>] [-RegistrarPort <Int32>] [-Setup <Boolean>] ' +
  '[-TestUser1SipAddress <String>] [-TestUser2SipAddress <String>] [-OutLoggerVariable <String>] [-OutVerboseVariable <String>] [-Force]';
const stopCommon = '[-Graceful] [-NoWait] [-Force] [-LeaveClsAgentRunning] [-LeaveWebServerRunning] [-Report <String>]';

const server = { SqlServerFqdn: 'sql4.contoso.com' };
const chat = { DatabaseType: 'PersistentChat' };
const pool = { PoolFqdn: 'chat.contoso.com' };
const share = { FileShare: '\\\\files\\mirroring' };
const credential = { User: 'contoso\\tester' };

const reads = (
  sets: Documented['sets'],
  complete: Documented['complete'] = Object.fromEntries(Object.keys(sets).map((set) => [set, {}])),
): Documented => ({ sets, shouldProcess: false, complete });
const acts = (sets: Documented['sets'], complete: Documented['complete']): Documented => ({
  sets,
  shouldProcess: true,
  complete,
});

export const documented: Readonly<Record<string, Documented>> = {
  'Get-CsPersistentChatState': reads({
    Identity: '[[-Identity] <XdsIdentity>] [-LocalStore]',
    Filter: '[-Filter <String>] [-LocalStore]',
  }),
  'Get-CsService': reads(
    {
      Identity: '[[-Identity] <XdsGlobalRelativeIdentity>] [-PoolFqdn <String>]',
      Filter: '[-Filter <String>] [-PoolFqdn <String>]',
      PersistentChatServer: '-PersistentChatServer [-PoolFqdn <String>]',
      PersistentChatDatabase: '-PersistentChatDatabase [-PoolFqdn <String>]',
      PersistentChatComplianceDatabase: '-PersistentChatComplianceDatabase [-PoolFqdn <String>]',
      FileStore: '-FileStore [-PoolFqdn <String>]',
      Registrar: '-Registrar [-PoolFqdn <String>]',
      CentralManagement: '-CentralManagement [-PoolFqdn <String>]',
    },
    {
      Identity: {},
      Filter: { Filter: '*' },
      PersistentChatServer: { PersistentChatServer: true },
      PersistentChatDatabase: { PersistentChatDatabase: true },
      PersistentChatComplianceDatabase: { PersistentChatComplianceDatabase: true },
      FileStore: { FileStore: true },
      Registrar: { Registrar: true },
      CentralManagement: { CentralManagement: true },
    },
  ),
  'Get-CsPool': reads({
    Identity: '[[-Identity] <XdsGlobalRelativeIdentity>] [-Site <String>]',
    Filter: '[-Filter <String>] [-Site <String>]',
  }),
  'Get-CsComputer': reads({
    Identity: '[[-Identity] <XdsGlobalRelativeIdentity>] [-Pool <String>] [-Local]',
    Filter: '[-Filter <String>] [-Pool <String>] [-Local]',
  }),
  'Get-CsManagementStoreReplicationStatus': reads({
    Default: '[[-ReplicaFqdn] <String>] [-CentralManagementStoreStatus]',
  }),
  'Get-CsDatabaseMirrorState': reads(
    { Default: '-PoolFqdn <Fqdn> [-DatabaseType <DatabaseNameType>] [-LocalStore] [-Report <String>]' },
    { Default: pool },
  ),
  'Get-CsWindowsService': reads({
    Default: '[[-Name] <String>] [-ComputerName <String>] [-ExcludeActivityLevel] [-Report <String>]',
  }),
  'Test-CsDatabase': acts(
    {
      ByConfigured: '-ConfiguredDatabases -SqlServerFqdn <Fqdn> [-Report <String>]',
      ByDatabase:
        '-DatabaseType <DatabaseNameType> -SqlServerFqdn <Fqdn> [-SqlInstanceName <String>] [-Report <String>]',
      ByCMS: '-CentralManagementDatabase [-SqlServerFqdn <Fqdn>] [-SqlInstanceName <String>] [-Report <String>]',
      ByLocal: '-LocalService [-Report <String>]',
    },
    {
      ByConfigured: { ConfiguredDatabases: true, ...server },
      ByDatabase: { ...chat, ...server },
      ByCMS: { CentralManagementDatabase: true },
      ByLocal: { LocalService: true },
    },
  ),
  'Test-CsPersistentChatMessage': reads(
    {
      ClientPlatform:
        '[[-TargetFqdn] <String>] -SenderCredential <PSCredential> -ReceiverCredential <PSCredential> -SenderSipAddress <String> ' +
        `-ReceiverSipAddress <String> ${messageCommon}`,
      ServerPlatform: `[-TargetFqdn] <String> [-SenderSipAddress <String>] [-ReceiverSipAddress <String>] ${messageCommon}`,
    },
    {
      ClientPlatform: {
        SenderCredential: credential,
        ReceiverCredential: credential,
        SenderSipAddress: 'sip:a@contoso.com',
        ReceiverSipAddress: 'sip:b@contoso.com',
      },
      ServerPlatform: { TargetFqdn: 'fe.contoso.com' },
    },
  ),
  'Set-CsPersistentChatState': acts(
    {
      Identity: '[[-Identity] <XdsIdentity>] [-PoolState <PoolState>] [-Force]',
      Instance: '[-Instance <PSObject>] [-PoolState <PoolState>] [-Force]',
    },
    { Identity: {}, Instance: {} },
  ),
  'Set-CsPersistentChatActiveServer': acts(
    {
      Explicit: '[[-Identity] <XdsGlobalRelativeIdentity>] -ActiveServers <PSListModifier[Fqdn]> [-Force]',
      Swap: '[[-Identity] <XdsGlobalRelativeIdentity>] -Swap [-Force]',
    },
    { Explicit: { ActiveServers: null }, Swap: { Swap: true } },
  ),
  'Invoke-CsManagementStoreReplication': reads({ Default: '[[-ReplicaFqdn] <String>] [-Force]' }),
  'Install-CsMirrorDatabase': acts(
    {
      ByConfigured: `-ConfiguredDatabases -FileShare <String> -SqlServerFqdn <Fqdn> [-ForDefaultInstance] [-ForInstance <String>] ${mirrorCommon}`,
      ByDatabase: `-DatabaseType <DatabaseNameType> -FileShare <String> -SqlServerFqdn <Fqdn> [-SqlInstanceName <String>] ${mirrorCommon}`,
    },
    {
      ByConfigured: { ConfiguredDatabases: true, ...share, ...server },
      ByDatabase: { ...chat, ...share, ...server },
    },
  ),
  'Uninstall-CsMirrorDatabase': acts(
    {
      Default:
        '-DatabaseType <DatabaseNameType> -SqlServerFqdn <Fqdn> [-SqlInstanceName <String>] [-DropExistingDatabasesOnMirror] [-Report <String>]',
    },
    { Default: { ...chat, ...server } },
  ),
  'Invoke-CsDatabaseFailover': acts(
    {
      Default:
        '-DatabaseType <DatabaseNameType> -NewPrincipal <MirrorRole> -PoolFqdn <Fqdn> [-ExcludeDatabaseList <String[]>] [-Force] [-LocalStore] [-Report <String>]',
    },
    { Default: { ...chat, NewPrincipal: 'Mirror', ...pool } },
  ),
  'Install-CsDatabase': acts(
    {
      ByCMS: `-CentralManagementDatabase -SqlServerFqdn <Fqdn> [-SqlInstanceName <String>] [-Collocated] [-Backup] ${installCommon}`,
      ByDatabase: `-DatabaseType <DatabaseNameType> -SqlServerFqdn <Fqdn> [-SqlInstanceName <String>] [-Collocated] ${installCommon}`,
      ByConfigured: `-ConfiguredDatabases -SqlServerFqdn <Fqdn> [-ForDefaultInstance] [-ForInstance <String>] [-ExcludeCollocatedStores] ${installCommon}`,
      ByLocal: `-LocalDatabases [-ForDefaultInstance] [-ForInstance <String>] ${installCommon}`,
    },
    {
      ByCMS: { CentralManagementDatabase: true, ...server },
      ByDatabase: { ...chat, ...server },
      ByConfigured: { ConfiguredDatabases: true, ...server },
      ByLocal: { LocalDatabases: true },
    },
  ),
  'Start-CsWindowsService': acts(
    {
      Name: '[[-Name] <String>] [-ComputerName <String>] [-NoWait] [-Force] [-Report <String>]',
      InputObject: '[-InputObject <NTService>] [-NoWait] [-Force] [-Report <String>]',
    },
    { Name: {}, InputObject: {} },
  ),
  'Stop-CsWindowsService': acts(
    {
      Name: `[[-Name] <String>] [-ComputerName <String>] ${stopCommon}`,
      InputObject: `[-InputObject <NTService>] ${stopCommon}`,
    },
    { Name: {}, InputObject: {} },
  ),
};
