/**
 * The step catalogue: one row per numbered line of a procedure. It holds names and rules, not behaviour: the order of
 * execution is the order of the lines in the workflow. Progress, plan, documents and operator updates read it.
 */
import type { DataCentreSide, WorkerRole } from './topology/pool';

export interface Step {
  readonly id: string;
  readonly title: string;
  /** The line of Microsoft's page, or why the step is ours. */
  readonly runbook: string;
  readonly side: DataCentreSide;
  readonly role: WorkerRole;
  /** What puts the estate back, or why nothing has to; `null` at and after the point of no return. */
  readonly undo: string | null;
  /** What the pool lacks when an operator skips the step; absent where skipping is not allowed. */
  readonly skipLeaves?: string;
  /** Hours that one attempt may last; whole copies of the database take long. */
  readonly hours: number;
}

const failover = {
  recordLogShipping: {
    id: 'recordLogShipping',
    title: 'Record log shipping, active servers and pool state',
    runbook: 'ours: step 1 deletes what steps 2 and 3 need',
    side: 'secondary',
    role: 'sql',
    undo: 'nothing to undo: it only reads',
    hours: 1,
  },
  clearActiveServers: {
    id: 'clearActiveServers',
    title: 'Empty the active list and wait for the chat servers to leave mgc',
    runbook: 'ours: the fence',
    side: 'secondary',
    role: 'lync',
    undo: 'the active list as it was',
    hours: 1,
  },
  takeTailLog: {
    id: 'takeTailLog',
    title: 'Seal the primary with a tail-log backup',
    runbook: 'ours: only where the principal still answers, so that nothing is lost',
    side: 'primary',
    role: 'sql',
    undo: 'the principal online again, its mirror seeded again, its log backup job enabled',
    hours: 12,
  },
  removeLogShipping: {
    id: 'removeLogShipping',
    title: 'Remove log shipping from the backup store',
    runbook: 'failover 1: sp_delete_log_shipping_secondary_database',
    side: 'secondary',
    role: 'sql',
    undo: 'log shipping configured again from the record',
    hours: 1,
  },
  copyLogBackups: {
    id: 'copyLogBackups',
    title: 'Copy the log backups that were not copied',
    runbook: 'failover 2',
    side: 'secondary',
    role: 'sql',
    undo: 'the copy of the tail removed; the other copied files harm nobody',
    hours: 12,
  },
  applyLogBackups: {
    id: 'applyLogBackups',
    title: 'Apply the log backups that were not applied, in LSN order',
    runbook: 'failover 3',
    side: 'secondary',
    role: 'sql',
    undo: 'nothing to undo: the database is still RESTORING, as log shipping left it',
    hours: 24,
  },
  bringOnline: {
    id: 'bringOnline',
    title: 'End connections and bring the backup mgc online',
    runbook: 'failover 4: kill, RESTORE DATABASE mgc WITH RECOVERY',
    side: 'secondary',
    role: 'sql',
    undo: null,
    hours: 24,
  },
  failPoolOver: {
    id: 'failPoolOver',
    title: 'Set the pool state to FailedOver',
    runbook: 'failover 5: Set-CsPersistentChatState',
    side: 'secondary',
    role: 'lync',
    undo: null,
    hours: 1,
  },
  mirrorBackup: {
    id: 'mirrorBackup',
    title: 'Mirror the backup store to the backup mirror',
    runbook: 'failover 6: Install-CsMirrorDatabase',
    side: 'secondary',
    role: 'lync',
    undo: null,
    skipLeaves: 'mgc without a mirror',
    hours: 24,
  },
  activateServers: {
    id: 'activateServers',
    title: 'Activate the chat servers of the secondary data centre',
    runbook: 'failover 7: Set-CsPersistentChatActiveServer',
    side: 'secondary',
    role: 'lync',
    undo: null,
    hours: 1,
  },
  verifyService: {
    id: 'verifyService',
    title: 'See a chat server at work on the backup mgc',
    runbook: 'ours: evidence',
    side: 'secondary',
    role: 'sql',
    undo: null,
    skipLeaves: 'a pool that nobody has seen serving',
    hours: 1,
  },
} as const satisfies Record<string, Step>;

const failback = {
  clearActiveServers: {
    ...failover.clearActiveServers,
    runbook: 'failback 1: Set-CsPersistentChatActiveServer -ActiveServers $null',
  },
  removeMirroring: {
    id: 'removeMirroring',
    title: 'Remove mirroring from the backup mgc and mgccomp',
    runbook: 'failback 2: Remove Mirroring',
    side: 'secondary',
    role: 'sql',
    undo: 'the backup store mirrored again',
    hours: 1,
  },
  backUpDatabase: {
    id: 'backUpDatabase',
    title: 'Back up the backup mgc to the log-shipping share',
    runbook: 'failback 3: full backup',
    side: 'secondary',
    role: 'sql',
    undo: 'the backup file removed',
    hours: 24,
  },
  restoreOnPrimary: {
    id: 'restoreOnPrimary',
    title: 'Restore mgc on the primary store',
    runbook: 'failback 4: overwrite the existing database, leave it ready to use',
    side: 'primary',
    role: 'sql',
    undo: 'the restored copy dropped, and the copy that stood there before restored from its own backup',
    hours: 24,
  },
  mirrorPrimary: {
    id: 'mirrorPrimary',
    title: 'Mirror the primary store again',
    runbook: 'ours: the page forgets the mirror of the primary',
    side: 'secondary',
    role: 'lync',
    undo: 'mirroring removed from the primary store, the copies on its mirror dropped',
    skipLeaves: 'mgc without a mirror',
    hours: 24,
  },
  configureLogShipping: {
    id: 'configureLogShipping',
    title: 'Configure log shipping from the primary store to the backup store',
    runbook: 'failback 5: the 20 steps of log shipping',
    side: 'primary',
    role: 'sql',
    undo: null,
    skipLeaves: 'mgc without log shipping to the other data centre',
    hours: 24,
  },
  setPoolStateNormal: {
    id: 'setPoolStateNormal',
    title: 'Set the pool state to Normal',
    runbook: 'failback 7, moved before 6: servers activated while FailedOver would use the backup store',
    side: 'secondary',
    role: 'lync',
    undo: null,
    hours: 1,
  },
  activateServers: {
    id: 'activateServers',
    title: 'Activate the chat servers of the primary data centre',
    runbook: 'failback 6: Set-CsPersistentChatActiveServer',
    side: 'secondary',
    role: 'lync',
    undo: null,
    hours: 1,
  },
  verifyService: {
    ...failover.verifyService,
    title: 'See a chat server at work on the primary mgc',
    side: 'primary',
  },
} as const satisfies Record<string, Step>;

export const catalogue = { failover, failback } as const;
export type ProcedureName = keyof typeof catalogue;
export type FailoverStepId = keyof typeof failover;
export type FailbackStepId = keyof typeof failback;
export type StepId = FailoverStepId | FailbackStepId;

/** The row of a step, or `undefined` when the procedure has no such step. */
export function stepOf(procedure: ProcedureName, id: string): Step | undefined {
  return Object.values<Step>(catalogue[procedure]).find((step) => step.id === id);
}
