/**
 * Every failure by its name, and what it means to a procedure: whether trying again can help, and what a person can do
 * about it. Each name means one verdict.
 */

/**
 * `retry`: it may work later, nothing was changed. `done`: what was asked for is in effect already; verify it.
 * `refuse`: trying again cannot help, a person is needed. `indeterminate`: read the state, then decide.
 */
export type Verdict = 'retry' | 'refuse' | 'indeterminate' | 'done';

interface Judgement {
  readonly verdict: Verdict;
  /** Left out where only the sentence of the failure itself can name it. */
  readonly remedy?: string;
}

const ofSqlServer = {
  InstanceUnreachable: {
    verdict: 'retry',
    remedy: 'Check that the instance runs and that its address and port are reachable from this worker.',
  },
  InstanceBusy: { verdict: 'retry', remedy: 'Another operation holds what this one needs; it is tried again.' },
  DatabaseInUse: {
    verdict: 'retry',
    remedy:
      'End the sessions that have the database open (Persistent Chat services reconnect within seconds: stop or deactivate them).',
  },
  DatabaseInTransition: {
    verdict: 'retry',
    remedy: 'The database is starting, recovering or changing state; it is tried again.',
  },
  AgentBusy: { verdict: 'retry', remedy: 'SQL Server Agent is starting or the job is running; it is tried again.' },
  ShareUnreachable: { verdict: 'retry', remedy: 'Check the network path from the SQL Server host to the file server.' },
  FileInUse: { verdict: 'retry', remedy: 'Another process has the file open; it is tried again.' },
  ReplyLost: {
    verdict: 'indeterminate',
    remedy: 'The statement may or may not have taken effect: read the state before trying again.',
  },
  Interrupted: {
    verdict: 'indeterminate',
    remedy: 'The statement was ended before it was done: read the state before trying again.',
  },
  AlreadyInEffect: { verdict: 'done', remedy: 'Nothing to do; verify the state.' },
  AgentStopped: { verdict: 'retry', remedy: 'Start the SQL Server Agent service of the instance.' },
  LoginRefused: {
    verdict: 'refuse',
    remedy:
      'Check that the login exists on the instance and is enabled (ALTER LOGIN … ENABLE), and the password that this worker has for it.',
  },
  PermissionDenied: {
    verdict: 'refuse',
    remedy: 'Make the login of this worker a member of sysadmin on the instance.',
  },
  EncryptionRefused: {
    verdict: 'refuse',
    remedy: "Match this worker's encryption settings to the TLS versions and certificate of the instance.",
  },
  AccessDenied: {
    verdict: 'refuse',
    remedy: 'Grant the service account of SQL Server (and its Agent) access to the folder.',
  },
  FileMissing: { verdict: 'refuse', remedy: 'Check that the file or folder exists as this SQL Server sees it.' },
  DiskFull: { verdict: 'refuse', remedy: 'Free space on the disk, then retry the step.' },
  FileDamaged: { verdict: 'refuse', remedy: 'Use another copy of the backup file.' },
  WrongFile: {
    verdict: 'refuse',
    remedy: 'The file is a backup of another database or of another kind; use the right one.',
  },
  LogBackupMissing: {
    verdict: 'refuse',
    remedy: 'Find the log backup that covers the LSN in the message, or seed the database again.',
  },
  Diverged: { verdict: 'refuse', remedy: 'The copies have diverged: seed the database again from a full backup.' },
  NotReadyForLogs: {
    verdict: 'refuse',
    remedy: 'The database is not RESTORING: seed it again from a full backup WITH NORECOVERY.',
  },
  NotRecoverable: {
    verdict: 'refuse',
    remedy: 'Apply the remaining log backups, or repeat the restore that was interrupted.',
  },
  TailNotBackedUp: { verdict: 'refuse', remedy: 'Take the tail-log backup first, or decide to overwrite it.' },
  MirroringInTheWay: { verdict: 'refuse', remedy: 'Remove mirroring from the database first.' },
  MirroringNotPossible: {
    verdict: 'refuse',
    remedy: 'Bring the two copies and the endpoints into the state that the message asks for.',
  },
  NoFullBackup: { verdict: 'refuse', remedy: 'Take a full backup first.' },
  WrongVersion: { verdict: 'refuse', remedy: 'Restore on a SQL Server of the same or a later version.' },
  DatabaseUnavailable: { verdict: 'refuse', remedy: 'Look at the state of the database on the instance.' },
  NoSuchObject: {
    verdict: 'refuse',
    remedy: 'Check the name, and that the instance is the one that the topology means.',
  },
  LogShippingNotPossible: {
    verdict: 'refuse',
    remedy: 'Bring the log shipping configuration into the state that the message asks for.',
  },
  Unexpected: { verdict: 'refuse', remedy: 'Look the message up; nothing here knows it.' },
} as const satisfies Record<string, Required<Judgement>>;

const ofTheShare = {
  ShareAccessDenied: {
    verdict: 'refuse',
    remedy: 'Give the account of this worker read and write rights on the share and on the folder.',
  },
  FileServerUnreachable: { verdict: 'retry', remedy: 'Check the file server and the network to it.' },
  ShareFull: {
    verdict: 'retry',
    remedy: 'Free space on that volume, or move old log backups away that no store needs any more.',
  },
  ShareFileInUse: {
    verdict: 'retry',
    remedy: 'It is tried again; look for a backup, a copy job or a virus scanner that holds the file.',
  },
  // Windows says so of a host that does not answer too, so it is not yet proof of a wrong name.
  ShareFolderMissing: {
    verdict: 'retry',
    remedy: 'Check that the share exists, that its file server answers, and that the topology file names it rightly.',
  },
  ShareFolderIsFile: { verdict: 'refuse', remedy: 'Correct the path in the topology file.' },
  SharePathNotPlain: { verdict: 'refuse' },
  SharePathNotMapped: { verdict: 'refuse' },
  ShareFileMissing: { verdict: 'refuse' },
  ShareFileChanged: { verdict: 'retry' },
  ShareUnusable: { verdict: 'retry' },
} as const satisfies Record<string, Judgement>;

