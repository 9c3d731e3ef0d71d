/** Looks at a database and its backups that looks and operations share. */
import type { SqlServer } from '../adapters/sql-server';
import type {
  BackupHeaderRow,
  DatabaseFileRow,
  DatabaseStateRow,
  LookRows,
  RestoredBackupRow,
  SessionRow,
} from '../adapters/sql-server/sql-rows';
import { isRefusal, refusal, setback } from '../failure';
import { failures } from '../../domain/failures';
import type { DatabaseFacts } from '../../domain/observation';
import { instanceName, type DatabaseName, type Store } from '../../domain/topology/pool';
import type { Tools } from '../context';
import { headerReader } from './headers';

type Sql = Pick<Tools, 'sql'>;
type Headers = Pick<Tools, 'sql' | 'headers'>;

export async function stateOf(
  { sql }: Sql,
  store: Store,
  database: DatabaseName,
): Promise<DatabaseStateRow | undefined> {
  return (await sql.query(store, 'database-state', { database }))[0];
}

/** @throws SqlServerError, PermissionDenied where this login would not see them. */
export const sessionsOf = ({ sql }: Sql, store: Store, database: DatabaseName): Promise<SessionRow[]> =>
  shown(sql, store, () => sql.query(store, 'sessions-of-database', { database }));

/** Backups or restores that run there, whoever started them. @throws like `sessionsOf`. */
export const runningOn = (
  { sql }: Sql,
  store: Store,
  command: 'BACKUP' | 'RESTORE',
): Promise<LookRows['running-requests'][]> =>
  shown(sql, store, () => sql.query(store, 'running-requests', { command }));

/** A login without sysadmin is shown less, and no error says so: nothing is nothing only for one that sees all. */
async function shown<Row>(sql: SqlServer, store: Store, look: () => Promise<Row[]>): Promise<Row[]> {
  const rows = await look();
  if (rows.length > 0 || (await sql.query(store, 'server-facts', {}))[0]?.sysadmin !== false) return rows;
  throw refusal(
    'PermissionDenied',
    `${named(store)}: this login is not sysadmin any more, so it is not shown all. ${failures.PermissionDenied.remedy}`,
  );
}

/** The header of a one-set backup file, as that instance reads it. @throws SqlServerError for a file that is no whole backup. */
export const headerOf = async (tools: Headers, store: Store, file: string): Promise<BackupHeaderRow> =>
  (await headerReader(tools, store)).read(file);

/** The same; `undefined` when what was read is no whole backup. A lost answer says nothing, and is thrown. */
export async function wholeHeaderOf(tools: Headers, store: Store, file: string): Promise<BackupHeaderRow | undefined> {
  try {
    return await headerOf(tools, store, file);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return undefined;
  }
}

export async function lastRestored(
  { sql }: Sql,
  store: Store,
  what: 'full' | 'log',
): Promise<RestoredBackupRow | undefined> {
  return (await sql.query(store, what === 'full' ? 'last-full-restored' : 'last-log-restored', { database: 'mgc' }))[0];
}

/** The recovery path that mgc is on, which every log backup of its present chain ends on. @throws when it is not online. */
export async function recoveryPathOf({ sql }: Sql, store: Store): Promise<LookRows['recovery-fork']> {
  const [row] = await sql.query(store, 'recovery-fork', { database: 'mgc' });
  if (row === undefined) throw setback('DatabaseInTransition', `mgc on ${named(store)} is not online.`);
  return row;
}

export const filesOn = ({ sql }: Sql, store: Store): Promise<DatabaseFileRow[]> =>
  shown(sql, store, () => sql.query(store, 'database-files', { database: 'mgc' }));

/** The same files as a plan and a restore speak of them. */
export const placesOf = (files: readonly DatabaseFileRow[]): DatabaseFacts['files'] =>
  files.map(({ logicalName, physicalName, type }) => ({
    logical: logicalName,
    physical: physicalName,
    isLog: type === 'LOG',
  }));

export const named = (store: Store): string => instanceName(store);
