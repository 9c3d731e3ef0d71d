/**
 * The T-SQL files of scripts/sql, read once at start: looks are queries with bound `@parameters`, acts are statements with
 * `$(variables)`. What stands here is the signature of each file; the files themselves are what DBAs review.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderSql, type Each } from '../../../domain/sql-text';
import type { LookRows } from './sql-rows';

type ValueType = 'text' | 'integer';
type ValueOf<Type extends ValueType> = Type extends 'integer' ? number : string;
type Values<Types> = { readonly [Name in keyof Types]: Types[Name] extends ValueType ? ValueOf<Types[Name]> : never };

const database = { database: 'text' } as const;
const databaseAndFile = { database: 'text', file: 'text' } as const;
const job = { job: 'text' } as const;
const fullRestore = {
  ...databaseAndFile,
  dataName: 'text',
  dataPath: 'text',
  logName: 'text',
  logPath: 'text',
} as const;
const logShippingPrimary = {
  database: 'text',
  backupDirectory: 'text',
  backupShare: 'text',
  backupRetention: 'integer',
  backupCompression: 'integer',
  backupThreshold: 'integer',
  historyRetention: 'integer',
} as const;
const logShippingSource = {
  primaryServer: 'text',
  database: 'text',
  sourceDirectory: 'text',
  destinationDirectory: 'text',
  fileRetention: 'integer',
} as const;
const logShippingSecondary = {
  secondaryDatabase: 'text',
  restoreDelay: 'integer',
  restoreAll: 'integer',
  restoreMode: 'integer',
  disconnectUsers: 'integer',
  restoreThreshold: 'integer',
  alert: 'integer',
  alertEnabled: 'integer',
  historyRetention: 'integer',
} as const;
const schedule = {
  enabled: 'integer',
  type: 'integer',
  interval: 'integer',
  subdayType: 'integer',
  subdayInterval: 'integer',
  relativeInterval: 'integer',
  recurrenceFactor: 'integer',
  startDate: 'integer',
  endDate: 'integer',
  startTime: 'integer',
  endTime: 'integer',
} as const;
const secondaryOfPrimary = { database: 'text', secondaryServer: 'text', secondaryDatabase: 'text' } as const;

/** Looks by file name: bound parameters, and variables where a name cannot be bound. */
export const looks = {
  'server-facts': { parameters: {}, variables: {} },
  'database-state': { parameters: database, variables: {} },
  'database-files': { parameters: database, variables: {} },
  'sessions-of-database': { parameters: database, variables: {} },
  'log-shipping-primary': { parameters: database, variables: {} },
  'log-shipping-secondary': { parameters: database, variables: {} },
  'recovery-fork': { parameters: database, variables: {} },
  'last-log-restored': { parameters: database, variables: {} },
  'last-full-restored': { parameters: database, variables: {} },
  'backup-sets': { parameters: { database: 'text', afterLsn: 'text' }, variables: {} },
  'newest-log-backup': { parameters: database, variables: {} },
  'log-backups-taken': { parameters: { database: 'text', fromLsn: 'text' }, variables: {} },
  'job-state': { parameters: job, variables: {} },
  'jobs-of-runs': { parameters: {}, variables: {} },
  'job-schedules': { parameters: job, variables: {} },
  'job-outcome': { parameters: { job: 'text', after: 'integer' }, variables: {} },
  'job-progress': { parameters: { program: 'text' }, variables: {} },
  'running-requests': { parameters: { command: 'text' }, variables: {} },
  'backup-header-2008r2': { parameters: { file: 'text' }, variables: {} },
  'backup-header-2012': { parameters: { file: 'text' }, variables: {} },
  'backup-header-2014': { parameters: { file: 'text' }, variables: {} },
  'backup-header-2022': { parameters: { file: 'text' }, variables: {} },
  'backup-files': { parameters: { file: 'text' }, variables: {} },
  'table-rows': { parameters: { table: 'text' }, variables: database },
  'newest-message': { parameters: {}, variables: database },
  'orphaned-users': { parameters: {}, variables: database },
} as const satisfies Record<
  keyof LookRows,
  { parameters: Record<string, ValueType>; variables: Record<string, ValueType> }
>;

