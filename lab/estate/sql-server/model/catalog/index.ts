/** Which table a name means: a view of the server, a view of one database, msdb, or a user table. */
import type { ObjectName, SessionFacts, VirtualTable } from '../../contract';
import type { Database } from '../database';
import type { Instance } from '../instance';
import { userTable } from '../user-table';
import * as databaseViews from './databases';
import * as logViews from './log-space';
import * as objectViews from './objects';
import * as serverViews from './server';
import * as sessionViews from './sessions';
import { configurations } from '../dba/configuration';
import { mirroringWitnesses } from '../dba/witnesses';
import { activityViews } from '../dba/activity';
import { databaseViews as sizeViews } from '../dba/database-views';

const serverWide: Readonly<Record<string, (instance: Instance) => VirtualTable>> = {
  databases: databaseViews.databases,
  database_mirroring: databaseViews.databaseMirroring,
  master_files: databaseViews.masterFiles,
  dm_exec_sessions: sessionViews.execSessions,
  dm_exec_requests: sessionViews.execRequests,
  dm_exec_connections: sessionViews.execConnections,
  sysprocesses: sessionViews.sysprocesses,
  dm_server_services: serverViews.serverServices,
  server_principals: serverViews.serverPrincipals,
  sql_logins: serverViews.sqlLogins,
  database_mirroring_endpoints: serverViews.mirroringEndpoints,
  tcp_endpoints: serverViews.tcpEndpoints,
  configurations,
  database_mirroring_witnesses: mirroringWitnesses,
  servers: serverViews.servers,
  ...activityViews,
  dm_os_performance_counters: logViews.performanceCounters,
};

const ofDatabase: Readonly<Record<string, (database: Database, instance: Instance) => VirtualTable>> = {
  database_principals: objectViews.databasePrincipals,
  tables: objectViews.tables,
  objects: objectViews.tables,
  columns: objectViews.columns,
  schemas: objectViews.schemas,
  database_files: objectViews.databaseFiles,
  ...sizeViews,
  dm_db_log_space_usage: logViews.logSpaceUsage,
};

const informationSchema: Readonly<Record<string, (database: Database) => VirtualTable>> = {
  tables: objectViews.informationSchemaTables,
  columns: objectViews.informationSchemaColumns,
};

/** Every view, as FROM names it in a database. */
export const systemViews: readonly string[] = [
  ...Object.keys({ ...serverWide, ...ofDatabase }).map((name) => `sys.${name}`),
  ...Object.keys(informationSchema).map((name) => `information_schema.${name}`),
];

/** Views of SQL Server 2000 that also answer to `dbo`. */
const compatibility = ['sysprocesses'];

/** @throws SqlError of the database that cannot be opened. */
export function tableOf(name: ObjectName, session: SessionFacts, instance: Instance): VirtualTable | undefined {
  const database = instance.find(name.database ?? session.database);
  if (!database) return undefined;
  instance.openDatabase(database.name, session);
  const schema = name.schema?.toLowerCase();
  const table = name.name.toLowerCase();
  if (schema === 'sys' || (compatibility.includes(table) && (schema ?? 'dbo') === 'dbo')) {
    return serverWide[table]?.(instance) ?? ofDatabase[table]?.(database, instance);
  }
  if (schema === 'information_schema') return informationSchema[table]?.(database);
  if (schema !== undefined && schema !== 'dbo') return undefined;
  if (database.name === 'msdb') return instance.msdb.table(table);
  const found = database.table(table);
  return found && userTable(found[0], found[1], database, instance.transactions);
}
