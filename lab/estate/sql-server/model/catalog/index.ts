/** Which table a name means: a view of the server, a view of one database, msdb, or a user table. */
import type { ObjectName, SessionFacts, VirtualTable } from '../../contract';
import type { Database } from '../database';
import { secondsFor } from '../long-work';
import type { Catalogue, Clock, Mirroring, Service, Sessions, Storage } from '../ports';
import { userTable } from '../user-table';
import { databasePrincipals } from './database-principals';
import * as databaseViews from './databases';
import * as serverViews from './server';
import * as sessionViews from './sessions';
import { partitionStats, tables } from './tables';

type Asked = Service & Clock & Sessions & Catalogue & Mirroring & Storage;

const serverWide: Readonly<Record<string, (instance: Asked) => VirtualTable>> = {
  databases: databaseViews.databases,
  database_mirroring: databaseViews.databaseMirroring,
  database_recovery_status: databaseViews.recoveryStatus,
  master_files: databaseViews.masterFiles,
  dm_exec_sessions: sessionViews.execSessions,
  dm_exec_requests: sessionViews.execRequests,
  dm_exec_connections: sessionViews.execConnections,
  sysprocesses: sessionViews.sysprocesses,
  dm_server_services: serverViews.serverServices,
  server_principals: serverViews.serverPrincipals,
  server_role_members: serverViews.serverRoleMembers,
  database_mirroring_endpoints: serverViews.mirroringEndpoints,
  tcp_endpoints: serverViews.tcpEndpoints,
};

const ofDatabase: Readonly<Record<string, (database: Database, instance: Service & Catalogue) => VirtualTable>> = {
  database_principals: databasePrincipals,
  dm_db_partition_stats: partitionStats,
  tables,
};

/** Every view, as FROM names it in a database. */
export const systemViews: readonly string[] = Object.keys({ ...serverWide, ...ofDatabase }).map(
  (name) => `sys.${name}`,
);

/** Views of SQL Server 2000 that also answer to `dbo`. */
const compatibility = ['sysprocesses'];

/** @throws SqlError of the database that cannot be opened. */
export function tableOf(name: ObjectName, session: SessionFacts, instance: Asked): VirtualTable | undefined {
  const database = instance.find(name.database ?? session.database);
  if (!database) return undefined;
  instance.openDatabase(database.name, session);
  const schema = name.schema?.toLowerCase();
  const table = name.name.toLowerCase();
  if (schema === 'sys' || (compatibility.includes(table) && (schema ?? 'dbo') === 'dbo')) {
    const view = serverWide[table]?.(instance);
    if (view !== undefined) return { ...view, collation: instance.collation };
    const own = ofDatabase[table]?.(database, instance);
    return own && { ...own, collation: database.collation };
  }
  if (schema !== undefined && schema !== 'dbo') return undefined;
  if (database.name === 'msdb') return instance.msdb.table(table);
  const found = database.table(table);
  return (
    found && {
      ...userTable(found[0], found[1], database, instance.transactions),
      collation: database.collation,
      scanned: ({ signal }) =>
        instance.clock
          .lasts(secondsFor(bytesOf(found[0], database), instance.throughput), signal)
          // Whoever has lost patience is not answered.
          .catch(() => undefined),
    }
  );
}

/** Its part of the data, by its part of the rows: what the lab models of a size stands in no row. */
function bytesOf(table: string, { files, tables: all }: Database): number {
  const data = files.filter(({ type }) => type === 'ROWS').reduce((sum, { size }) => sum + size, 0);
  const rowsOf = (name: string): number => all.find(([known]) => known === name)?.[1].rows.size ?? 0;
  const total = all.reduce((sum, [, { rows }]) => sum + rows.size, 0);
  return total === 0 ? 0 : (data * rowsOf(table)) / total;
}