/** Acts by file name, with their variables. */
export const acts = {
  'backup-database': databaseAndFile,
  'backup-database-copy-only': databaseAndFile,
  'backup-log-tail': databaseAndFile,
  'backup-log-tail-damaged': databaseAndFile,
  'verify-backup': { file: 'text' },
  'restore-database-recovery': fullRestore,
  'restore-database-norecovery': fullRestore,
  'restore-log': databaseAndFile,
  'recover-database': database,
  'set-multi-user': database,
  'set-offline': database,
  'set-online': database,
  'set-owner': { database: 'text', owner: 'text' },
  'repair-user': { user: 'text', login: 'text' },
  'kill-session': { session: 'integer' },
  'partner-off': database,
  'drop-database': database,
  'enable-job': job,
  'own-job': { job: 'text', owner: 'text' },
  'disable-job': job,
  'start-job': job,
  'stop-job': job,
  'delete-job': job,
  'add-job': { job: 'text', description: 'text', owner: 'text' },
  'add-job-step': { job: 'text', command: 'text' },
  'add-job-server': job,
  'add-job-schedule': { job: 'text', schedule: 'text', ...schedule },
  'update-schedule': { scheduleId: 'integer', ...schedule },
  'add-log-shipping-primary': { ...logShippingPrimary, backupJob: 'text' },
  'change-log-shipping-primary': logShippingPrimary,
  'add-log-shipping-primary-secondary': secondaryOfPrimary,
  'add-log-shipping-alert-job': {},
  'add-log-shipping-secondary-primary': { ...logShippingSource, copyJob: 'text', restoreJob: 'text' },
  'add-log-shipping-secondary-primary-monitored': {
    ...logShippingSource,
    copyJob: 'text',
    restoreJob: 'text',
    monitorServer: 'text',
    monitorSecurityMode: 'integer',
  },
  'change-log-shipping-secondary-primary': logShippingSource,
  'add-log-shipping-secondary-database': { ...logShippingSecondary, primaryServer: 'text', database: 'text' },
  'change-log-shipping-secondary-database': logShippingSecondary,
  'delete-log-shipping-secondary': database,
} as const satisfies Record<string, Record<string, ValueType>>;

export type LookName = keyof typeof looks;
export type ActName = keyof typeof acts;
export type SqlFileName = LookName | ActName;
export type LookValues<Name extends LookName> = Values<(typeof looks)[Name]['parameters']> &
  Values<(typeof looks)[Name]['variables']>;
export type ActValues<Name extends ActName> = Values<(typeof acts)[Name]>;

/** Where the files are, from the sources and from a compiled copy beside them. */
export const sqlFolder = join(__dirname, '..', '..', '..', 'scripts', 'sql');

/** What a file says to a reader is not part of the statement: plan, job step and history show the statement alone. */
const withoutHeader = (content: string): string =>
  content
    .replaceAll('\r\n', '\n')
    .replace(/^(?:--[^\n]*\n|\s*\n)*/, '')
    .trimEnd();

const texts: ReadonlyMap<string, string> = new Map(
  [...Object.keys(looks), ...Object.keys(acts)].map((name) => [
    name,
    withoutHeader(readFileSync(join(sqlFolder, `${name}.sql`), 'utf8')),
  ]),
);

/** The statement of a file, variables not filled in. */
export function sqlText(name: SqlFileName): string {
  const text = texts.get(name);
  if (text === undefined) throw new RangeError(`scripts/sql has no ${name}.sql`);
  return text;
}

type OrEach<Types> = { readonly [Name in keyof Types]: Types[Name] | Each };

/** The statement of an act, as `plan` prints it and the activity executes it. @throws SqlTextError for an unsafe value. */
export const actText = <Name extends ActName>(name: Name, values: OrEach<ActValues<Name>>): string =>
  renderSql(sqlText(name), values);

export interface PreparedLook {
  readonly text: string;
  readonly parameters: readonly { readonly name: string; readonly type: ValueType; readonly value: string | number }[];
}

/** A look with its variables filled in and its parameters to bind. @throws SqlTextError for an unsafe value. */
export function prepareLook<Name extends LookName>(name: Name, values: LookValues<Name>): PreparedLook {
  const given = values as Readonly<Record<string, string | number>>;
  const declared: { parameters: Record<string, ValueType>; variables: Record<string, ValueType> } = looks[name];
  const valueOf = (value: string): string | number => {
    const found = given[value];
    if (found === undefined) throw new RangeError(`${name}.sql needs a value for "${value}"`);
    return found;
  };
  const variables = Object.fromEntries(
    Object.keys(declared.variables).map((variable) => [variable, valueOf(variable)]),
  );
  return {
    text: renderSql(sqlText(name), variables),
    parameters: Object.entries(declared.parameters).map(([parameter, type]) => ({
      name: parameter,
      type,
      value: valueOf(parameter),
    })),
  };
}

/** The file that reads backup headers on an instance: the number of columns depends on its version. */
export function backupHeaderLook(
  productVersion: string,
): 'backup-header-2008r2' | 'backup-header-2012' | 'backup-header-2014' | 'backup-header-2022' {
  const [major = 0, , build = 0] = productVersion.split('.').map(Number);
  if (major < 11) return 'backup-header-2008r2';
  if (major >= 16) return 'backup-header-2022';
  // The encryption columns came with cumulative update 1 of SQL Server 2014.
  return major === 11 || (major === 12 && build < 2342) ? 'backup-header-2012' : 'backup-header-2014';
}
