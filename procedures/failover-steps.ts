/** The table beside the runbook of a failover. */
import type { StepRow } from './procedure';
import { activeListReadBack, noSessionLeft, pairIsMirrored, poolStateReadBack } from './evidence';

export const failoverSteps = {
  removeLeftJobs: {
    title: 'Remove the jobs that an earlier run left behind',
    runbook: 'ours: only where a run was terminated',
    evidence: 'msdb knows no job of these names',
    undo: 'nothing to undo: they belong to runs that have ended',
    skipLeaves: 'jobs of an earlier run, which do nothing by themselves',
  },
  recordLogShipping: {
    title: 'Record log shipping, active servers and pool state',
    runbook: 'ours: step 1 deletes what steps 2 and 3 need',
    evidence:
      'the rows themselves, kept in the history: log-shipping tables and job schedules of msdb, pool state, active servers',
    undo: 'nothing to undo: it only reads',
    says: 'pool state {poolState}, active: {activeServers}',
  },
  clearActiveServers: {
    title: 'Empty the active list and wait for the chat servers to leave mgc',
    runbook: 'ours: the fence',
    evidence: `${activeListReadBack}; then ${noSessionLeft} in the primary data centre. A fence that times out is "not fenced" and stops the run`,
    undo: 'the active list as it was',
    says: '{seen}',
  },
  takeTailLog: {
    title: 'Seal the primary with a tail-log backup',
    runbook: 'ours: only where the principal still answers, so that nothing is lost',
    evidence:
      'mgc on the former principal is RESTORING, and the header of the tail file says that it is a tail-log backup; its last LSN is recorded',
    undo: 'the principal online again, its mirror seeded again, its log backup job enabled',
    says: 'sealed at LSN {lastLsn}',
  },
  saveTailLog: {
    title: 'Save the tail of the damaged log',
    runbook: 'ours: only where mgc on the principal is SUSPECT or RECOVERY_PENDING, before anybody accepts a loss',
    evidence: 'the header of the tail file, as SQL Server reads it; its last LSN is recorded',
    undo: 'nothing to undo: the database stays as it is',
    skipLeaves: 'what was logged after the newest log backup: whoever skips it accepts the loss that the plan states',
    says: 'saved up to LSN {lastLsn}',
  },
  setOffline: {
    title: 'Set mgc of the primary data centre OFFLINE, so that nobody can write to it',
    runbook: 'ours: the fence of a database that is damaged, or beside one that serves already',
    evidence: 'sys.databases says OFFLINE',
    undo: 'set ONLINE again; what was damaged still is, and a mirror is not seeded again',
  },
  removeLogShipping: {
    title: 'Remove log shipping from the backup store',
    runbook: 'failover 1: sp_delete_log_shipping_secondary_database',
    evidence:
      'both jobs are disabled and idle before the act; afterwards msdb holds no log-shipping secondary row for mgc',
    undo: 'log shipping configured again from the record',
  },
  copyLogBackups: {
    title: 'Copy the log backups that were not copied',
    runbook: 'failover 2',
    evidence:
      'each file is copied under a temporary name, compared in size, its header read by SQL Server, and only then renamed',
    undo: 'the copy of the tail removed; the other copied files harm nobody',
    says: '{says}',
  },
  applyLogBackups: {
    title: 'Apply the log backups that were not applied, in LSN order',
    runbook: 'failover 3',
    evidence:
      'redo_start_lsn of mgc stands at or behind the LSN where the chain ends; then no copy in the primary data centre can be written, as far as its stores answer',
    undo: 'nothing to undo: the database is still RESTORING, as log shipping left it',
    says: '{says}',
  },
  confirmFence: {
    title: 'See that no copy in the primary data centre can be written',
    runbook: 'ours: only where an earlier run had brought the backup mgc online',
    evidence: 'no copy there is ONLINE, as far as its stores answer, and no chat server is active',
    undo: 'nothing to undo: it only looks',
  },
  bringOnline: {
    title: 'End connections and bring the backup mgc online',
    runbook: 'failover 4: kill, RESTORE DATABASE mgc WITH RECOVERY',
    evidence:
      'sys.databases says ONLINE and MULTI_USER, the owner is sa, no user that has a login of its name is orphaned; the newest message is reported',
    undo: null,
    says: '{newest}',
  },
  failPoolOver: {
    title: 'Set the pool state to FailedOver',
    runbook: 'failover 5: Set-CsPersistentChatState',
    evidence: poolStateReadBack,
    undo: null,
  },
  mirrorBackup: {
    title: 'Mirror the backup store to the backup mirror',
    runbook: 'failover 6: Install-CsMirrorDatabase',
    evidence: pairIsMirrored,
    undo: null,
    skipLeaves: 'mgc without a mirror',
    protects: 'the loss of the backup store',
    says: '{databases} mirrored',
  },
  activateServers: {
    title: 'Activate the chat servers of the secondary data centre',
    runbook: 'failover 7: Set-CsPersistentChatActiveServer',
    evidence: activeListReadBack,
    undo: null,
    says: '{servers}',
  },
  verifyService: {
    title: 'See a chat server at work on the backup mgc',
    runbook: 'ours: evidence',
    evidence:
      'the active list names the chat servers of the secondary data centre alone, and one of them holds a session on the mgc that is ONLINE there',
    undo: null,
    skipLeaves: 'a pool that nobody has seen serving',
    says: '{chatServers} at work on the backup mgc',
  },
} as const satisfies Readonly<Record<string, StepRow>>;
