/** Runs a batch on a session of its own inside the instance, and collects its answer. */
import type { RunOptions, RunResult } from '../../contract';
import { SqlError } from '../contract';
import type { Column, Reply, SqlMessage, SqlValue } from '../contract';
import type { Catalogue, Service, Sessions } from './ports';
import { refusal } from './refusals';

const highestInfoSeverity = 10;

/** What a client reads whose session the server ends while it works. */
const killed = {
  number: 596,
  severity: 21,
  state: 1,
  text: 'Cannot continue the execution because the session is in the kill state.',
};

/**
 * @throws SqlError of the last message above severity 10, with every other message before it; the signal's reason when
 * the caller gave up.
 */
export async function runBatch(
  text: string,
  options: RunOptions,
  instance: Service & Sessions & Catalogue,
): Promise<RunResult> {
  if (!instance.isUp) throw refusal(18456, options.login);
  const login = instance.logins.trusted(options.login);
  if (login.isDisabled) throw refusal(18470, login.name);
  const client = {
    hostName: options.hostName ?? instance.machine,
    programName: options.programName,
    clientPid: process.pid,
  };
  const session = instance.open(login, client, options.database ?? 'master');
  const ended = new AbortController();
  session.onEnded(() => ended.abort());
  const signal = options.signal ? AbortSignal.any([options.signal, ended.signal]) : ended.signal;
  const collected = collect();
  try {
    await session.execute(text, options.parameters ?? [], collected.reply, signal);
  } finally {
    session.close();
  }
  options.signal?.throwIfAborted();
  if (ended.signal.aborted) collected.messages.push(killed);
  const last = collected.messages.findLast(({ severity }) => severity > highestInfoSeverity);
  if (last)
    throw new SqlError(
      last,
      collected.messages.filter((message) => message !== last),
    );
  return { messages: collected.messages, resultSets: collected.resultSets };
}

function collect(): {
  reply: Reply;
  messages: SqlMessage[];
  resultSets: { columns: readonly Column[]; rows: (readonly SqlValue[])[] }[];
} {
  const messages: SqlMessage[] = [];
  const resultSets: { columns: readonly Column[]; rows: (readonly SqlValue[])[] }[] = [];
  const nothing = (): void => undefined;
  const reply: Reply = {
    message: (message) => messages.push(message),
    columns: (columns) => resultSets.push({ columns, rows: [] }),
    row: (values) => resultSets.at(-1)?.rows.push(values),
    done: nothing,
    returnStatus: nothing,
    output: nothing,
    database: nothing,
  };
  return { reply, messages, resultSets };
}
