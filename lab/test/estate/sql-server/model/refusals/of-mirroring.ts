/** Refusals of database mirroring, and of what a mirrored database forbids. */
import { full, log, on, recovery, restoreFull, restoreLog, restoring } from './table';
import type { Row, Step } from './table';

const partner = (endpoint: number): string => `ALTER DATABASE [$db] SET PARTNER = '$e${String(endpoint)}'`;
const set = (what: string): string => `ALTER DATABASE [$db] SET ${what}`;
const copy = "RESTORE DATABASE [$db] FROM DISK = N'$bak' WITH NORECOVERY";
/** A copy on the second instance that is ready to be the mirror. */
const seeded: readonly Step[] = [full, log(1), on(2, copy), on(2, restoreLog(1))];
const mirrored: readonly Step[] = [...seeded, on(2, partner(1)), partner(2)];

/** The service of the second instance is stopped while the row runs. */
const cut: Step = (row) => {
  row.instance(2).stop();
  row.until(() => row.instance(2).start());
};

export const ofMirroring: readonly Row[] = [
  {
    number: 954,
    when: 'the mirror is to be backed up',
    given: mirrored,
    statement: on(2, "BACKUP DATABASE [$db] TO DISK = N'$trn5'"),
    severity: 14,
    text: /^The database "\w+" cannot be opened\. It is acting as a mirror database\.$/,
  },
  {
    number: 1405,
    when: 'the database is mirrored already',
    given: mirrored,
    statement: partner(3),
    text: /^The database "\w+" is already enabled for database mirroring\.$/,
  },
  {
    number: 1407,
    when: 'the remote copy is another database',
    given: [
      full,
      'CREATE DATABASE [$db x]',
      on(2, 'CREATE DATABASE [$db]'),
      on(2, "BACKUP DATABASE [$db] TO DISK = N'$trn5'"),
      on(2, "RESTORE DATABASE [$db] FROM DISK = N'$trn5' WITH NORECOVERY, REPLACE"),
      on(2, partner(1)),
    ],
    statement: partner(2),
    text: /is not related to the local copy of the database\.$/,
  },
  {
    number: 1408,
    when: 'the copy was not restored to its end',
    given: [full, (row) => row.interrupted(restoreFull)],
    statement: partner(2),
    text: /^The remote copy of database "\w+" is not recovered far enough to enable database mirroring\./,
  },
  {
    number: 1412,
    when: 'log that the copy needs has been backed up and freed',
    given: [...seeded, log(2), log(3), on(2, partner(1))],
    statement: partner(2),
    text: /^The remote copy of database "\w+" has not been rolled forward to a point in time that is encompassed in the local copy of the database log\.$/,
  },
  {
    number: 1416,
    when: 'the database is not mirrored',
    statement: set('PARTNER OFF'),
    text: /^Database "\w+" is not configured for database mirroring\.$/,
  },
  {
    number: 1418,
    when: 'no endpoint listens at the address',
    given: seeded,
    statement: "ALTER DATABASE [$db] SET PARTNER = 'TCP://nobody.contoso.com:5022'",
    text: /^The server network address "TCP:\/\/nobody\.contoso\.com:5022" can not be reached or does not exist\./,
  },
  {
    number: 1447,
    when: 'the mirror is gone and the principal is to fail over',
    given: [...mirrored, cut],
    statement: set('PARTNER FAILOVER'),
    text: /^ALTER DATABASE "\w+" command cannot be executed until both partner server instances are up, running, and connected\./,
  },
  {
    number: 1426,
    when: 'the mirror is gone and a witness is to join',
    given: [...mirrored, cut],
    statement: set("WITNESS = '$e3'"),
    text: /^To issue ALTER DATABASE SET WITNESS, all three server instances must be interconnected/,
  },
  {
    number: 1448,
    when: 'the partner has no copy',
    given: [full],
    statement: partner(2),
    text: /^The remote copy of database "\w+" does not exist\./,
  },
  {
    number: 1449,
    when: 'the address is none',
    statement: "ALTER DATABASE [$db] SET PARTNER = 'sql2'",
    text: /invalid server connection string\.$/,
  },
  {
    number: 1452,
    when: 'the partner is the server itself',
    statement: partner(1),
    text: /^The partner server instance name must be distinct/,
  },
  {
    number: 1455,
    when: 'service is forced on the principal',
    given: mirrored,
    statement: set('PARTNER FORCE_SERVICE_ALLOW_DATA_LOSS'),
    text: /^The database mirroring service cannot be forced for database "\w+"/,
  },
  {
    number: 1456,
    when: 'the witness cannot be reached',
    given: mirrored,
    statement: "ALTER DATABASE [$db] SET WITNESS = 'TCP://nobody.contoso.com:5022'",
    text: /^The ALTER DATABASE command could not be sent to the remote server instance 'TCP:\/\/nobody\.contoso\.com:5022'\./,
  },
  {
    number: 1460,
    when: 'the copy mirrors another principal',
    given: [...seeded, on(2, partner(3))],
    statement: partner(2),
    text: /is already configured for database mirroring on the remote server\./,
  },
  {
    number: 1464,
    when: 'the copy is online',
    given: [...seeded, on(2, recovery)],
    statement: partner(2),
    text: /is not in a recovering state which is required for a mirror database/,
  },
  {
    number: 1465,
    when: 'the recovery model is SIMPLE',
    given: [...seeded, set('RECOVERY SIMPLE')],
    statement: partner(2),
    text: /is not in full recovery mode on each of the server instances\./,
  },
  {
    number: 1468,
    when: 'a mirrored database is to be SIMPLE',
    given: mirrored,
    statement: set('RECOVERY SIMPLE'),
    text: /^The operation cannot be performed on database "\w+" because it is involved in a database mirroring session/,
  },
  {
    number: 1468,
    when: 'the tail of a mirrored database is taken',
    given: mirrored,
    statement: `${log(2)} WITH NORECOVERY`,
    text: /involved in a database mirroring session/,
  },
  {
    number: 1470,
    when: 'the mirror is asked to fail over',
    given: mirrored,
    statement: on(2, set('PARTNER FAILOVER')),
    text: /may only be initiated on the current principal server for database "\w+"\.$/,
  },
  {
    number: 1473,
    when: 'Standard edition is to mirror asynchronously',
    given: mirrored,
    statement: set('PARTNER SAFETY OFF'),
    text: /^This SQL Server edition does not allow changing the safety level\./,
  },
  {
    number: 1476,
    when: 'the timeout is beyond its limit',
    given: mirrored,
    statement: set('PARTNER TIMEOUT 40000'),
    text: /^Database mirroring timeout value 40000 exceeds the maximum value 32767\.$/,
  },
  {
    number: 1478,
    when: 'no log backup was restored on the copy',
    given: [full, on(2, copy), on(2, partner(1))],
    statement: partner(2),
    text: /has insufficient transaction log data to preserve the log backup chain of the principal database\./,
  },
  {
    number: 1488,
    when: 'the database is in single-user mode',
    given: [...seeded, set('SINGLE_USER')],
    statement: partner(2),
    text: /is in single user mode which is incompatible with participating in database mirroring/,
  },
  {
    number: 3104,
    when: 'the principal is to be restored over',
    given: mirrored,
    statement: restoreFull,
    text: /^RESTORE cannot operate on database '\w+' because it is configured for database mirroring or has joined an availability group\./,
  },
  {
    number: 3104,
    when: 'the mirror is to be restored over',
    given: mirrored,
    statement: on(2, restoreFull),
    text: /because it is configured for database mirroring/,
  },
  {
    number: 3743,
    when: 'a mirrored database is to be dropped',
    given: mirrored,
    statement: 'DROP DATABASE [$db]',
    text: /^The database '\w+' is enabled for database mirroring\. Database mirroring must be removed before you drop the database\.$/,
  },
  {
    number: 927,
    when: 'a database that is being restored is opened',
    given: restoring,
    statement: 'USE [$db]',
    severity: 14,
    state: 2,
    text: /^Database '\w+' cannot be opened\. It is in the middle of a restore\.$/,
  },
  {
    number: 5052,
    when: 'a database that is being restored is altered',
    given: restoring,
    statement: set('MULTI_USER'),
    text: /^ALTER DATABASE is not permitted while a database is in the Restoring state\.$/,
  },
  {
    number: 5063,
    when: 'a database in standby is altered',
    given: [full, "RESTORE DATABASE [$db] FROM DISK = N'$bak' WITH STANDBY = N'$undo', REPLACE"],
    statement: set('RECOVERY SIMPLE'),
    text: /^Database '\w+' is in warm standby\. A warm-standby database is read-only\.$/,
  },
  {
    number: 5069,
    when: 'an ALTER DATABASE is refused',
    given: restoring,
    statement: set('MULTI_USER'),
    text: /^ALTER DATABASE statement failed\.$/,
  },
  {
    number: 226,
    when: 'ALTER DATABASE stands in a transaction',
    statement: `BEGIN TRANSACTION; ${set('MULTI_USER')}`,
    text: /^ALTER DATABASE statement not allowed within multi-statement transaction\.$/,
  },
];
