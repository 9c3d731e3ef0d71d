/** What the activities on a SQL Server host work with, and the looks that several of them share. */
import type { AgentJobs } from '../adapters/agent-job';
import type { Share } from '../adapters/share';
import type { SqlServer } from '../adapters/sql-server';
import { backupHeaderLook } from '../adapters/sql-server/sql-files';
import type {
  BackupHeaderRow,
  DatabaseFileRow,
  DatabaseStateRow,
  RestoredBackupRow,
  SessionRow,
} from '../adapters/sql-server/sql-rows';
import { refusal } from '../attempt';
import type { DatabaseName } from '../signatures';
import type { DatabaseFacts } from '../../domain/observation';
import { instanceName, type Store, type Topology } from '../../domain/topology';

export interface SqlTools {
  readonly topology: Topology;
  readonly sql: SqlServer;
  readonly jobs: AgentJobs;
  readonly share: Share;
}

export async function stateOf(
  { sql }: Pick<SqlTools, 'sql'>,
  store: Store,
  database: DatabaseName,
): Promise<DatabaseStateRow | undefined> {
  return (await sql.query(store, 'database-state', { database }))[0];
}

export const sessionsOf = ({ sql }: SqlTools, store: Store, database: DatabaseName): Promise<SessionRow[]> =>
  sql.query(store, 'sessions-of-database', { database });

/** The header of a one-set backup file, as that instance reads it. @throws SqlServerError for a file that is no whole backup. */
export async function headerOf({ sql }: SqlTools, store: Store, file: string): Promise<BackupHeaderRow> {
  const [facts] = await sql.query(store, 'server-facts', {});
  const headers = await sql.query(store, backupHeaderLook(facts?.productVersion ?? '11'), { file });
  const [header] = headers;
  if (header === undefined) throw refusal('FileDamaged', `${file} holds no backup set.`);
  if (headers.length > 1)
    throw refusal(
      'WrongFile',
      `${file} holds ${String(headers.length)} backup sets; only files of one set are understood.`,
    );
  return header;
}

export async function lastRestored(
  { sql }: SqlTools,
  store: Store,
  what: 'full' | 'log',
): Promise<RestoredBackupRow | undefined> {
  return (await sql.query(store, what === 'full' ? 'last-full-restored' : 'last-log-restored', { database: 'mgc' }))[0];
}

export const filesOn = ({ sql }: SqlTools, store: Store): Promise<DatabaseFileRow[]> =>
  sql.query(store, 'database-files', { database: 'mgc' });

/** The same files as a plan and a restore speak of them. */
export const placesOf = (files: readonly DatabaseFileRow[]): DatabaseFacts['files'] =>
  files.map(({ logicalName, physicalName, type }) => ({
    logical: logicalName,
    physical: physicalName,
    isLog: type === 'LOG',
  }));

export const named = (store: Store): string => instanceName(store);
