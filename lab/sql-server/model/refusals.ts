/** The documented messages of SQL Server that the model gives, by number: severity and text with `{0}` placeholders. */
import { SqlError } from '../contract';
import type { SqlMessage } from '../contract';

const catalogue = {
  226: [16, '{0} statement not allowed within multi-statement transaction.'],
  229: [14, "The {0} permission was denied on the object '{1}', database '{2}', schema '{3}'."],
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
  1222: [16, 'Lock request time out period exceeded.'],
  1406: [16, 'Unable to force service safely. Remove database mirroring and recover database "{0}" to gain access.'],
  1405: [16, 'The database "{0}" is already enabled for database mirroring.'],
  1407: [16, 'The remote copy of database "{0}" is not related to the local copy of the database.'],
  1408: [
    16,
    'The remote copy of database "{0}" is not recovered far enough to enable database mirroring. You may need to apply missing log records to the remote database by restoring log backups from the principal/primary database.',
  ],
  1412: [
    16,
    'The remote copy of database "{0}" has not been rolled forward to a point in time that is encompassed in the local copy of the database log.',
  ],
  1416: [16, 'Database "{0}" is not configured for database mirroring.'],
  1418: [
    16,
    'The server network address "{0}" can not be reached or does not exist. Check the network address name and that the ports for the local and remote endpoints are operational.',
  ],
  1422: [
    16,
    'The mirror server instance is not caught up to the recent changes to database "{0}". Unable to fail over.',
  ],
  1426: [
    16,
    'To issue ALTER DATABASE SET WITNESS, all three server instances must be interconnected, and the mirror database must be caught up. When these conditions are met, reissue the command.',
  ],
  1431: [
    16,
    'Neither the partner nor the witness server instance for database "{0}" is available. Reissue the command when at least one of the instances becomes available.',
  ],
  1447: [
    16,
    'ALTER DATABASE "{0}" command cannot be executed until both partner server instances are up, running, and connected. Start the partner and reissue the command.',
  ],
  1448: [16, 'The remote copy of database "{0}" does not exist. Check the database name and reissue the command.'],
  1449: [16, 'ALTER DATABASE command failed due to an invalid server connection string.'],
  1451: [16, 'Database mirroring information was not found in the system table.'],
  1452: [
    16,
    'The partner server instance name must be distinct from the server instance that manages the database. The ALTER DATABASE SET PARTNER command failed.',
  ],
  1455: [
    16,
    'The database mirroring service cannot be forced for database "{0}" because the database is not in the correct state to become the principal database.',
  ],
  1456: [
    16,
    "The ALTER DATABASE command could not be sent to the remote server instance '{0}'. The database mirroring configuration was not changed. Verify that the server is connected, and try again.",
  ],
  1460: [
    16,
    'The database "{0}" is already configured for database mirroring on the remote server. Drop database mirroring on the remote server to establish a new partner.',
  ],
  1464: [
    16,
    'Database "{0}" is not in a recovering state which is required for a mirror database or secondary database. The remote database must be restored using WITH NORECOVERY.',
  ],
  1465: [
    16,
    'Database "{0}" database is not in full recovery mode on each of the server instances. The full recovery model is required for a database to participate in database mirroring or in an availability group.',
  ],
  1468: [
    16,
    'The operation cannot be performed on database "{0}" because it is involved in a database mirroring session or an availability group. Some operations are not allowed on a database that is participating in a database mirroring session or in an availability group.',
  ],
  1470: [
    16,
    'The alter database for this partner config values may only be initiated on the current principal server for database "{0}".',
  ],
  1476: [16, 'Database mirroring timeout value {0} exceeds the maximum value 32767.'],
  1477: [
    16,
    'The database mirroring safety level must be FULL to manually failover database "{0}".  Set safety level to FULL and retry.',
  ],
  1478: [
    16,
    'The mirror database, "{0}", has insufficient transaction log data to preserve the log backup chain of the principal database.  This may happen if a log backup from the principal database has not been taken or has not been restored on the mirror database.',
  ],
  1488: [
    16,
    'Database "{0}" database is in single user mode which is incompatible with participating in database mirroring or in an availability group. Set database to multi-user mode, and retry the operation.',
  ],
  1801: [16, "Database '{0}' already exists. Choose a different database name."],
  1834: [16, "The file '{0}' cannot be overwritten.  It is being used by database '{1}'."],
  3013: [16, '{0} is terminating abnormally.'],
  3014: [0, '{0} successfully processed {1} pages in {2} seconds ({3} MB/sec).'],
  3021: [16, 'Cannot perform a backup or restore operation within a transaction.'],
  3023: [
    16,
    'Backup, file manipulation operations (such as ALTER DATABASE ADD FILE) and encryption changes on a database must be serialized. Reissue the statement after the current backup or file manipulation operation is completed.',
  ],
  3031: [16, "Option '{0}' conflicts with option(s) '{1}'. Remove the conflicting option and reissue the statement."],
  3032: [
    16,
    'One or more of the options ({0}) are not supported for this statement. Review the documentation for supported options.',
  ],
  3035: [
    16,
    'Cannot perform a differential backup for database "{0}", because a current database backup does not exist. Perform a full database backup by reissuing BACKUP DATABASE, omitting the WITH DIFFERENTIAL option.',
  ],
  3036: [
    16,
    'The database "{0}" is in warm-standby state (set by executing RESTORE WITH STANDBY) and cannot be backed up until the entire restore sequence is completed.',
  ],
  3044: [16, 'Invalid zero-length device name. Reissue the BACKUP statement with a valid device name.'],
  3057: [
    16,
    'Invalid device name. The length of the device name provided exceeds supported limit (maximum length is:259). Reissue the BACKUP statement with a valid device name.',
  ],
  3098: [
    16,
    "The backup cannot be performed because '{0}' was requested after the media was formatted with an incompatible structure. To append to this media set, either omit '{0}' or specify '{1}'. Alternatively, you can create a new media set by using WITH FORMAT in your BACKUP statement. If you use WITH FORMAT on an existing media set, all its backup sets will be overwritten.",
  ],
  3101: [16, 'Exclusive access could not be obtained because the database is in use.'],
  3102: [
    16,
    "{0} cannot process database '{1}' because it is in use by this session. It is recommended that the master database be used when performing this operation.",
  ],
  3104: [
    16,
    "RESTORE cannot operate on database '{0}' because it is configured for database mirroring or has joined an availability group. If you intend to restore the database, use ALTER DATABASE to remove mirroring or to remove the database from its availability group.",
  ],
  3110: [14, "User does not have permission to RESTORE database '{0}'."],
  3117: [16, 'The log or differential backup cannot be restored because no files are ready to rollforward.'],
  3118: [
    16,
    'The database "{0}" does not exist. RESTORE can only create a database when restoring either a full backup or a file backup of the primary file.',
  ],
  3119: [16, 'Problems were identified while planning for the RESTORE statement. Previous messages provide details.'],
  3132: [16, 'The media set has {0} media families but only {1} are provided. All members must be provided.'],
  3135: [16, "The backup set in file '{0}' was created by {1} and cannot be used for this restore operation."],
  3141: [
    16,
    "The database to be restored was named '{0}'. Reissue the statement using the WITH REPLACE option to overwrite the '{1}' database.",
  ],
  3142: [
    16,
    'File "{0}" cannot be restored over the existing "{1}". Reissue the RESTORE statement using WITH REPLACE to overwrite pre-existing files, or WITH MOVE to identify an alternate location.',
  ],
  3147: [16, 'Backup and restore operations are not allowed on database tempdb.'],
  3153: [16, 'The database is already fully recovered.'],
  3154: [16, "The backup set holds a backup of a database other than the existing '{0}' database."],
  3156: [16, "File '{0}' cannot be restored to '{1}'. Use WITH MOVE to identify a valid location for the file."],
  3159: [
    16,
    'The tail of the log for the database "{0}" has not been backed up. Use BACKUP LOG WITH NORECOVERY to backup the log if it contains work you do not want to lose. Use the WITH REPLACE or WITH STOPAT clause of the RESTORE statement to just overwrite the contents of the log.',
  ],
  3169: [
    16,
    'The database was backed up on a server running version {0}. That version is incompatible with this server, which is running version {1}. Either restore the database on a server that supports the backup, or use a backup that is compatible with this server.',
  ],
  3176: [
    16,
    "File '{0}' is claimed by '{1}'({2}) and '{3}'({4}). The WITH MOVE clause can be used to relocate one or more files.",
  ],
  3187: [16, 'RESTORE WITH CHECKSUM cannot be specified because the backup set does not contain checksum information.'],
  3189: [16, 'Damage to the backup set was detected.'],
  3201: [16, "Cannot open backup device '{0}'. Operating system error {1}."],
  3202: [16, 'Write on "{0}" failed: {1}'],
  3203: [16, 'Read on "{0}" failed: {1}'],
  3204: [16, 'The backup or restore was aborted.'],
  3205: [16, 'Too many backup devices specified for backup or restore; only {0} are allowed.'],
  3211: [0, '{0} percent processed.'],
  3234: [
    16,
    "Logical file '{0}' is not part of database '{1}'. Use RESTORE FILELISTONLY to list the logical file names.",
  ],
  3241: [16, "The media family on device '{0}' is incorrectly formed. SQL Server cannot process this media family."],
  3254: [16, "The volume on device '{0}' is empty."],
  3256: [
    16,
    "The backup set on device '{0}' was terminated while it was being created and is incomplete. RESTORE sequence is terminated abnormally.",
  ],
  3257: [
    16,
    "There is insufficient free space on disk volume '{0}' to create the database. The database requires {1} additional free bytes, while only {2} bytes are available.",
  ],
  3262: [0, 'The backup set on file {0} is valid.'],
  3287: [16, "The file ID {0} on device '{1}' is incorrectly formed and can not be read."],
  3701: [11, "Cannot drop the database '{0}', because it does not exist or you do not have permission."],
  3702: [16, 'Cannot drop database "{0}" because it is currently in use.'],
  3708: [16, "Cannot drop the database '{0}' because it is a system database."],
  3743: [
    16,
    "The database '{0}' is enabled for database mirroring. Database mirroring must be removed before you drop the database.",
  ],
  4035: [0, "Processed {0} pages for database '{1}', file '{2}' on file {3}."],
  4060: [11, 'Cannot open database "{0}" requested by the login. The login failed.'],
  4208: [
    16,
    'The statement {0} is not allowed while the recovery model is SIMPLE. Use BACKUP DATABASE or change the recovery model using ALTER DATABASE.',
  ],
  4212: [16, 'Cannot back up the log of the master database. Use BACKUP DATABASE instead.'],
  4214: [16, 'BACKUP LOG cannot be performed because there is no current database backup.'],
  4305: [
    16,
    'The log in this backup set begins at LSN {0}, which is too recent to apply to the database. An earlier log backup that includes LSN {1} can be restored.',
  ],
  4319: [
    16,
    "A previous restore operation was interrupted and did not complete processing on file '{0}'. Either restore the backup set that was interrupted or restart the restore sequence.",
  ],
  4326: [
    16,
    'The log in this backup set terminates at LSN {0}, which is too early to apply to the database. A more recent log backup that includes LSN {1} can be restored.',
  ],
  4330: [
    16,
    'This backup set cannot be applied because it is on a recovery path that is inconsistent with the database. The recovery path is the sequence of data and log backups that have brought the database to a particular recovery point. Find a compatible backup to restore, or restore the rest of the database to match a recovery point within this backup set, which will restore the database to a different point in time.  For more information about recovery paths, see SQL Server Books Online.',
  ],
  4333: [16, 'The database cannot be recovered because the log was not restored.'],
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
  6107: [14, 'Only user processes can be killed.'],
  15007: [16, "'{0}' is not a valid login or you do not have permission."],
  15025: [16, "The server principal '{0}' already exists."],
  15151: [16, "Cannot find the {0} '{1}', because it does not exist or you do not have permission."],
  15247: [16, 'User does not have permission to perform this action.'],
  18456: [14, "Login failed for user '{0}'."],
  22048: [16, 'Error executing extended stored procedure: Invalid Parameter'],
} as const satisfies Record<number, readonly [severity: number, text: string]>;

export type RefusalNumber = keyof typeof catalogue;

/** The message as SQL Server words it. */
export function messageOf(number: RefusalNumber, ...values: readonly (string | number | bigint)[]): SqlMessage {
  const [severity, text] = catalogue[number];
  return {
    number,
    severity,
    state: 1,
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
