/** The documented messages of SQL Server that the model gives, by number: severity and text with `{0}` placeholders. */
import { SqlError } from '../contract';
import type { SqlMessage } from '../contract';
import { backupMessages } from './backup-messages';
import { mirroringMessages } from './mirroring-messages';

const catalogue = {
  ...backupMessages,
  ...mirroringMessages,
  226: [16, '{0} statement not allowed within multi-statement transaction.'],
  262: [14, "{0} permission denied in database '{1}'."],
  297: [16, 'The user does not have permission to perform this action.'],
  911: [16, "Database '{0}' does not exist. Make sure that the name is entered correctly."],
  916: [14, 'The server principal "{0}" is not able to access the database "{1}" under the current security context.'],
  922: [14, "Database '{0}' is being recovered. Waiting until recovery is finished."],
  923: [
    14,
    "Database '{0}' is in restricted mode. Only the database owner and members of the dbcreator and sysadmin roles can access it.",
  ],
  924: [14, "Database '{0}' is already open and can only have one user at a time."],
  926: [
    14,
    "Database '{0}' cannot be opened. It has been marked SUSPECT by recovery. See the SQL Server errorlog for more information.",
  ],
  927: [14, "Database '{0}' cannot be opened. It is in the middle of a restore."],
  942: [14, "Database '{0}' cannot be opened because it is offline."],
  945: [
    16,
    "Database '{0}' cannot be opened due to inaccessible files or insufficient memory or disk space. See the SQL Server errorlog for details.",
  ],
  954: [14, 'The database "{0}" cannot be opened. It is acting as a mirror database.'],
  955: [
    14,
    'Database {0} is enabled for Database Mirroring, but the database lacks quorum: the database cannot be opened. Check the partner and witness connections if configured.',
  ],
  1801: [16, "Database '{0}' already exists. Choose a different database name."],
  1802: [16, 'CREATE DATABASE failed. Some file names listed could not be created. Check related errors.'],
  1834: [16, "The file '{0}' cannot be overwritten.  It is being used by database '{1}'."],
  3701: [11, "Cannot drop the database '{0}', because it does not exist or you do not have permission."],
  3702: [16, 'Cannot drop database "{0}" because it is currently in use.'],
  3708: [16, "Cannot drop the database '{0}' because it is a system database."],
  3743: [
    16,
    "The database '{0}' is enabled for database mirroring. Database mirroring must be removed before you drop the database.",
  ],
  4060: [11, 'Cannot open database "{0}" requested by the login. The login failed.'],
  5011: [
    14,
    "User does not have permission to alter database '{0}', the database does not exist, or the database is not in a state that allows access checks.",
  ],
  5052: [16, '{0} is not permitted while a database is in the {1} state.'],
  5058: [16, "Option '{0}' cannot be set in database '{1}'."],
  5060: [0, 'Nonqualified transactions are being rolled back. Estimated rollback completion: {0}%.'],
  5061: [16, "ALTER DATABASE failed because a lock could not be placed on database '{0}'. Try again later."],
  5063: [16, "Database '{0}' is in warm standby. A warm-standby database is read-only."],
  5064: [
    16,
    "Changes to the state or options of database '{0}' cannot be made at this time. The database is in single-user mode, and a user is currently connected to it.",
  ],
  5069: [16, 'ALTER DATABASE statement failed.'],
  5070: [16, "Database state cannot be changed while other users are using the database '{0}'"],
  5120: [16, 'Unable to open the physical file "{0}". Operating system error {1}: "{2}".'],
  5133: [16, 'Directory lookup for the file "{0}" failed with the operating system error {1}.'],
  3906: [16, 'Failed to update database "{0}" because the database is read-only.'],
  6102: [14, 'User does not have permission to use the KILL statement.'],
  6104: [16, 'Cannot use KILL to kill your own process.'],
  6106: [16, 'Process ID {0} is not an active process ID.'],
  6109: [
    0,
    'SPID {0}: transaction rollback in progress. Estimated rollback completion: {1}%. Estimated time remaining: {2} seconds.',
  ],
  6120: [16, 'Status report cannot be obtained. Rollback operation for Process ID {0} is not in progress.'],
  6107: [14, 'Only user processes can be killed.'],
  9002: [17, "The transaction log for database '{0}' is full due to '{1}'."],
  15002: [16, "The procedure '{0}' cannot be executed within a transaction."],
  15007: [16, "'{0}' is not a valid login or you do not have permission."],
  15025: [16, "The server principal '{0}' already exists."],
  15151: [16, "Cannot {0} the {1} '{2}', because it does not exist or you do not have permission."],
  15247: [16, 'User does not have permission to perform this action.'],
  15402: [11, "'{0}' is not a fixed server role."],
  15405: [11, "Cannot use the special principal '{0}'."],
  18456: [14, "Login failed for user '{0}'."],
  18470: [14, "Login failed for user '{0}'. Reason: The account is disabled."],
  951: [0, "Database '{0}' running the upgrade step from version {1} to version {2}."],
  241: [16, 'Conversion failed when converting date and/or time from character string.'],
  3441: [
    21,
    "During startup of warm standby database '{0}' (database ID {1}), its standby file ('{2}') was inaccessible to the RESTORE statement. The operating system error was '{3}'. Diagnose the operating system error, correct the problem, and retry startup.",
  ],
  5123: [
    16,
    "CREATE FILE encountered operating system error {0} while attempting to open or create the physical file '{1}'.",
  ],
} as const satisfies Record<number, readonly [severity: number, text: string]>;

export type RefusalNumber = keyof typeof catalogue;

/** States that are commonly observed where they are not 1. */
const states: Partial<Record<RefusalNumber, number>> = { 927: 2, 3154: 4 };

/** The message as SQL Server words it. */
export function messageOf(number: RefusalNumber, ...values: readonly (string | number | bigint)[]): SqlMessage {
  const [severity, text] = catalogue[number];
  return {
    number,
    severity,
    state: states[number] ?? 1,
    text: text.replace(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)] ?? '')),
  };
}

/** A refusal of one message. */
export const refusal = (number: RefusalNumber, ...values: readonly (string | number | bigint)[]): SqlError =>
  new SqlError(messageOf(number, ...values));

/** The same refusal followed by a trailer, such as 3013 or 5069: the client sees every message. */
export const followedBy = (error: SqlError, trailer: SqlMessage): SqlError =>
  new SqlError(trailer, [...error.before, error.details]);

/** Runs `work`; a refusal gets `trailer` after it. */
export async function withTrailer<T>(trailer: SqlMessage, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof SqlError && error.details.number !== trailer.number ? followedBy(error, trailer) : error;
  }
}
