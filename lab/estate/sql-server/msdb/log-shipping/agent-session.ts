/** T-SQL and refusals of a log-shipping job, which connects to its own instance as the Agent's service account. */
import type { Place, RunResult } from '../../../contract';
import { OsError } from '../../../contract';
import { SqlError } from '../../contract';
import type { MsdbContext } from '../context';
import { agentLogin } from '../context';
import { messagesOf } from '../errors';
import type { MonitorLog } from './monitor-log';
import { source } from './monitor-log';

/** Its file operations, which the Agent's account does. */
export const asAgent = ({ place }: { readonly place: Place }): Place => ({ ...place, account: 'agent' });

/** Runs a batch in master. @throws SqlError */
export function runBatch({ instance }: MsdbContext, text: string, signal: AbortSignal): Promise<RunResult> {
  return instance.run(text, {
    login: agentLogin,
    programName: 'SQLLogShip',
    hostName: instance.place.host,
    database: 'master',
    signal,
  });
}

/** The numbers of a failed statement, the cause among them. */
export const numbersOf = (error: SqlError): readonly number[] => messagesOf(error).map(({ number }) => number);

/** Logs what was refused, after the sentence that says what was attempted. Anything but a refusal is rethrown. */
export function logRefusal(log: MonitorLog, attempted: string, error: unknown): void {
  if (error instanceof SqlError) {
    log.error(attempted);
    for (const { text, severity } of messagesOf(error)) if (severity > 10) log.error(text, source.sqlServer);
  } else if (error instanceof OsError) {
    log.error(attempted);
    log.error(error.text, source.files);
  } else {
    throw error;
  }
}
