/** The cmdlets that the bridge runs; scripts/powershell/PersistentChatBridge.psm1 holds the same list on its side. */

export const readingCmdlets = [
  'Get-CsPersistentChatState',
  'Get-CsService',
  'Get-CsPool',
  'Get-CsComputer',
  'Get-CsManagementStoreReplicationStatus',
  'Get-CsDatabaseMirrorState',
  'Get-CsWindowsService',
  'Test-CsDatabase',
  // It writes two messages into a room, but nothing is lost when it is given up.
  'Test-CsPersistentChatMessage',
] as const;

export const actingCmdlets = [
  'Set-CsPersistentChatState',
  'Set-CsPersistentChatActiveServer',
  'Invoke-CsManagementStoreReplication',
  'Install-CsMirrorDatabase',
  'Uninstall-CsMirrorDatabase',
  'Invoke-CsDatabaseFailover',
  'Install-CsDatabase',
  'Start-CsWindowsService',
  'Stop-CsWindowsService',
] as const;

export type CmdletName = (typeof readingCmdlets)[number] | (typeof actingCmdlets)[number];

/**
 * Whether a cmdlet may be ended halfway when its caller is cancelled. One that reads leaves nothing behind; seeding a mirror
 * lasts for hours, and what it leaves is removed by the next attempt or by the undo. Every other one ends soon by itself.
 */
export const mayBeGivenUp = (cmdlet: CmdletName): boolean =>
  cmdlet === 'Install-CsMirrorDatabase' || (readingCmdlets as readonly string[]).includes(cmdlet);

export const isAllowedCmdlet = (name: string): name is CmdletName =>
  [...readingCmdlets, ...actingCmdlets].some((cmdlet) => cmdlet === name);

/** Whether it may last for hours: then it has a shell of its own, and nobody else waits behind it. */
export const mayLastLong = (cmdlet: CmdletName): boolean =>
  ['Install-CsMirrorDatabase', 'Invoke-CsDatabaseFailover', 'Install-CsDatabase'].includes(cmdlet);
