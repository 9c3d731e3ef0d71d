/** Procedures that a DBA types: sp_helpdb, sp_helpfile, sp_spaceused, sp_configure, the error log, the mirroring monitor. */
import { SqlError } from '../../contract';
import type { Procedure, ProcedureCall, SqlType } from '../../contract';
import type { Database } from '../database';
import type { Instance } from '../instance';
import { spConfigure } from './configuration';
import { answer, textArgument } from '../procedures/answer';
import type { Procedures } from '../procedures/answer';
import { refusal } from '../refusals';
import { logSpaceOf } from '../log-space';

const sysname: SqlType = { name: 'nvarchar', length: 128 };
const int: SqlType = { name: 'int' };
const kilobytes = (bytes: number): string => `${String(Math.round(bytes / 1024))} KB`;
const megabytes = (bytes: number): string => `${(bytes / 1024 ** 2).toFixed(2)} MB`;

const refused = (number: number, text: string, severity = 16): SqlError =>
  new SqlError({ number, severity, state: 1, text });

const fileColumns =
  'name sysname, fileid smallint, filename nchar(260), filegroup nvarchar(128), size nvarchar(18), maxsize nvarchar(18), growth nvarchar(18), usage varchar(9)';

const filesOf = ({ files }: Database) =>
  files.map(({ logicalName, physicalName, size, type }, index) => ({
    name: logicalName,
    fileid: index + 1,
    filename: physicalName.padEnd(260),
    filegroup: type === 'LOG' ? null : 'PRIMARY',
    size: kilobytes(size),
    maxsize: 'Unlimited',
    growth: '10240 KB',
    usage: type === 'LOG' ? 'log only' : 'data only',
  }));

const statusOf = (database: Database): string =>
  [
    `Status=${database.state}`,
    'Updateability=' + (database.inStandby ? 'READ_ONLY' : 'READ_WRITE'),
    `UserAccess=${database.userAccess}`,
    `Recovery=${database.recoveryModel}`,
    'Version=706',
    'Collation=SQL_Latin1_General_CP1_CI_AS',
    'SQLSortOrder=52',
  ].join(', ');

/** @throws SqlError 15010. */
const spHelpdb = (instance: Instance): Procedure => ({
  parameters: [{ name: '@dbname', type: sysname, default: null }],
  run: async (call) => {
    const name = textArgument(call, '@dbname');
    const named = name === '' ? undefined : instance.find(name);
    if (name !== '' && !named) {
      throw refused(
        15010,
        `The database '${name}' does not exist. Supply a valid database name. To see available databases, use sys.databases.`,
      );
    }
    answer(
      call,
      'name sysname, db_size nvarchar(13), owner sysname, dbid smallint, created nvarchar(11), status nvarchar(600), compatibility_level tinyint',
      (named ? [named] : instance.held).map((database) => ({
        name: database.name,
        db_size: megabytes(database.sizeBytes).padStart(13),
        owner: database.owner,
        dbid: database.id,
        created: dayOf(database.createdAt),
        status: statusOf(database),
        compatibility_level: 110,
      })),
    );
    return named ? answer(call, fileColumns, filesOf(named)) : 0;
  },
});

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** `Nov 21 2026`, as CONVERT(nvarchar(11), date) writes it. */
const dayOf = (date: Date): string =>
  `${months[date.getUTCMonth()]!} ${String(date.getUTCDate()).padStart(2)} ${String(date.getUTCFullYear())}`;

/** @throws SqlError 15325 for a file that the database does not have. */
const spHelpfile = (instance: Instance): Procedure => ({
  parameters: [{ name: '@filename', type: sysname, default: null }],
  run: async (call) => {
    const wanted = textArgument(call, '@filename').toLowerCase();
    const { database } = call.session;
    const files = filesOf(instance.require(database)).filter(
      ({ name }) => wanted === '' || name.toLowerCase() === wanted,
    );
    if (files.length === 0)
      throw refused(15325, `The current database does not contain a file named '${textArgument(call, '@filename')}'.`);
    return answer(call, fileColumns, files);
  },
});

/** @throws SqlError 15009 for a table that is not there. */
const spSpaceused = (instance: Instance): Procedure => ({
  parameters: [
    { name: '@objname', type: { name: 'nvarchar', length: 776 }, default: null },
    { name: '@updateusage', type: { name: 'varchar', length: 5 }, default: 'false' },
  ],
  run: async (call) => {
    const database = instance.require(call.session.database);
    const wanted = textArgument(call, '@objname');
    if (wanted !== '') return tableSpace(call, wanted, database);
    const log = logSpaceOf(database);
    const used = database.sizeBytes - log.size + log.used;
    answer(call, 'database_name nvarchar(128), database_size varchar(18), unallocated_space varchar(18)', [
      {
        database_name: database.name,
        database_size: megabytes(database.sizeBytes),
        unallocated_space: megabytes(Math.max(0, database.sizeBytes - used)),
      },
    ]);
    return answer(call, 'reserved varchar(18), data varchar(18), index_size varchar(18), unused varchar(18)', [
      { reserved: kilobytes(used), data: kilobytes(used), index_size: '0 KB', unused: '0 KB' },
    ]);
  },
});

function tableSpace(call: ProcedureCall, wanted: string, database: Database): number {
  const bare = wanted.replace(/^.*\./, '').replace(/^\[(.*)\]$/, '$1');
  const found = database.table(bare);
  if (!found) {
    throw refused(
      15009,
      `The object '${wanted}' does not exist in database '${database.name}' or is invalid for this operation.`,
    );
  }
  return answer(
    call,
    'name nvarchar(128), rows char(20), reserved varchar(18), data varchar(18), index_size varchar(18), unused varchar(18)',
    [
      {
        name: found[0],
        rows: String(found[1].rows.size).padEnd(20),
        reserved: '72 KB',
        data: '8 KB',
        index_size: '8 KB',
        unused: '56 KB',
      },
    ],
  );
}

