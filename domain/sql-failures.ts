/**
 * What a failure of SQL Server means to a procedure: one list of names, each with a verdict and a remedy, and the error
 * numbers and driver codes that lead to them. Numbers decide; text is read only where one number has several meanings.
 */
import { meaningOfNumber, meaningOfOsError, numbersWithOsError, trailers } from './sql-error-numbers';

/**
 * `retry`: it may work later, nothing was changed. `done`: what was asked for is in effect already; verify it.
 * `refuse`: trying again cannot help, a person is needed. `indeterminate`: read the state, then decide.
 */
export type Verdict = 'retry' | 'refuse' | 'indeterminate' | 'done';

export const sqlFailures = {
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
} as const satisfies Record<string, { verdict: Verdict; remedy: string }>;

export type SqlFailureName = keyof typeof sqlFailures;

/** One ERROR token. */
export interface SqlErrorMessage {
  readonly number: number;
  readonly severity: number;
  readonly state: number;
  readonly text: string;
  readonly line?: number;
  readonly procedure?: string;
}

/** Everything that is known of one failure. */
export interface SqlEvidence {
  readonly instance: string;
  /** In the order of arrival; empty where the server said nothing. */
  readonly messages: readonly SqlErrorMessage[];
  /** The driver's code: `ETIMEOUT`, `ESOCKET`, …; absent where the failure was read from job history. */
  readonly code?: string;
  /** What the driver said, for failures without a message of the server. */
  readonly detail?: string;
  /** Whether a connection stood when it failed: before that, nothing can have taken effect. */
  readonly connected: boolean;
}

export interface SqlFailure {
  readonly name: SqlFailureName;
  readonly verdict: Verdict;
  /** The message that decided; absent where the driver's code did. */
  readonly cause?: SqlErrorMessage;
  /** What happened and what to do about it. */
  readonly says: string;
}

const failsBeforeConnecting: Readonly<Record<string, SqlFailureName>> = {
  ELOGIN: 'LoginRefused',
  EENCRYPT: 'EncryptionRefused',
};

/** The pool was closed or the request was malformed: the statement was never sent. */
const neverSent: Readonly<Record<string, SqlFailureName>> = {
  ENOTOPEN: 'InstanceUnreachable',
  EREQINPROG: 'InstanceBusy',
  EARGS: 'Unexpected',
  EPARAM: 'Unexpected',
};

const interrupts: ReadonlySet<string> = new Set(['ECANCEL', 'EABORT']);

/** Once a statement may have been sent, every code that does not say otherwise (ETIMEOUT, ESOCKET, …) lost the reply. */
function meaningOfCode(code = '', connected: boolean): SqlFailureName {
  if (!connected) return failsBeforeConnecting[code] ?? 'InstanceUnreachable';
  return interrupts.has(code) ? 'Interrupted' : (neverSent[code] ?? 'ReplyLost');
}

/** 22022 is one number for every refusal of the Agent, so this is the one place where text decides. */
function meaningOfAgentRefusal(text: string): SqlFailureName {
  if (/not currently running so it cannot be notified/i.test(text)) return 'AgentStopped';
  if (/job is not currently running/i.test(text)) return 'AlreadyInEffect';
  return 'AgentBusy';
}

/** `5(Access is denied.)`: the number is the operating system's, the text its language. */
const osErrorIn = (text: string): number | undefined => {
  const code = /(?:error|failed:)\s+(\d+)\(/i.exec(text)?.[1];
  return code === undefined ? undefined : Number(code);
};

function meaningOf(message: SqlErrorMessage): SqlFailureName {
  if (message.number === 22022) return meaningOfAgentRefusal(message.text);
  if (numbersWithOsError.has(message.number)) {
    const byOs = meaningOfOsError[osErrorIn(message.text) ?? -1];
    if (byOs !== undefined) return byOs;
  }
  const known = meaningOfNumber.get(message.number);
  if (known !== undefined) return known;
  // From severity 20 on the server ends the connection.
  return message.severity >= 20 ? 'ReplyLost' : 'Unexpected';
}

const gravity: Readonly<Record<Verdict, number>> = { refuse: 3, indeterminate: 2, retry: 1, done: 0 };

/** The gravest of all messages decides, and the first among equals: the cause precedes its consequences. */
export function classifySqlFailure(evidence: SqlEvidence): SqlFailure {
  const causes = evidence.messages.filter(({ number }) => !trailers.has(number));
  const messages = causes.length > 0 ? causes : evidence.messages;
  const [decisive] = messages
    .map((cause) => ({ cause, name: meaningOf(cause) }))
    .sort((left, right) => gravity[sqlFailures[right.name].verdict] - gravity[sqlFailures[left.name].verdict]);
  if (decisive === undefined) {
    const name = meaningOfCode(evidence.code, evidence.connected);
    return {
      ...verdictOn(name),
      says: sentence(evidence.instance, name, evidence.detail ?? evidence.code ?? 'no answer'),
    };
  }
  const { name, cause } = decisive;
  return {
    ...verdictOn(name),
    cause,
    says: sentence(evidence.instance, name, `${cause.text} (${String(cause.number)})`),
  };
}

const verdictOn = (name: SqlFailureName): Pick<SqlFailure, 'name' | 'verdict'> => ({
  name,
  verdict: sqlFailures[name].verdict,
});

const sentence = (instance: string, name: SqlFailureName, what: string): string =>
  `${instance}: ${what.trim()} ${sqlFailures[name].remedy}`;
