/** Metadata functions: OBJECT_ID, OBJECT_NAME, DATABASEPROPERTYEX ("Metadata Functions (Transact-SQL)"). */
import type { Metadata, SqlValue } from '../contract';
import { objectIdOf } from './catalog/tables';
import type { Database } from './database';
import { databaseNotUsable } from './database-access';
import type { Catalogue, Service } from './ports';

const properties: Readonly<Record<string, (database: Database, instance: Service) => SqlValue>> = {
  // It has no word for RECOVERY_PENDING.
  status: ({ state, failedToStart }) => (failedToStart ? 'SUSPECT' : state),
  recovery: ({ recoveryModel }) => recoveryModel,
  useraccess: ({ userAccess }) => userAccess,
  updateability: ({ inStandby, state }) => (inStandby || state === 'EMERGENCY' ? 'READ_ONLY' : 'READ_WRITE'),
  isinstandby: ({ inStandby }) => Number(inStandby),
  collation: ({ state, collation }) => (state === 'ONLINE' ? collation : null),
  /** Of its files now; NULL while it is not started. */
  version: ({ state }, { release }) => (state === 'ONLINE' ? release.databaseVersion : null),
};

export const metadataOf = (instance: Service & Catalogue): Metadata => ({
  objectId({ database: named, schema, name }, inside) {
    const database = instance.find(named ?? inside);
    if (!database || databaseNotUsable(database) || (schema ?? 'dbo').toLowerCase() !== 'dbo') return null;
    return database.table(name) ? objectIdOf(name) : null;
  },
  objectName: (id, inside) => instance.find(inside)?.tables.find(([name]) => objectIdOf(name) === id)?.[0] ?? null,
  databaseProperty(name, property) {
    const database = instance.find(name);
    return (database && properties[property.toLowerCase()]?.(database, instance)) ?? null;
  },
});
