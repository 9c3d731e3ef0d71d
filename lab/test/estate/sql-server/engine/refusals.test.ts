/** What SQL Server refuses, with number, severity, state, line and text ("Database Engine Events and Errors"). */
import { aNight, errorsOf, ordinary } from '../support';
import type { Night } from '../support';

interface Refusal {
  readonly lesson: string;
  readonly text: string;
  /** `number,severity,state,line: text` of every error, in their order. */
  readonly told: readonly string[];
  readonly database?: string;
}

let night: Night;
beforeAll(async () => {
  night = await aNight();
});
afterAll(() => night.close());

const ofTheLanguage: readonly Refusal[] = [
  { lesson: 'a syntax error is 102', text: 'SELECT 1\nSELEC 2', told: ["102,15,1,2: Incorrect syntax near '2'."] },
  {
    lesson: 'a keyword out of place is 156',
    text: 'SELECT name FROM\nWHERE 1 = 1',
    told: ["156,15,1,2: Incorrect syntax near the keyword 'WHERE'."],
  },
  {
    lesson: 'a text without its end is 105',
    text: "SELECT 1\nSELECT 'abc",
    told: [
      "105,15,1,2: Unclosed quotation mark after the character string 'abc'.",
      "102,15,1,2: Incorrect syntax near 'abc'.",
    ],
  },
  {
    lesson: 'a misspelt column is 207',
    text: 'SELECT 1\nSELECT nam FROM sys.databases',
    told: ["207,16,1,2: Invalid column name 'nam'."],
  },
  {
    lesson: 'a misspelt column in the text of sp_executesql is 207 in the line of that text',
    text: "SELECT 1\nEXEC sp_executesql N'SELECT 1\n\nSELECT nam FROM sys.databases'",
    told: ["207,16,1,3: Invalid column name 'nam'."],
  },
  {
    lesson: 'a column of a table that is not there is 4104',
    text: 'SELECT nope.name FROM sys.databases d',
    told: ['4104,16,1,1: The multi-part identifier "nope.name" could not be bound.'],
  },
  {
    lesson: 'a missing object is 208',
    text: 'SELECT *\nFROM dbo.nothing',
    told: ["208,16,1,2: Invalid object name 'dbo.nothing'."],
  },
  {
    lesson: 'an object of a missing database is 208',
    text: 'SELECT * FROM nowhere.dbo.t',
    told: ["208,16,1,1: Invalid object name 'nowhere.dbo.t'."],
  },
  {
    lesson: 'a server that is not linked is 7202',
    text: 'SELECT 1\nSELECT * FROM [SQL9].mgc.dbo.tblChat',
    told: [
      "7202,11,2,2: Could not find server 'SQL9' in sys.servers. Verify that the correct server name was specified. If necessary, execute the stored procedure sp_addlinkedserver to add the server to sys.servers.",
    ],
  },
  {
    lesson: 'a missing function of the system is 208',
    text: 'SELECT * FROM sys.dm_nothing(1)',
    told: ["208,16,1,1: Invalid object name 'sys.dm_nothing'."],
  },
  {
    lesson: 'a missing database is 911',
    text: 'SELECT 1\nUSE nowhere',
    told: ["911,16,1,2: Database 'nowhere' does not exist. Make sure that the name is entered correctly."],
  },
  {
    lesson: 'a missing procedure is 2812',
    text: 'SELECT 1\nEXEC msdb.dbo.sp_nothing',
    told: ["2812,16,62,2: Could not find stored procedure 'msdb.dbo.sp_nothing'."],
  },
  {
    lesson: 'an undeclared variable is 137',
    text: 'SELECT 1\nSELECT @x',
    told: ['137,15,2,2: Must declare the scalar variable "@x".'],
  },
  {
    lesson: 'a missing argument is 201, at line 0 of the procedure',
    text: 'SELECT 1\nEXEC msdb.dbo.sp_add_jobstep',
    told: [
      "201,16,4,0: Procedure or function 'sp_add_jobstep' expects parameter '@step_name', which was not supplied.",
    ],
  },
  {
    lesson: 'too many arguments are 8144',
    text: "EXEC sp_addsrvrolemember 'a', 'b', 'c'",
    told: ['8144,16,2,0: Procedure or function sp_addsrvrolemember has too many arguments specified.'],
  },
  {
    lesson: 'an unknown argument is 8145',
    text: 'EXEC sp_addsrvrolemember @nope = 1',
    told: ['8145,16,2,0: @nope is not a parameter for procedure sp_addsrvrolemember.'],
  },
  {
    lesson: 'division by zero is 8134',
    text: 'SELECT 1\nSELECT 1 / 0',
    told: ['8134,16,1,2: Divide by zero error encountered.'],
  },
  {
    lesson: 'a text that is no number is 245',
    text: "SELECT CAST('a' AS int)",
    told: ["245,16,1,1: Conversion failed when converting the varchar value 'a' to data type int."],
  },
  {
    lesson: 'NULL where none may be is 515',
    text: 'CREATE TABLE #t (i int, n int NOT NULL)\nINSERT #t (i) VALUES (2)',
    told: [
      "515,16,2,2: Cannot insert the value NULL into column 'n', table 'tempdb.dbo.#t'; column does not allow nulls. INSERT fails.",
    ],
  },
  {
    lesson: 'the catalog takes no updates: 259',
    text: 'DELETE sys.databases',
    told: ['259,16,1,1: Ad hoc updates to system catalogs are not allowed.'],
  },
  {
    lesson: 'COMMIT without BEGIN is 3902',
    text: 'COMMIT',
    told: ['3902,16,1,1: The COMMIT TRANSACTION request has no corresponding BEGIN TRANSACTION.'],
  },
  {
    lesson: 'ROLLBACK without BEGIN is 3903',
    text: 'ROLLBACK',
    told: ['3903,16,1,1: The ROLLBACK TRANSACTION request has no corresponding BEGIN TRANSACTION.'],
  },
  {
    lesson: 'a transaction that a text leaves open is 266',
    text: "EXEC sp_executesql N'BEGIN TRAN'",
    told: [
      '266,16,2,1: Transaction count after EXECUTE indicates a mismatching number of BEGIN and COMMIT statements. Previous count = 0, current count = 1.',
    ],
  },
  { lesson: 'THROW ends the batch', text: "THROW 50001, 'out', 7; SELECT 1", told: ['50001,16,7,1: out'] },
  {
    lesson: 'an error of severity 20 is announced by 2745 and ends the session',
    text: "RAISERROR ('the end', 20, 3) WITH LOG",
    told: [
      expect.stringMatching(
        /^2745,16,2,1: Process ID \d+ has raised user error 50000, severity 20\. SQL Server is terminating this process\.$/,
      ) as string,
      '50000,20,3,1: the end',
    ],
  },
  {
    lesson: 'severity 19 wants WITH LOG: 2754',
    text: "RAISERROR ('x', 19, 1)",
    told: [
      '2754,16,1,1: Error severity levels greater than 18 can only be specified by members of the sysadmin role, using the WITH LOG option.',
    ],
  },
  {
    lesson: 'a savepoint wants a transaction: 628',
    text: 'SAVE TRAN a',
    told: ['628,16,1,1: Cannot issue SAVE TRANSACTION when there is no active transaction.'],
  },
  {
    lesson: 'an unknown savepoint is 6401',
    text: 'BEGIN TRAN ROLLBACK TRAN a',
    told: ['6401,16,1,1: Cannot roll back a. No transaction or savepoint of that name was found.'],
  },
  {
    lesson: 'an unknown DBCC is 2526',
    text: 'DBCC NOTHING',
    told: ['2526,16,1,1: Incorrect DBCC statement. Check the documentation for the correct DBCC syntax and options.'],
  },
  {
    lesson: 'FOR XML is not modelled and refused',
    text: "SELECT name FROM sys.databases FOR XML PATH('')",
    told: ["156,15,1,1: Incorrect syntax near the keyword 'FOR'."],
  },
];