/** The current log of the server, as far as the model knows it: its start, and the backups and restores of msdb. */
function errorLog(instance: Instance, call: ProcedureCall): { LogDate: Date; ProcessInfo: string; Text: string }[] {
  const rowsOf = (table: string): Record<string, unknown>[] => {
    const found = instance.msdb.table(table);
    if (!found) return [];
    return [...found.rows(call.session)].map((row) =>
      Object.fromEntries(found.columns.map(({ name }, index) => [name, row[index]])),
    );
  };
  const note = 'This is an informational message only. No user action is required.';
  const backups = rowsOf('backupset')
    .filter(({ server_name }) => server_name === instance.name)
    .map((set) => ({
      LogDate: set['backup_finish_date'] as Date,
      ProcessInfo: 'Backup',
      Text: `${set['type'] === 'L' ? 'Log was' : 'Database'} backed up. Database: ${String(set['database_name'])}. ${note}`,
    }));
  const restores = rowsOf('restorehistory').map((restore) => ({
    LogDate: restore['restore_date'] as Date,
    ProcessInfo: 'Backup',
    Text: `${restore['restore_type'] === 'L' ? 'Log was' : 'Database was'} restored. Database: ${String(restore['destination_database_name'])}. ${note}`,
  }));
  const start = [
    'SQL Server is starting at normal priority base (=7).',
    'SQL Server is now ready for client connections.',
  ];
  return [
    ...start.map((line) => ({ LogDate: instance.startedAt, ProcessInfo: 'Server', Text: line })),
    ...[...backups, ...restores].sort((a, b) => a.LogDate.getTime() - b.LogDate.getTime()),
  ];
}

/** Log 0 of SQL Server (1) only; texts to search for narrow it. @throws SqlError 229, 22004 for a log that is not there. */
const readErrorLog =
  (name: string) =>
  (instance: Instance): Procedure => ({
    parameters: ['@p1', '@p2', '@p3', '@p4', '@p5', '@p6', '@p7'].map((parameter, index) => ({
      name: parameter,
      type: index < 2 ? int : { name: 'nvarchar', length: 255 },
      default: null,
    })),
    run: async (call) => {
      if (!call.session.isSysadmin) throw refusal(229, 'EXECUTE', name, 'mssqlsystemresource', 'sys');
      if (Number(call.arguments.get('@p1') ?? 0) !== 0 || Number(call.arguments.get('@p2') ?? 1) !== 1)
        throw refused(22004, "xp_readerrorlog() returned error 2, 'The system cannot find the file specified.'");
      const wanted = ['@p3', '@p4'].map((parameter) => textArgument(call, parameter).toLowerCase());
      const lines = errorLog(instance, call).filter(({ Text }) =>
        wanted.every((word) => Text.toLowerCase().includes(word)),
      );
      return answer(call, 'LogDate datetime, ProcessInfo nvarchar(50), Text nvarchar(max)', lines);
    },
  });

/** One row of now; the history table of the monitor is not modelled. @throws SqlError 15247, 32039. */
const spDbmMonitorResults = (instance: Instance): Procedure => ({
  parameters: [
    { name: '@database_name', type: sysname },
    { name: '@mode', type: int, default: 0 },
    { name: '@update_table', type: int, default: 0 },
  ],
  run: async (call) => {
    if (!call.session.isSysadmin)
      throw refused(
        32046,
        "Only members of the sysadmin fixed server role or the 'dbm_monitor' role in the msdb database can perform this operation.",
      );
    const name = textArgument(call, '@database_name');
    const database = instance.find(name);
    if (!database)
      throw refused(
        15010,
        `The database '${name}' does not exist. Supply a valid database name. To see available databases, use sys.databases.`,
      );
    const { mirroring } = database;
    if (!mirroring)
      throw refused(32039, `The database '${name}' is not being mirrored. No update of the base table was done.`);
    const now = instance.now();
    const states = ['SUSPENDED', 'DISCONNECTED', 'SYNCHRONIZING', 'PENDING_FAILOVER', 'SYNCHRONIZED'];
    return answer(
      call,
      'database_name sysname, role int, mirroring_state int, witness_status int, log_generation_rate int, unsent_log int, send_rate int, unrestored_log int, ' +
        'recovery_rate int, transaction_delay int, transactions_per_sec int, average_delay int, time_recorded datetime, time_behind datetime, local_time datetime',
      [
        {
          database_name: database.name,
          role: mirroring.role === 'PRINCIPAL' ? 1 : 2,
          mirroring_state: states.indexOf(mirroring.state),
          witness_status: mirroring.witness === undefined ? 0 : mirroring.witnessConnected ? 1 : 2,
          log_generation_rate: 0,
          unsent_log: 0,
          send_rate: 0,
          unrestored_log: 0,
          recovery_rate: 0,
          transaction_delay: 0,
          transactions_per_sec: 0,
          average_delay: 0,
          time_recorded: now,
          time_behind: now,
          local_time: now,
        },
      ],
    );
  },
});

export const dbaProcedures: Procedures = {
  sp_helpdb: spHelpdb,
  sp_helpfile: spHelpfile,
  sp_spaceused: spSpaceused,
  sp_configure: spConfigure,
  xp_readerrorlog: readErrorLog('xp_readerrorlog'),
  sp_readerrorlog: readErrorLog('xp_readerrorlog'),
  sp_dbmmonitorresults: spDbmMonitorResults,
};
