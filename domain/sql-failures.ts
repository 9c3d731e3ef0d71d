/**
 * The name that a failure of SQL Server has, by the error numbers and driver codes that lead to it. Numbers decide; text is
 * read only where one number has several meanings.
 */
import { failures, type SqlFailureName, type Verdict } from './failures';
import { meaningOfNumber, meaningOfOsError, numbersWithOsError, trailers } from './sql-error-numbers';

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
    .sort((left, right) => gravity[failures[right.name].verdict] - gravity[failures[left.name].verdict]);
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
  verdict: failures[name].verdict,
});

const sentence = (instance: string, name: SqlFailureName, what: string): string =>
  `${instance}: ${what.trim()} ${failures[name].remedy}`;
