/** The documented messages of BACKUP and RESTORE (Database Engine events and errors, 3000 to 3999 and 4000 to 4999). */
export const backupMessages = {
  3013: [16, '{0} is terminating abnormally.'],
  3014: [0, '{0} successfully processed {1} pages in {2} seconds ({3} MB/sec).'],
  3021: [16, 'Cannot perform a backup or restore operation within a transaction.'],
  3023: [
    16,
    'Backup, file manipulation operations (such as ALTER DATABASE ADD FILE) and encryption changes on a database must be serialized. Reissue the statement after the current backup or file manipulation operation is completed.',
  ],
  3024: [
    16,
    'You can only perform a full backup of the master database. Use BACKUP DATABASE to back up the entire master database.',
  ],
  3031: [16, "Option '{0}' conflicts with option(s) '{1}'. Remove the conflicting option and reissue the statement."],
  3032: [
    16,
    'One or more of the options ({0}) are not supported for this statement. Review the documentation for supported options.',
  ],
  3033: [16, 'BACKUP DATABASE cannot be used on a database opened in emergency mode.'],
  3035: [
    16,
    'Cannot perform a differential backup for database "{0}", because a current database backup does not exist. Perform a full database backup by reissuing BACKUP DATABASE, omitting the WITH DIFFERENTIAL option.',
  ],
  3036: [
    16,
    'The database "{0}" is in warm-standby state (set by executing RESTORE WITH STANDBY) and cannot be backed up until the entire restore sequence is completed.',
  ],
  3038: [
    16,
    'The file name "{0}" is invalid as a backup device name. Reissue the BACKUP statement with a valid file name.',
  ],
  3044: [16, 'Invalid zero-length device name. Reissue the BACKUP statement with a valid device name.'],
  3049: [16, 'BACKUP detected corruption in the database log. Check the errorlog for more information.'],
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
  3108: [
    16,
    'To restore the master database, the server must be running in single-user mode. For information on starting in single-user mode, see "How to: Start an Instance of SQL Server (sqlservr.exe)" in Books Online.',
  ],
  3110: [14, "User does not have permission to RESTORE database '{0}'."],
  3117: [16, 'The log or differential backup cannot be restored because no files are ready to rollforward.'],
  3118: [
    16,
    'The database "{0}" does not exist. RESTORE can only create a database when restoring either a full backup or a file backup of the primary file.',
  ],
  3119: [16, 'Problems were identified while planning for the RESTORE statement. Previous messages provide details.'],
  3120: [
    16,
    'This backup set will not be restored because all data has already been restored to a point beyond the time covered by this backup set.',
  ],
  3121: [
    16,
    'The file "{0}" is on a recovery path that is inconsistent with application of this backup set. RESTORE cannot continue.',
  ],
  3132: [16, 'The media set has {0} media families but only {1} are provided. All members must be provided.'],
  3135: [16, "The backup set in file '{0}' was created by {1} and cannot be used for this restore operation."],
  3136: [
    16,
    'This differential backup cannot be restored because the database has not been restored to the correct earlier state.',
  ],
  3141: [
    16,
    "The database to be restored was named '{0}'. Reissue the statement using the WITH REPLACE option to overwrite the '{1}' database.",
  ],
  3142: [
    16,
    'File "{0}" cannot be restored over the existing "{1}". Reissue the RESTORE statement using WITH REPLACE to overwrite pre-existing files, or WITH MOVE to identify an alternate location.',
  ],
  3145: [16, 'The STOPAT option is not supported for databases that use the SIMPLE recovery model.'],
  3147: [16, 'Backup and restore operations are not allowed on database tempdb.'],
  3153: [16, 'The database is already fully recovered.'],
  3154: [16, "The backup set holds a backup of a database other than the existing '{0}' database."],
  3156: [16, "File '{0}' cannot be restored to '{1}'. Use WITH MOVE to identify a valid location for the file."],
  3159: [
    16,
    'The tail of the log for the database "{0}" has not been backed up. Use BACKUP LOG WITH NORECOVERY to backup the log if it contains work you do not want to lose. Use the WITH REPLACE or WITH STOPAT clause of the RESTORE statement to just overwrite the contents of the log.',
  ],
  3168: [
    16,
    'The backup of the system database on the device {0} cannot be restored because it was created by a different version of the server ({1}) than this server ({2}).',
  ],
  3169: [
    16,
    'The database was backed up on a server running version {0}. That version is incompatible with this server, which is running version {1}. Either restore the database on a server that supports the backup, or use a backup that is compatible with this server.',
  ],
  3170: [16, 'The STANDBY filename is invalid.'],
  3173: [
    16,
    'The STOPAT clause provided with this RESTORE statement indicates that the tail of the log contains changes that must be backed up to reach the target point in time. The tail of the log for the database "{0}" has not been backed up. Use BACKUP LOG WITH NORECOVERY to back up the log, or use the WITH REPLACE clause in your RESTORE statement to overwrite the tail of the log.',
  ],
  3176: [
    16,
    "File '{0}' is claimed by '{1}'({2}) and '{3}'({4}). The WITH MOVE clause can be used to relocate one or more files.",
  ],
  3180: [
    16,
    'This backup cannot be restored using WITH STANDBY because a database upgrade is needed. Reissue the RESTORE without WITH STANDBY.',
  ],
  3187: [16, 'RESTORE WITH CHECKSUM cannot be specified because the backup set does not contain checksum information.'],
  3189: [16, 'Damage to the backup set was detected.'],
  3201: [16, "Cannot open backup device '{0}'. Operating system error {1}."],
  3202: [16, 'Write on "{0}" failed: {1}'],
  3203: [16, 'Read on "{0}" failed: {1}'],
  3204: [16, 'The backup or restore was aborted.'],
  3205: [16, 'Too many backup devices specified for backup or restore; only {0} are allowed.'],
  3208: [
    16,
    'Unexpected end of file while reading beginning of backup set. Confirm that the media contains a valid SQL Server backup set, and see the console error log for more details.',
  ],
  3211: [0, '{0} percent processed.'],
  3227: [
    16,
    'The backup media on "{0}" is part of media family {1} which has already been processed on "{2}". Ensure that backup devices are correctly specified. For tape devices, ensure that the correct volumes are loaded.',
  ],
  3231: [
    16,
    'The media loaded on "{0}" is formatted to support {1} media families, but {2} media families are expected according to the backup device specification.',
  ],
  3234: [
    16,
    "Logical file '{0}' is not part of database '{1}'. Use RESTORE FILELISTONLY to list the logical file names.",
  ],
  3241: [16, "The media family on device '{0}' is incorrectly formed. SQL Server cannot process this media family."],
  3253: [16, 'The block size parameter must supply a value that is a power of 2.'],
  3254: [16, "The volume on device '{0}' is empty."],
  3256: [
    16,
    "The backup set on device '{0}' was terminated while it was being created and is incomplete. RESTORE sequence is terminated abnormally.",
  ],
  3257: [
    16,
    "There is insufficient free space on disk volume '{0}' to create the database. The database requires {1} additional free bytes, while only {2} bytes are available.",
  ],
  3258: [
    16,
    'The volume on the device "{0}" is not part of the media set that is currently being processed. Ensure that the backup devices are loaded with the correct media.',
  ],
  3259: [
    16,
    "The volume on device '{0}' is not part of a multiple family media set. BACKUP WITH FORMAT can be used to form a new media set.",
  ],
  3262: [0, 'The backup set on file {0} is valid.'],
  3266: [
    16,
    'The backup data at the end of "{0}" is incorrectly formatted. Backup sets on the media might be damaged and unusable. To determine the backup sets on the media, use RESTORE HEADERONLY. To determine the usability of the backup sets, run RESTORE VERIFYONLY. If all of the backup sets are incomplete, reformat the media using BACKUP WITH FORMAT, which destroys all the backup sets.',
  ],
  3271: [16, 'A nonrecoverable I/O error occurred on file "{0}:" {1}.'],
  3287: [16, "The file ID {0} on device '{1}' is incorrectly formed and can not be read."],
  4030: [16, "The medium on device '{0}' expires on {1} and cannot be overwritten."],
  4035: [0, "Processed {0} pages for database '{1}', file '{2}' on file {3}."],
  4037: [16, 'The user-specified MEDIANAME "{0}" does not match the MEDIANAME "{1}" of the device "{2}".'],
  4038: [16, "Cannot find file ID {0} on device '{1}'."],
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
  4312: [
    16,
    'This log cannot be restored because a gap in the log chain was created. Use more recent data backups to bridge the gap.',
  ],
  4319: [
    16,
    "A previous restore operation was interrupted and did not complete processing on file '{0}'. Either restore the backup set that was interrupted or restart the restore sequence.",
  ],
  4320: [
    16,
    'The file "{0}" was not fully restored by a database or file restore. The entire file must be successfully restored before applying this backup set.',
  ],
  4322: [
    0,
    'This backup set contains records that were logged before the designated point in time. The database is being left in the restoring state so that more roll forward can be performed.',
  ],
  4326: [
    16,
    'The log in this backup set terminates at LSN {0}, which is too early to apply to the database. A more recent log backup that includes LSN {1} can be restored.',
  ],
  4329: [
    0,
    'This log file contains records logged before the designated mark. The database is being left in the Restoring state so you can apply another log file.',
  ],
  4330: [
    16,
    'This backup set cannot be applied because it is on a recovery path that is inconsistent with the database. The recovery path is the sequence of data and log backups that have brought the database to a particular recovery point. Find a compatible backup to restore, or restore the rest of the database to match a recovery point within this backup set, which will restore the database to a different point in time.  For more information about recovery paths, see SQL Server Books Online.',
  ],
  4333: [16, 'The database cannot be recovered because the log was not restored.'],
  4334: [16, 'The named mark does not identify a valid LSN.'],
  4335: [
    16,
    'The specified STOPAT time is too early. All or part of the database is already rolled forward beyond that point.',
  ],
  4338: [
    16,
    'The STOPAT clause specifies a point too early to allow this backup set to be restored. Choose a different stop point or use RESTORE DATABASE WITH RECOVERY to recover at the current point.',
  ],
  4340: [
    16,
    'The point-in-time clause of this RESTORE statement is restricted for use by RESTORE LOG statements only. Omit the clause or use a clause that includes a timestamp.',
  ],
} as const;
