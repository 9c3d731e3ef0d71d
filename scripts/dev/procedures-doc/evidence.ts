/** What proves each step: how its activities verify by asking the system. A step without a sentence here does not compile. */
import type { FailbackStepId, FailoverStepId } from '../../../domain/steps';

const activeList =
  'ActiveServers of Get-CsService reads back as written, and Get-CsManagementStoreReplicationStatus shows every chat server that can be expected to answer up to date with a newer update than before';
const poolState =
  'Get-CsPersistentChatState reads back as written, and every chat server that can be expected to answer has replicated it';
const mirrored =
  'sys.database_mirroring on the principal says PRINCIPAL, and SYNCHRONIZED or SYNCHRONIZING, for each database';
const noSession = 'master.sys.sysprocesses holds no user session on mgc of a store that answers';

export const evidence: {
  readonly failover: Readonly<Record<FailoverStepId, string>>;
  readonly failback: Readonly<Record<FailbackStepId, string>>;
} = {
  failover: {
    recordLogShipping:
      'the rows themselves, kept in the history: log-shipping tables and job schedules of msdb, pool state, active servers',
    clearActiveServers: `${activeList}; then ${noSession} in the primary data centre. A fence that times out is "not fenced" and stops the run`,
    takeTailLog:
      'mgc on the former principal is RESTORING, and the header of the tail file says that it is a tail-log backup; its last LSN is recorded',
    removeLogShipping:
      'both jobs are disabled and idle before the act; afterwards msdb holds no log-shipping secondary row for mgc',
    copyLogBackups:
      'each file is copied under a temporary name, compared in size, its header read by SQL Server, and only then renamed',
    applyLogBackups:
      'redo_start_lsn of mgc stands at or behind the LSN where the chain ends; then no copy in the primary data centre can be written, as far as its stores answer',
    bringOnline:
      'sys.databases says ONLINE and MULTI_USER, the owner is sa, no user that has a login of its name is orphaned; the newest message is reported',
    failPoolOver: poolState,
    mirrorBackup: mirrored,
    activateServers: activeList,
    verifyService: 'a chat server of the secondary data centre holds a session on the mgc that is ONLINE there',
  },
  failback: {
    clearActiveServers: `${activeList}; then ${noSession} in the secondary data centre`,
    removeMirroring: 'sys.database_mirroring on the backup store shows no role for either database',
    backUpDatabase: 'RESTORE HEADERONLY of the file says: a full backup of mgc; its last LSN is recorded',
    restoreOnPrimary:
      'mgc on the primary store is ONLINE, and msdb.dbo.restorehistory names the file of this run as the last full restore',
    mirrorPrimary: mirrored,
    configureLogShipping:
      'both halves stand in msdb; a first log backup was taken, copied and restored: last_backup_file, last_copied_file and last_restored_file have reached it',
    setPoolStateNormal: poolState,
    activateServers: activeList,
    verifyService: 'a chat server of the primary data centre holds a session on the mgc that is ONLINE there',
  },
};
