/** Refusals and messages of RESTORE: files, media sets and where a database goes. */
import fs from 'node:fs';
import { differential, full, log, on, recovery, restoreFull, restoring, share } from './table';
import type { Row, Situation } from './table';

const ofBak = (options: string): string => `RESTORE DATABASE [$db] FROM DISK = N'$bak' WITH ${options}`;
const stripe = "DISK = N'$str1', DISK = N'$str2'";
/** Backed up by a server of another version. */
const writtenBy =
  (major: number) =>
  (row: Situation): void =>
    row.edit('$bak', (text) => text.replace(/"versionMajor":\d+/, `"versionMajor":${String(major)}`));
const cutOff = (row: Situation): void => row.edit('$bak', (text) => text.slice(0, text.length - 40));

export const ofRestores: readonly Row[] = [
  {
    number: 3014,
    when: 'a restore is complete',
    given: [full],
    statement: restoreFull,
    severity: 0,
    text: /^RESTORE DATABASE successfully processed \d+ pages in/,
  },
  {
    number: 3014,
    when: 'a database is recovered',
    given: restoring,
    statement: recovery,
    severity: 0,
    text: /^RESTORE DATABASE successfully processed 0 pages in/,
  },
  {
    number: 3262,
    when: 'a set is whole',
    given: [full],
    statement: "RESTORE VERIFYONLY FROM DISK = N'$bak'",
    severity: 0,
    text: /^The backup set on file 1 is valid\.$/,
  },
  {
    number: 3013,
    when: 'a restore is refused',
    statement: restoreFull,
    text: /^RESTORE DATABASE is terminating abnormally\.$/,
  },
  {
    number: 3132,
    when: 'one file of a stripe is missing',
    given: [`BACKUP DATABASE [$db] TO ${stripe}`],
    statement: "RESTORE DATABASE [$db] FROM DISK = N'$str1' WITH REPLACE",
    text: /^The media set has 2 media families but only 1 are provided\./,
  },
  {
    number: 3135,
    when: 'a log backup is restored as a database',
    given: [full, log(1)],
    statement: "RESTORE DATABASE [$db] FROM DISK = N'$trn1' WITH REPLACE",
    text: /was created by BACKUP LOG and cannot be used for this restore operation\.$/,
  },
  {
    number: 3135,
    when: 'a differential backup is restored as a log',
    given: [full, differential, restoreFull],
    statement: "RESTORE LOG [$db] FROM DISK = N'$dif' WITH NORECOVERY",
    text: /was created by BACKUP DATABASE WITH DIFFERENTIAL and cannot/,
  },
  {
    number: 3141,
    when: 'the backup of a database is restored over a copy of another name',
    given: [full, on(2, "RESTORE DATABASE [$db copy] FROM DISK = N'$bak'")],
    statement: on(2, "RESTORE DATABASE [$db copy] FROM DISK = N'$bak'"),
    text: /^The database to be restored was named '\w+'\. Reissue the statement using the WITH REPLACE option to overwrite the '\w+ copy' database\.$/,
  },
  {
    number: 3142,
    when: 'a file of that name is there',
    given: [full, (row) => fs.writeFileSync(row.file(`${share}\\$db.mdf`), '')],
    statement: on(2, ofBak(`MOVE N'$db' TO N'${share}\\$db.mdf'`)),
    text: /^File ".+" cannot be restored over the existing ".+"\./,
  },
  {
    number: 1834,
    when: 'the file belongs to another database',
    given: [full],
    statement: "RESTORE DATABASE [$db other] FROM DISK = N'$bak'",
    text: /^The file '.+' cannot be overwritten\. {2}It is being used by database '\w+'\.$/,
  },
  {
    number: 3154,
    when: 'the backup is of another database',
    state: 4,
    given: ["BACKUP DATABASE model TO DISK = N'$bak'"],
    statement: ofBak('RECOVERY'),
    text: /^The backup set holds a backup of a database other than the existing '\w+' database\.$/,
  },
  {
    number: 3156,
    when: 'the folder of a file is missing',
    given: [full],
    statement: on(2, ofBak("MOVE N'$db' TO N'D:\\none\\a.mdf'")),
    text: /^File '\w+' cannot be restored to 'D:\\none\\a\.mdf'\. Use WITH MOVE to identify a valid location for the file\.$/,
  },
  {
    number: 3168,
    when: 'a system database comes from another version',
    given: ["BACKUP DATABASE model TO DISK = N'$bak'", writtenBy(10)],
    statement: "RESTORE DATABASE model FROM DISK = N'$bak' WITH REPLACE",
    text: /^The backup of the system database on the device .+ cannot be restored because it was created by a different version of the server \(10\.00\.\d+\) than this server \(11\./,
  },
  {
    number: 3169,
    when: 'the backup comes from a newer server',
    given: [full, writtenBy(12)],
    statement: restoreFull,
    text: /^The database was backed up on a server running version 12\.00\.\d+\. That version is incompatible with this server, which is running version 11\./,
  },
  {
    number: 3176,
    when: 'two files are moved to one',
    given: [full],
    statement: on(2, ofBak(`MOVE N'$db' TO N'${share}\\x', MOVE N'$db_log' TO N'${share}\\x'`)),
    text: /^File '.+' is claimed by '\w+'\(1\) and '\w+_log'\(2\)\./,
  },
  {
    number: 3187,
    when: 'the set has no checksums',
    given: [full],
    statement: ofBak('CHECKSUM, REPLACE'),
    text: /does not contain checksum information\.$/,
  },
  {
    number: 3189,
    when: 'the set is damaged',
    given: [full, (row) => row.edit('$bak', (text) => text.replace('"snapshot"', '"snapshit"'))],
    statement: restoreFull,
    text: /^Damage to the backup set was detected\.$/,
  },
  {
    number: 3201,
    when: 'the file is missing',
    state: 2,
    statement: restoreFull,
    text: /^Cannot open backup device '.+'\. Operating system error 2\(The system cannot find the file specified\.\)\.$/,
  },
  {
    number: 3203,
    when: 'the share goes away while the file is read',
    given: [full, (row) => row.failRead(64, 'The specified network name is no longer available.')],
    statement: restoreFull,
    text: /^Read on ".+" failed: 64\(The specified network name is no longer available\.\)$/,
  },
  {
    number: 3204,
    when: 'the client gives up',
    given: [full],
    statement: (row) => row.interrupted(restoreFull),
    text: /^The backup or restore was aborted\.$/,
  },
  {
    number: 3208,
    when: 'the file ends after its label',
    given: [full, (row) => row.edit('$bak', (text) => text.slice(0, text.indexOf('\n') + 1))],
    statement: restoreFull,
    text: /^Unexpected end of file while reading beginning of backup set\./,
  },
  {
    number: 3227,
    when: 'one file of a stripe is given twice',
    given: [`BACKUP DATABASE [$db] TO ${stripe}`],
    statement: "RESTORE DATABASE [$db] FROM DISK = N'$str1', DISK = N'$str1' WITH REPLACE",
    text: /is part of media family 1 which has already been processed on/,
  },
  {
    number: 3231,
    when: 'more files are given than the stripe has',
    given: [
      "BACKUP DATABASE [$db] TO DISK = N'$str1'",
      (row) => fs.copyFileSync(row.file('$str1'), row.file('$str2')),
      (row) => row.edit('$str2', (text) => text.replace('"familySequence":1', '"familySequence":2')),
    ],
    statement: `RESTORE DATABASE [$db] FROM ${stripe} WITH REPLACE`,
    text: /is formatted to support 1 media families, but 2 media families are expected/,
  },
  {
    number: 3258,
    when: 'the files are of two media sets',
    given: ["BACKUP DATABASE [$db] TO DISK = N'$str1'", "BACKUP DATABASE [$db] TO DISK = N'$str2'"],
    statement: `RESTORE DATABASE [$db] FROM ${stripe} WITH REPLACE`,
    text: /is not part of the media set that is currently being processed\./,
  },
  {
    number: 3234,
    when: 'MOVE names a file that is not in the set',
    given: [full],
    statement: ofBak(`MOVE N'nothing' TO N'${share}\\x', REPLACE`),
    text: /^Logical file 'nothing' is not part of database '\w+'\. Use RESTORE FILELISTONLY to list the logical file names\.$/,
  },
  {
    number: 3241,
    when: 'the file is no backup',
    given: [full, (row) => row.edit('$bak', () => 'notes of a meeting')],
    statement: restoreFull,
    text: /^The media family on device '.+' is incorrectly formed\. SQL Server cannot process this media family\.$/,
  },
  {
    number: 3254,
    when: 'the file is empty',
    given: [full, (row) => row.edit('$bak', () => '')],
    statement: restoreFull,
    text: /^The volume on device '.+' is empty\.$/,
  },
  {
    number: 3256,
    when: 'the backup was cut off',
    given: [full, cutOff],
    statement: restoreFull,
    text: /was terminated while it was being created and is incomplete\./,
  },
  {
    number: 3257,
    when: 'the disk is full',
    given: [full, (row) => row.until(row.estate.faults.fill(row.instance(2).dataFolder, row.instance(2).place.host))],
    statement: on(2, ofBak('NORECOVERY')),
    text: /^There is insufficient free space on disk volume 'D:\\' to create the database\. The database requires \d+ additional free bytes, while only 0 bytes are available\.$/,
  },
  {
    number: 3271,
    when: 'the disk cannot be read',
    given: [full, (row) => row.failRead(1117, 'The request could not be performed because of an I/O device error.')],
    statement: restoreFull,
    text: /^A nonrecoverable I\/O error occurred on file ".+:" 1117\(/,
  },
  {
    number: 3287,
    when: 'the header of the set is damaged',
    given: [full, (row) => row.edit('$bak', (text) => text.replace(/\{"end":.*/, '{"end":null}'))],
    statement: restoreFull,
    text: /^The file ID 1 on device '.+' is incorrectly formed and can not be read\.$/,
  },
  {
    number: 4037,
    when: 'the media set has another name',
    given: [`${full} WITH MEDIANAME = N'Monday'`],
    statement: ofBak("MEDIANAME = N'Tuesday', REPLACE"),
    text: /does not match the MEDIANAME "Monday"/,
  },
  {
    number: 4038,
    when: 'the file has no such set',
    given: [full],
    statement: ofBak('FILE = 9, REPLACE'),
    text: /^Cannot find file ID 9 on device '.+'\.$/,
  },
];