const noServerState = [
  "300,14,1,1: VIEW SERVER STATE permission was denied on object 'server', database 'master'.",
  '297,16,1,1: The user does not have permission to perform this action.',
];
const denied = (permission: string, object: string, database = 'msdb', schema = 'dbo'): string =>
  `229,14,5,1: The ${permission} permission was denied on the object '${object}', database '${database}', schema '${schema}'.`;
const noCreateDatabase = "262,14,1,1: CREATE DATABASE permission denied in database 'master'.";
const noAlter = (database: string): readonly string[] => [
  `5011,14,1,1: User does not have permission to alter database '${database}', the database does not exist, or the database is not in a state that allows access checks.`,
  '5069,16,1,1: ALTER DATABASE statement failed.',
];
const ended = (statement: string): string => `3013,16,1,1: ${statement} is terminating abnormally.`;

const ofPermissions: readonly Refusal[] = [
  {
    lesson: 'BACKUP DATABASE is 262',
    text: "BACKUP DATABASE mgc TO DISK = 'D:\\x.bak'",
    told: ["262,14,1,1: BACKUP DATABASE permission denied in database 'mgc'.", ended('BACKUP DATABASE')],
  },
  {
    lesson: 'BACKUP LOG is 262',
    text: "BACKUP LOG mgc TO DISK = 'D:\\x.trn'",
    told: ["262,14,1,1: BACKUP LOG permission denied in database 'mgc'.", ended('BACKUP LOG')],
  },
  {
    lesson: 'RESTORE over a database is 3110',
    text: "RESTORE DATABASE mgc FROM DISK = 'D:\\x.bak'",
    told: ["3110,14,1,1: User does not have permission to RESTORE database 'mgc'.", ended('RESTORE DATABASE')],
  },
  {
    lesson: 'RESTORE of a new database is 262',
    text: "RESTORE DATABASE fresh FROM DISK = 'D:\\x.bak'",
    told: [noCreateDatabase, ended('RESTORE DATABASE')],
  },
  {
    lesson: 'a look into a backup is 262',
    text: "RESTORE HEADERONLY FROM DISK = 'D:\\x.bak'",
    told: [noCreateDatabase, ended('RESTORE HEADERONLY')],
  },
  { lesson: 'CREATE DATABASE is 262', text: 'CREATE DATABASE fresh', told: [noCreateDatabase] },
  {
    lesson: 'CREATE TABLE is 262',
    text: 'CREATE TABLE x (i int)',
    database: 'mgc',
    told: ["262,14,1,1: CREATE TABLE permission denied in database 'mgc'."],
  },
  { lesson: 'ALTER DATABASE is 5011', text: 'ALTER DATABASE mgc SET OFFLINE', told: noAlter('mgc') },
  { lesson: 'ALTER DATABASE of none is 5011', text: 'ALTER DATABASE nowhere SET OFFLINE', told: noAlter('nowhere') },
  {
    lesson: 'DROP DATABASE is 3701',
    text: 'DROP DATABASE mgc',
    told: ["3701,11,1,1: Cannot drop the database 'mgc', because it does not exist or you do not have permission."],
  },
  {
    lesson: 'a change of the owner is 15151',
    text: 'ALTER AUTHORIZATION ON DATABASE::mgc TO sa',
    told: ["15151,16,1,1: Cannot find the database 'mgc', because it does not exist or you do not have permission."],
  },
  {
    lesson: 'CREATE LOGIN is 15247',
    text: "CREATE LOGIN x WITH PASSWORD = 'Abc-123!'",
    told: ['15247,16,1,1: User does not have permission to perform this action.'],
  },
  {
    lesson: 'KILL is 6102',
    text: 'KILL 99',
    told: ['6102,14,1,1: User does not have permission to use the KILL statement.'],
  },
  {
    lesson: 'RAISERROR WITH LOG is 2778',
    text: "RAISERROR ('x', 16, 1) WITH LOG",
    told: ['2778,16,1,1: Only System Administrator can specify WITH LOG option for RAISERROR command.'],
  },
  {
    lesson: 'a database without a user for the login is 916',
    text: 'USE model',
    told: [
      `916,14,1,1: The server principal "${ordinary}" is not able to access the database "model" under the current security context.`,
    ],
  },
  { lesson: 'a DMV of the server is 300 and 297', text: 'SELECT * FROM sys.dm_exec_connections', told: noServerState },
  { lesson: 'services are 300 and 297', text: 'SELECT * FROM sys.dm_server_services', told: noServerState },
  { lesson: 'the log space is 300 and 297', text: 'DBCC SQLPERF(LOGSPACE)', told: noServerState },
  ...['sysjobs', 'sysjobhistory', 'sysjobactivity', 'log_shipping_secondary'].map((table): Refusal => ({
    lesson: `msdb.dbo.${table} is 229`,
    text: `SELECT * FROM msdb.dbo.${table}`,
    told: [denied('SELECT', table)],
  })),
  ...['sp_add_job', 'sp_start_job', 'sp_stop_job', 'sp_update_job', 'sp_delete_job'].map((procedure): Refusal => ({
    lesson: `msdb.dbo.${procedure} is 229`,
    text: `EXEC msdb.dbo.${procedure} @job_name = 'x'`,
    told: [denied('EXECUTE', procedure)],
  })),
];

test.each(ofTheLanguage)('$lesson', async ({ text, told, database }) => {
  expect(errorsOf(await night.ask(text, database === undefined ? {} : { database }))).toEqual(told);
});

test.each(ofPermissions)('for a login that is not sysadmin $lesson', async ({ text, told, database = 'master' }) => {
  expect(errorsOf(await night.ask(text, { login: ordinary, database }))).toEqual(told);
});

test('the history of backups is there for everybody', async () => {
  const { errors, sets } = await night.ask('SELECT COUNT(*) FROM msdb.dbo.backupset', { login: ordinary });
  expect([errors, sets[0]?.rows[0]?.[0]]).toEqual([[], expect.any(Number)]);
});
