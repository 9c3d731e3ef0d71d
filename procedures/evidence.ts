/** What proves a step, where several tables say the same. */
export const activeListReadBack =
  'ActiveServers of Get-CsService reads back as written, and Get-CsManagementStoreReplicationStatus shows every chat server that can be expected to answer up to date with a newer update than before';
export const poolStateReadBack =
  'Get-CsPersistentChatState reads back as written, and every chat server that can be expected to answer has replicated it';
export const pairIsMirrored =
  'sys.database_mirroring on the principal says PRINCIPAL, and SYNCHRONIZED or SYNCHRONIZING, for each database';
export const noSessionLeft = 'master.sys.sysprocesses holds no user session on mgc of a store that answers';
