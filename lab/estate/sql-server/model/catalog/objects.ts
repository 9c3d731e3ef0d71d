/** Views of one database: principals, tables, objects, columns, files (SQL Server 2012). */
import type { Column, VirtualTable } from '../../contract';
import { view } from '../columns';
import type { Database, UserTable } from '../database';
import type { Instance } from '../instance';
import { fileRows } from './databases';

export const firstTableId = 245_575_913;

const builtInPrincipals = [
  ['public', 0, 'R'],
  ['dbo', 1, 'S'],
  ['guest', 2, 'S'],
  ['INFORMATION_SCHEMA', 3, 'S'],
  ['sys', 4, 'S'],
  ['db_owner', 16_384, 'R'],
] as const;

const typeNames = { R: 'DATABASE_ROLE', S: 'SQL_USER', U: 'WINDOWS_USER' } as const;

export const databasePrincipals = (database: Database, instance: Instance): VirtualTable =>
  view(
    'name sysname not null, principal_id int not null, type char(1) not null, type_desc nvarchar(60), default_schema_name sysname, create_date datetime not null, ' +
      'modify_date datetime not null, owning_principal_id int, sid varbinary(85), is_fixed_role bit not null, authentication_type int not null, authentication_type_desc nvarchar(60) not null',
    () => [
      ...builtInPrincipals.map(([name, id, type]) => ({
        ...principal(name, id, type, database),
        sid: name === 'dbo' ? Buffer.from(instance.logins.find(database.owner)?.sid ?? '01', 'hex') : null,
        is_fixed_role: name === 'db_owner',
        ...authentication(name === 'dbo' ? 'S' : 'R'),
      })),
      ...database.users.map(({ name, type, sid }, index) => ({
        ...principal(name, index + 5, type, database),
        sid: Buffer.from(sid, 'hex'),
      })),
    ],
  );

const principal = (name: string, id: number, type: keyof typeof typeNames, database: Database) => ({
  name,
  principal_id: id,
  type,
  type_desc: typeNames[type],
  default_schema_name: type === 'R' ? null : 'dbo',
  create_date: database.createdAt,
  modify_date: database.createdAt,
  is_fixed_role: false,
  ...authentication(type),
});

/** Roles and the users without a login have none. */
const authentication = (type: keyof typeof typeNames) => ({
  authentication_type: { R: 0, S: 1, U: 3 }[type],
  authentication_type_desc: { R: 'NONE', S: 'INSTANCE', U: 'WINDOWS' }[type],
});

const objectColumns =
  'name sysname not null, object_id int not null, principal_id int, schema_id int not null, parent_object_id int not null, type char(2), type_desc nvarchar(60), ' +
  'create_date datetime not null, modify_date datetime not null, is_ms_shipped bit not null, is_published bit not null, is_schema_published bit not null';

/** sys.tables, and sys.objects where there is nothing but tables. */
export const tables = (database: Database): VirtualTable =>
  view(objectColumns, () =>
    database.tables().map(([name], index) => ({
      name,
      object_id: firstTableId + index * 16,
      schema_id: 1,
      parent_object_id: 0,
      type: 'U ',
      type_desc: 'USER_TABLE',
      create_date: database.createdAt,
      modify_date: database.createdAt,
      is_ms_shipped: false,
      is_published: false,
      is_schema_published: false,
    })),
  );

const eachColumn = <T>(
  database: Database,
  row: (column: Column, index: number, table: string, tableIndex: number) => T,
): T[] =>
  database
    .tables()
    .flatMap(([name, { columns }]: readonly [string, UserTable], tableIndex) =>
      columns.map((column, index) => row(column, index, name, tableIndex)),
    );

export const columns = (database: Database): VirtualTable =>
  view(
    'object_id int not null, name sysname, column_id int not null, max_length smallint not null, precision tinyint not null, scale tinyint not null, is_nullable bit, is_identity bit not null',
    () =>
      eachColumn(database, ({ name, type, nullable }, index, _, tableIndex) => ({
        object_id: firstTableId + tableIndex * 16,
        name,
        column_id: index + 1,
        max_length: type.length === 'max' ? -1 : (type.length ?? 8) * (type.name.startsWith('n') ? 2 : 1),
        precision: type.precision ?? 0,
        scale: type.scale ?? 0,
        is_nullable: nullable ?? true,
        is_identity: false,
      })),
  );

export const informationSchemaTables = (database: Database): VirtualTable =>
  view(
    'TABLE_CATALOG nvarchar(128), TABLE_SCHEMA nvarchar(128), TABLE_NAME sysname not null, TABLE_TYPE varchar(10)',
    () =>
      database.tables().map(([name]) => ({
        TABLE_CATALOG: database.name,
        TABLE_SCHEMA: 'dbo',
        TABLE_NAME: name,
        TABLE_TYPE: 'BASE TABLE',
      })),
  );

export const informationSchemaColumns = (database: Database): VirtualTable =>
  view(
    'TABLE_CATALOG nvarchar(128), TABLE_SCHEMA nvarchar(128), TABLE_NAME sysname not null, COLUMN_NAME sysname, ORDINAL_POSITION int, IS_NULLABLE varchar(3), DATA_TYPE nvarchar(128)',
    () =>
      eachColumn(database, ({ name, type, nullable }, index, table) => ({
        TABLE_CATALOG: database.name,
        TABLE_SCHEMA: 'dbo',
        TABLE_NAME: table,
        COLUMN_NAME: name,
        ORDINAL_POSITION: index + 1,
        IS_NULLABLE: nullable === false ? 'NO' : 'YES',
        DATA_TYPE: type.name,
      })),
  );

export const schemas = (): VirtualTable =>
  view('name sysname not null, schema_id int not null, principal_id int', () => [
    { name: 'dbo', schema_id: 1, principal_id: 1 },
    { name: 'INFORMATION_SCHEMA', schema_id: 3, principal_id: 3 },
    { name: 'sys', schema_id: 4, principal_id: 4 },
  ]);

export const databaseFiles = (database: Database): VirtualTable =>
  view(
    'file_id int not null, file_guid uid, type tinyint not null, type_desc nvarchar(60), data_space_id int not null, name sysname not null, physical_name nvarchar(260), ' +
      'state tinyint, state_desc nvarchar(60), size int not null, max_size int not null, growth int not null',
    () => fileRows(database),
  );
