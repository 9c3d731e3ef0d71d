/** Refusals and messages of RESTORE: targets, order, recovery paths and stop points. */
import fs from 'node:fs';
import { as, differential, full, log, on, recovery, restoreFull, restoreLog, within } from './table';
import type { Row, Situation } from './table';

const ofBak = (options: string): string => `RESTORE DATABASE [$db] FROM DISK = N'$bak' WITH ${options}`;
const restoreDifferential = "RESTORE DATABASE [$db] FROM DISK = N'$dif' WITH NORECOVERY";
const future = "STOPAT = '2099-12-31T23:59:59'";
const past = "STOPAT = '2001-01-01T00:00:00'";
/** Backed up by a server of another version. */
const writtenBy =
  (major: number) =>
  (row: Situation): void =>
    row.edit('$bak', (text) => text.replace(/"versionMajor":\d+/, `"versionMajor":${String(major)}`));
/** Two paths: the second instance went on from the first log backup, and so did the first. */
const forked = [
  full,
  log(1),
  on(2, ofBak('NORECOVERY')),
  on(2, restoreLog(1)),
  on(2, recovery),
  on(2, log(7)),
  on(2, log(8)),
];

export const ofRestoreSequences: readonly Row[] = [
  {
    number: 951,
    when: 'a database of an older server is recovered',
    given: [full, writtenBy(10)],
    statement: ofBak('REPLACE'),
    severity: 0,
    text: /^Database '\w+' running the upgrade step from version 661 to version 662\.$/,
  },
  {
    number: 3101,
    when: 'a session is in the database',
    given: [
      full,
      (row) =>
        row
          .instance()
          .login({
            user: 'pchatdr',
            password: 'secret',
            database: row.db,
            hostName: 'h',
            programName: 'p',
            clientPid: 1,
          })
          .then((held) => row.until(() => held.close())),
    ],
    statement: restoreFull,
    text: /^Exclusive access could not be obtained/,
  },
  {
    number: 3102,
    when: 'the session itself is in the database',
    given: [full],
    statement: within(restoreFull),
    text: /^RESTORE cannot process database '\w+' because it is in use by this session\. It is recommended that the master database be used/,
  },
  {
    number: 3108,
    when: 'master is to be restored while others work',
    given: ["BACKUP DATABASE master TO DISK = N'$bak'"],
    statement: "RESTORE DATABASE master FROM DISK = N'$bak' WITH REPLACE",
    text: /^To restore the master database, the server must be running in single-user mode\./,
  },
  {
    number: 3110,
    when: 'the login does not own the database',
    given: [full],
    statement: as('chat', restoreFull),
    severity: 14,
    text: /^User does not have permission to RESTORE database '\w+'\.$/,
  },
  {
    number: 262,
    when: 'the login may not create the database',
    given: [full],
    statement: (row) => row.run(ofBak('NORECOVERY'), { on: 2, login: 'chat' }),
    severity: 14,
    text: /^CREATE DATABASE permission denied in database 'master'\.$/,
  },
  {
    number: 3117,
    when: 'the target of a log backup is online (SQL Server 2000 said 4306)',
    given: [full, log(1)],
    statement: restoreLog(1),
    text: /^The log or differential backup cannot be restored because no files are ready to rollforward\.$/,
  },
  {
    number: 3117,
    when: 'the target of a differential backup is online',
    given: [full, differential],
    statement: restoreDifferential,
    text: /no files are ready to rollforward/,
  },
  {
    number: 3118,
    when: 'a log backup comes before any database',
    given: [full, log(1)],
    statement: on(3, restoreLog(1)),
    text: /^The database "\w+" does not exist\. RESTORE can only create a database when restoring either a full backup/,
  },
  {
    number: 3119,
    when: 'the files have no place',
    given: [full],
    statement: on(2, ofBak("MOVE N'$db' TO N'Q:\\none\\a.mdf'")),
    text: /^Problems were identified while planning for the RESTORE statement\./,
  },
  {
    number: 3120,
    when: 'a differential backup is older than the copy',
    given: [full, differential, log(1), restoreFull, restoreLog(1)],
    statement: restoreDifferential,
    text: /already been restored to a point beyond the time covered by this backup set\.$/,
  },
  {
    number: 3121,
    when: 'a differential backup is of another path',
    given: [
      ...forked,
      differential,
      on(3, ofBak('NORECOVERY')),
      on(3, restoreLog(1)),
      on(3, restoreLog(7)),
      on(3, restoreLog(8)),
    ],
    statement: on(3, restoreDifferential),
    text: /^The file "\w+" is on a recovery path that is inconsistent with application of this backup set\./,
  },
  {
    number: 3136,
    when: 'a differential backup stands on a later full one',
    given: [full, "BACKUP DATABASE [$db] TO DISK = N'$trn2'", differential, restoreFull],
    statement: restoreDifferential,
    text: /^This differential backup cannot be restored because the database has not been restored to the correct earlier state\.$/,
  },
  {
    number: 3136,
    when: 'the base was restored from a COPY_ONLY backup',
    given: ["BACKUP DATABASE [$db] TO DISK = N'$trn2'", `${full} WITH COPY_ONLY`, differential, restoreFull],
    statement: restoreDifferential,
    text: /correct earlier state/,
  },
  {
    number: 3145,
    when: 'a SIMPLE database is to stop at a time',
    given: ['ALTER DATABASE [$db] SET RECOVERY SIMPLE', full],
    statement: ofBak(`REPLACE, ${future}`),
    text: /^The STOPAT option is not supported for databases that use the SIMPLE recovery model\.$/,
  },
  {
    number: 3147,
    when: 'tempdb is to be restored',
    given: [full],
    statement: "RESTORE DATABASE tempdb FROM DISK = N'$bak'",
    text: /not allowed on database tempdb\.$/,
  },
  {
    number: 3153,
    when: 'the database is recovered already',
    statement: recovery,
    text: /^The database is already fully recovered\.$/,
  },
  {
    number: 5133,
    when: 'the folder of a file is missing',
    given: [full],
    statement: on(2, ofBak("MOVE N'$db' TO N'D:\\none\\a.mdf'")),
    text: /^Directory lookup for the file "D:\\none\\a\.mdf" failed with the operating system error 3\(/,
  },
  {
    number: 5123,
    when: 'the service may not write into the folder',
    given: [full, (row) => row.until(row.estate.faults.deny(row.instance(2).dataFolder, row.instance(2).place.host))],
    statement: on(2, ofBak('NORECOVERY')),
    text: /^CREATE FILE encountered operating system error 5\(Access is denied\.\) while attempting to open or create the physical file/,
  },
  {
    number: 3159,
    when: 'the tail of the log is not backed up',
    given: [full],
    statement: ofBak('RECOVERY'),
    text: /^The tail of the log for the database "\w+" has not been backed up\. Use BACKUP LOG WITH NORECOVERY/,
  },
  {
    number: 3170,
    when: 'the standby file has no name',
    given: [full],
    statement: ofBak("STANDBY = N'', REPLACE"),
    text: /^The STANDBY filename is invalid\.$/,
  },
  {
    number: 3173,
    when: 'the stop time lies in a tail that is not backed up',
    given: [full],
    statement: ofBak(future),
    text: /^The STOPAT clause provided with this RESTORE statement indicates that the tail of the log/,
  },
  {
    number: 3180,
    when: 'a database that needs an upgrade is to be read in between',
    given: [full, writtenBy(10)],
    statement: ofBak("STANDBY = N'$undo', REPLACE"),
    text: /^This backup cannot be restored using WITH STANDBY because a database upgrade is needed\./,
  },
  {
    number: 3441,
    when: 'the standby file has gone',
    severity: 21,
    given: [full, log(1), ofBak("STANDBY = N'$undo', REPLACE"), (row) => fs.unlinkSync(row.file('$undo'))],
    statement: restoreLog(1),
    text: /^During startup of warm standby database '\w+' \(database ID \d+\), its standby file/,
  },
  {
    number: 4305,
    when: 'a log backup is missing',
    given: [full, log(1), log(2), restoreFull],
    statement: restoreLog(2),
    text: /^The log in this backup set begins at LSN \d+, which is too recent to apply to the database\. An earlier log backup that includes LSN \d+ can be restored\.$/,
  },
  {
    number: 4312,
    when: 'the chain began anew after the copy',
    given: [
      `${full} WITH COPY_ONLY`,
      "BACKUP DATABASE [$db] TO DISK = N'$trn8' WITH COPY_ONLY",
      "BACKUP DATABASE [$db] TO DISK = N'$trn9'",
      log(1),
      restoreFull,
    ],
    statement: restoreLog(1),
    text: /^This log cannot be restored because a gap in the log chain was created\./,
  },
  {
    number: 4319,
    when: 'the restore of another log backup was interrupted',
    given: [full, log(1), log(2), restoreFull, (row) => row.interrupted(restoreLog(1))],
    statement: recovery,
    text: /^A previous restore operation was interrupted and did not complete processing on file '\w+'\./,
  },
  {
    number: 4320,
    when: 'the full restore was interrupted',
    given: [full, log(1), (row) => row.interrupted(restoreFull)],
    statement: restoreLog(1),
    text: /^The file "\w+" was not fully restored by a database or file restore\./,
  },
  {
    number: 4322,
    when: 'the stop time lies beyond the log backup',
    severity: 0,
    given: [full, log(1), restoreFull],
    statement: `RESTORE LOG [$db] FROM DISK = N'$trn1' WITH ${future}, RECOVERY`,
    text: /^This backup set contains records that were logged before the designated point in time\. The database is being left in the restoring state/,
  },
  {
    number: 4326,
    when: 'the log backup is applied already',
    given: [full, log(1), log(2), restoreFull, restoreLog(1), restoreLog(2)],
    statement: restoreLog(1),
    text: /^The log in this backup set terminates at LSN \d+, which is too early to apply to the database\. A more recent log backup that includes LSN \d+ can be restored\.$/,
  },
  {
    number: 4329,
    when: 'the mark is not in the log backup',
    severity: 0,
    given: [full, log(1), restoreFull],
    statement: "RESTORE LOG [$db] FROM DISK = N'$trn1' WITH STOPATMARK = N'month end'",
    text: /^This log file contains records logged before the designated mark\./,
  },
  {
    number: 4330,
    when: 'the log backup is of another path',
    given: [...forked, log(2), log(3), log(4), on(3, ofBak('NORECOVERY')), on(3, restoreLog(1)), on(3, restoreLog(7))],
    statement: on(3, restoreLog(4)),
    text: /^This backup set cannot be applied because it is on a recovery path that is inconsistent with the database\./,
  },
  {
    number: 4333,
    when: 'the full restore was interrupted',
    given: [full, (row) => row.interrupted(restoreFull)],
    statement: recovery,
    text: /^The database cannot be recovered because the log was not restored\.$/,
  },
  {
    number: 4334,
    when: 'the mark is no LSN',
    given: [full, log(1), restoreFull],
    statement: "RESTORE LOG [$db] FROM DISK = N'$trn1' WITH STOPBEFOREMARK = N'lsn:next'",
    text: /^The named mark does not identify a valid LSN\.$/,
  },
  {
    number: 4335,
    when: 'the database has passed the stop time',
    given: [full, log(1), restoreFull],
    statement: `RESTORE LOG [$db] FROM DISK = N'$trn1' WITH NORECOVERY, ${past}`,
    text: /^The specified STOPAT time is too early\. All or part of the database is already rolled forward beyond that point\.$/,
  },
  {
    number: 4338,
    when: 'the stop time lies before the full backup',
    given: [full],
    statement: ofBak(`REPLACE, ${past}`),
    text: /^The STOPAT clause specifies a point too early to allow this backup set to be restored\./,
  },
  {
    number: 4340,
    when: 'a database is to stop at a mark',
    given: [full],
    statement: ofBak("REPLACE, STOPATMARK = N'month end'"),
    text: /restricted for use by RESTORE LOG statements only\./,
  },
  {
    number: 241,
    when: 'the stop time is none',
    given: [full, log(1), restoreFull],
    statement: "RESTORE LOG [$db] FROM DISK = N'$trn1' WITH STOPAT = 'soon'",
    text: /^Conversion failed when converting date and\/or time from character string\.$/,
  },
];
