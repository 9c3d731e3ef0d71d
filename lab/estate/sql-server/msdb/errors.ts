/** Errors of msdb and of log shipping as `sys.messages` has them (Database Engine errors 14000-14999 and 31000-41399). */
import { SqlError } from '../contract';

const catalogue = {
  229: [14, "The EXECUTE permission was denied on the object '%s', database '%s', schema '%s'."],
  14234: [16, "The specified '%s' is invalid (valid values are returned by %s)."],
  14243: [10, "Job '%s' started successfully."],
  14250: [16, 'The specified %s is too long. It must contain no more than %s characters.'],
  14254: [10, "Job '%s' stopped successfully."],
  14256: [
    16,
    'Cannot start the job "%s" (ID %s) because it does not have any job server or servers defined. Associate the job with a job server by calling sp_add_jobserver.',
  ],
  14257: [
    16,
    'Cannot stop the job "%s" (ID %s) because it does not have any job server or servers defined. Associate the job with a job server by calling sp_add_jobserver.',
  ],
  14258: [16, 'Cannot perform this operation while SQLServerAgent is starting. Try again later.'],
  14261: [16, "The specified %s ('%s') already exists."],
  14262: [16, "The specified %s ('%s') does not exist."],
  14266: [16, "The specified '%s' is invalid (valid values are: %s)."],
  14269: [16, "Job '%s' is already targeted at server '%s'."],
  14289: [16, "%s cannot contain '%s' characters."],
  14293: [16, "There are two or more jobs named '%s'. Specify %s instead of %s to uniquely identify the job."],
  14294: [16, 'Supply either %s or %s to identify the job.'],
  14371: [
    16,
    "There are two or more schedules named '%s'. Specify %s instead of %s to uniquely identify the schedule.",
  ],
  14372: [16, 'The schedule was not deleted because it is being used by one or more jobs.'],
  14374: [16, 'The specified %s ("%s") and job_id ("%s") are not associated with each other.'],
  14420: [
    16,
    'The log shipping primary database %s.%s has backup threshold of %s minutes and has not performed a backup log operation for %s minutes. Check agent log and logshipping monitor information.',
  ],
  14421: [
    16,
    'The log shipping secondary database %s.%s has restore threshold of %s minutes and is out of sync. No restore was performed for %s minutes. Restored latency is %s minutes. Check agent log and logshipping monitor information.',
  ],
  14528: [16, 'Job "%s" has no steps defined.'],
  15404: [16, "Could not obtain information about Windows NT group/user '%s', error code %s."],
  15010: [
    16,
    "The database '%s' does not exist. Supply a valid database name. To see available databases, use sys.databases.",
  ],
  22022: [16, '%s'],
  32007: [16, 'Database %s is not ONLINE.'],
  32008: [10, 'Database %s is not ONLINE. The backup job will not be performed until this database is brought online.'],
  32009: [16, 'A log shipping primary entry already exists for database %s.'],
  32010: [16, 'Database %s does not exist as log shipping primary.'],
  32011: [
    16,
    'Primary Database %s has active log shipping secondary database(s). Drop the secondary database(s) first.',
  ],
  32012: [16, 'Secondary %s.%s already exists for primary %s.'],
  32013: [16, 'A log shipping entry already exists for secondary database %s.'],
  32014: [16, 'Database %s does not exist as log shipping secondary.'],
  32015: [16, 'The primary database %s cannot have SIMPLE recovery for log shipping to work properly.'],
  32022: [
    16,
    'Cannot add a log shipping job with name %s. A job with same name already exists in the system and this job does not belong to log shipping category.',
  ],
  32023: [
    16,
    'An entry for primary server %s, primary database %s does not exist on this secondary. Register the primary first.',
  ],
  32024: [16, 'An entry for primary server %s, primary database %s already exists.'],
  32025: [
    16,
    'Primary Server %s, Database %s has active log shipping secondary database(s) on the secondary. Drop the secondary database(s) first.',
  ],
  32028: [16, 'Invalid value = %s for parameter @threshold_alert was specified.'],
  32029: [
    10,
    "Log shipping backup agent [%s] has verified log backup file '%s.wrk' and renamed it as '%s.trn'. This is an informational message only. No user action is required.",
  ],
  32052: [
    16,
    "Parameter '%s' cannot be null or empty. Specify a value for the named parameter and retry the operation.",
  ],
  32054: [16, 'There was an error establishing a link to the remote monitor server.'],
} as const satisfies Readonly<Record<number, readonly [severity: number, text: string]>>;

export type ErrorNumber = keyof typeof catalogue;

/** The text of a message with its placeholders filled, as FORMATMESSAGE gives it. */
export function formatMessage(number: ErrorNumber, ...values: readonly (string | number)[]): string {
  let next = 0;
  return catalogue[number][1].replaceAll('%s', () => String(values[next++] ?? '(null)'));
}

export const severityOf = (number: ErrorNumber): number => catalogue[number][0];

/** A refusal with a number of the catalogue, to be thrown. */
export function sqlError(number: ErrorNumber, ...values: readonly (string | number)[]): SqlError {
  const state = number === 229 ? 5 : 1;
  return new SqlError({ number, severity: severityOf(number), state, text: formatMessage(number, ...values) });
}

/** Every message of a failed statement, in the order in which a client receives them. */
export const messagesOf = (error: SqlError): SqlError['before'] => [...error.before, error.details];
