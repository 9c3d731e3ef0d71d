/** The documented messages of database mirroring (Database Engine events and errors, 1000 to 1999). */
export const mirroringMessages = {
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
  1467: [
    16,
    'Database "{0}" database is in emergency or suspect mode which is incompatible with participating in database mirroring or in an availability group.',
  ],
  1468: [
    16,
    'The operation cannot be performed on database "{0}" because it is involved in a database mirroring session or an availability group. Some operations are not allowed on a database that is participating in a database mirroring session or in an availability group.',
  ],
  1470: [
    16,
    'The alter database for this partner config values may only be initiated on the current principal server for database "{0}".',
  ],
  1473: [16, 'This SQL Server edition does not allow changing the safety level. ALTER DATABASE command failed.'],
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
} as const;