const ofTheManagementShell = {
  CmdletStopped: {
    verdict: 'indeterminate',
    remedy: 'The cmdlet was stopped halfway: read the state before trying again.',
  },
  CmdletAnswerLost: { verdict: 'indeterminate', remedy: 'Read the state before trying again.' },
  CmdletSqlServerBusy: {
    verdict: 'retry',
    remedy: 'SQL Server was busy or did not answer in time; it is tried again.',
  },
  CmdletSqlServerDenied: {
    verdict: 'refuse',
    remedy: 'Give the account of the worker the SQL Server rights that the cmdlet needs.',
  },
  ManagementToolsMissing: {
    verdict: 'refuse',
    remedy: 'Install the management tools (module SkypeForBusiness or Lync) on this host.',
  },
  BridgeOfOtherVersion: {
    verdict: 'refuse',
    remedy:
      'The bridge module and this worker are of different versions: install the module that came with the worker.',
  },
  CmdletParametersUnknown: {
    verdict: 'refuse',
    remedy: 'The cmdlet does not take these parameters: compare the module version with the documentation.',
  },
  CmdletAsked: {
    verdict: 'refuse',
    remedy: 'The cmdlet asked a question that nobody can answer here: run it by hand to see the question.',
  },
  CmdletDenied: {
    verdict: 'refuse',
    remedy:
      'Give the account of the worker the rights that the cmdlet needs, e.g. membership of RTCUniversalServerAdmins.',
  },
  CmdletTargetUnknown: {
    verdict: 'refuse',
    remedy: 'The topology does not hold what was named: compare it with the topology file.',
  },
  CmdletUnanswered: {
    verdict: 'retry',
    remedy: 'Something that the cmdlet needs did not answer; it is tried again.',
  },
  CmdletFailed: { verdict: 'retry', remedy: 'The cause is not a known one; it is tried again a few times.' },
  CmdletNotAmongOurs: { verdict: 'refuse' },
  ShellBusy: { verdict: 'retry' },
  ShellNotStarted: { verdict: 'retry' },
  ShellCannotStart: { verdict: 'refuse' },
} as const satisfies Record<string, Judgement>;

const ofLooksAndGoals = {
  PoolUnknown: { verdict: 'refuse' },
  ProcedureUnknown: { verdict: 'refuse' },
  InvalidInput: { verdict: 'refuse' },
  RunbookWrong: { verdict: 'refuse' },
  PoolUnknownToLync: { verdict: 'refuse' },
  TopologyDiffers: {
    verdict: 'refuse',
    remedy:
      'Give every worker the same file, restart it, then retry the step; where the file was changed on purpose, say so (retryStep with "acceptTopology": true).',
  },
  StoreMissing: { verdict: 'refuse' },
  ShareMissing: { verdict: 'refuse' },
  UnexpectedFiles: { verdict: 'refuse' },
  NotFencedYet: { verdict: 'retry' },
  NotFenced: { verdict: 'refuse' },
  WrongServersActive: { verdict: 'refuse' },
  MirrorCopyInUse: { verdict: 'refuse' },
  NotSealed: { verdict: 'retry' },
  PoolStateChanged: { verdict: 'refuse' },
  LogShippingMissing: { verdict: 'retry' },
  LogShippingStillThere: { verdict: 'retry' },
  LogShippingCameBack: { verdict: 'refuse' },
  FirstCycleMissing: { verdict: 'retry' },
  ChainNotApplied: { verdict: 'retry' },
  BackupCopyUnusable: { verdict: 'refuse' },
  BackupMissing: { verdict: 'retry' },
  BackupChanged: { verdict: 'refuse' },
  RestoreMissing: { verdict: 'retry' },
  CopyReplaced: { verdict: 'refuse' },
  NotCarriedOver: { verdict: 'refuse' },
  NotOnline: { verdict: 'retry' },
  NotMirrored: { verdict: 'retry' },
  StillMirrored: { verdict: 'retry' },
  NotInEffect: { verdict: 'retry' },
  NotReplicated: { verdict: 'retry' },
  NobodyServes: { verdict: 'retry' },
} as const satisfies Record<string, Judgement>;

export const failures = { ...ofSqlServer, ...ofTheShare, ...ofTheManagementShell, ...ofLooksAndGoals };

export type SqlFailureName = keyof typeof ofSqlServer;
export type ShareFailureName = keyof typeof ofTheShare;
export type ShellFailureName = keyof typeof ofTheManagementShell;

/** All names, or those that mean a verdict. */
export type FailureName<Means extends Verdict = Verdict> = {
  [Name in keyof typeof failures]: (typeof failures)[Name]['verdict'] extends Means ? Name : never;
}[keyof typeof failures];

/** What a person can do; empty where only the sentence of the failure itself can say it. */
export function remedyOf(name: FailureName): string {
  const { remedy }: Judgement = failures[name];
  return remedy ?? '';
}
