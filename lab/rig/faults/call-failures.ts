/** The errors that a statement can be made to fail with, worded as SQL Server words them ("Database Engine Events and Errors"). */
import type { EstateCall } from '../../estate/work';
import { SqlError, type SqlMessage } from '../../estate/sql-server/contract';
import { failedCmdlet } from './cmdlet-faults';
import { CmdletRefused } from './answer-lost';

type Wording = readonly [severity: number, text: (call: EstateCall) => string];

const database = ({ act: { objects } }: EstateCall): string => objects[0] ?? 'master';

function device({ act: { options } }: EstateCall): string {
  const disks: unknown = options.get('disk');
  return Array.isArray(disks) ? String(disks[0]) : 'mgc.bak';
}

const wordings: Readonly<Record<number, Wording>> = {
  701: [17, () => "There is insufficient system memory in resource pool 'default' to run this query."],
  1205: [
    13,
    () =>
      'Transaction (Process ID 51) was deadlocked on lock resources with another process and has been chosen as the deadlock victim. Rerun the transaction.',
  ],
  1222: [16, () => 'Lock request time out period exceeded.'],
  3101: [16, () => 'Exclusive access could not be obtained because the database is in use.'],
  3201: [
    16,
    (call) =>
      `Cannot open backup device '${device(call)}'. Operating system error 53(The network path was not found.).`,
  ],
  3202: [16, (call) => `Write on "${device(call)}" failed: 112(There is not enough space on the disk.)`],
  3203: [
    16,
    (call) =>
      `Read on "${device(call)}" failed: 1117(The request could not be performed because of an I/O device error.)`,
  ],
  3241: [
    16,
    (call) =>
      `The media family on device '${device(call)}' is incorrectly formed. SQL Server cannot process this media family.`,
  ],
  9002: [17, (call) => `The transaction log for database '${database(call)}' is full due to 'LOG_BACKUP'.`],
  15247: [16, () => 'User does not have permission to perform this action.'],
};

export const defaultFailure = 1205;

/** @throws Error with the numbers there are. */
export function failureNumbered(given: string | undefined): number {
  const number = given === undefined ? defaultFailure : Number(given);
  if (wordings[number] === undefined)
    throw new Error(`"${given ?? ''}" is no error to fail with; there are: ${Object.keys(wordings).join(', ')}.`);
  return number;
}

/** How the call ends: an error of SQL Server, with 3013 behind it where that ends a backup or restore, or an error record. */
export function failureOf(call: EstateCall, number: number): SqlError | CmdletRefused {
  if (call.kind === 'cmdlet') return new CmdletRefused(failedCmdlet(call.act.command));
  const [severity, text] = wordings[number]!;
  const message: SqlMessage = { number, severity, state: 1, text: text(call) };
  const { command } = call.act;
  if (!/^(BACKUP|RESTORE) /.test(command)) return new SqlError(message);
  return new SqlError({ number: 3013, severity: 16, state: 1, text: `${command} is terminating abnormally.` }, [
    message,
  ]);
}
