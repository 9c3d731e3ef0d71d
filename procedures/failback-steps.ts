/** The table beside the runbook of a failback. */
import { activeListReadBack, noSessionLeft, pairIsMirrored, poolStateReadBack } from './evidence';
import { failoverSteps } from './failover-steps';
import type { StepRow } from './procedure';

export const failbackSteps = {
  removeLeftJobs: failoverSteps.removeLeftJobs,
  bringPrincipalBack: {
    title: 'Bring the sealed mgc of the primary data centre online again',
    runbook: 'ours: only where an earlier failover was ended behind its seal',
    evidence: 'sys.databases says ONLINE',
    undo: 'nothing to undo: nobody is active yet, and mgc stays ONLINE',
  },
  clearActiveServers: {
    ...failoverSteps.clearActiveServers,
    runbook: 'failback 1: Set-CsPersistentChatActiveServer -ActiveServers $null',
    evidence: `${activeListReadBack}; then ${noSessionLeft} in the secondary data centre`,
  },
  silenceLogBackups: {
    title: 'Let the log backup job of the primary store rest',
    runbook: 'ours: a primary that came back would go on backing up its old log to the share',
    evidence: 'the job is disabled, and no run of it is left',
    undo: 'the job enabled again',
  },
  removeMirroring: {
    title: 'Remove mirroring from the backup mgc and mgccomp',
    runbook: 'failback 2: Remove Mirroring',
    evidence: 'sys.database_mirroring on the backup store shows no role for either database',
    undo: 'the backup store mirrored again',
  },
  partPrimary: {
    title: 'Remove mirroring from the mgc that the primary store still holds',
    runbook: 'ours: a restore overwrites no database in a mirroring session',
    evidence: 'sys.database_mirroring on the primary store shows no role for mgc',
    undo: 'the primary store mirrored again',
  },
  backUpDatabase: {
    title: 'Back up the backup mgc to the log-shipping share',
    runbook: 'failback 3: full backup',
    evidence: 'RESTORE HEADERONLY of the file says: a full backup of mgc; its last LSN is recorded',
    undo: 'the backup file removed',
    says: '{file}, up to LSN {lastLsn}',
  },
  restoreOnPrimary: {
    title: 'Restore mgc on the primary store',
    runbook: 'failback 4: overwrite the existing database, leave it ready to use',
    evidence:
      'mgc on the primary store is ONLINE, and msdb.dbo.restorehistory names the file of this run as the last full restore',
    undo: 'the restored copy dropped, and the copy that stood there before restored from its own backup',
    says: 'up to LSN {lastLsn}',
  },
  mirrorPrimary: {
    title: 'Mirror the primary store again',
    runbook: 'ours: the page forgets the mirror of the primary',
    evidence: pairIsMirrored,
    undo: 'mirroring removed from the primary store, the copies on its mirror dropped',
    skipLeaves: 'mgc without a mirror',
    protects: 'the loss of the primary store',
    says: '{databases} mirrored',
  },
  configureLogShipping: {
    title: 'Configure log shipping from the primary store to the backup store',
    runbook: 'failback 5: the 20 steps of log shipping',
    evidence:
      'both halves stand in msdb; a first log backup was taken, copied and restored: last_backup_file, last_copied_file and last_restored_file have reached it',
    undo: null,
    skipLeaves: 'mgc without log shipping to the other data centre',
    protects: 'the loss of the primary data centre',
    says: 'first log backup {name} taken, copied and restored',
  },
  resumeLogBackups: {
    title: 'Let the log backups of the primary store go on',
    runbook: 'ours: only where an earlier failover was ended behind its seal, and log shipping stands',
    evidence: 'what was logged meanwhile stands among the files of log shipping, and its job is enabled',
    undo: null,
    skipLeaves: 'the log backup job of mgc disabled',
    protects: 'the loss of the primary data centre',
  },
  setPoolStateNormal: {
    title: 'Set the pool state to Normal',
    runbook: 'failback 7, moved before 6: servers activated while FailedOver would use the backup store',
    evidence: poolStateReadBack,
    undo: null,
  },
  activateServers: {
    title: 'Activate the chat servers of the primary data centre',
    runbook: 'failback 6: Set-CsPersistentChatActiveServer',
    evidence: activeListReadBack,
    undo: null,
    says: '{servers}',
  },
  verifyService: {
    ...failoverSteps.verifyService,
    title: 'See a chat server at work on the primary mgc',
    evidence:
      'the active list names the chat servers of the primary data centre alone, and one of them holds a session on the mgc that is ONLINE there',
    says: '{chatServers} at work on the primary mgc',
  },
} as const satisfies Readonly<Record<string, StepRow>>;
