/** sys.database_principals of one database (SQL Server 2012). */
import type { VirtualTable } from '../../contract';
import { view } from '../columns';
import type { Database } from '../database';
import type { Catalogue, Service } from '../ports';

const builtInPrincipals = [
  ['public', 0, 'R'],
  ['dbo', 1, 'S'],
  ['guest', 2, 'S'],
  ['INFORMATION_SCHEMA', 3, 'S'],
  ['sys', 4, 'S'],
  ['db_owner', 16_384, 'R'],
] as const;

const typeNames = { R: 'DATABASE_ROLE', S: 'SQL_USER', U: 'WINDOWS_USER' } as const;

export const databasePrincipals = (database: Database, instance: Service & Catalogue): VirtualTable =>
  view(
    'name sysname not null, principal_id int not null, type char(1) not null, type_desc nvarchar(60), default_schema_name sysname, create_date datetime not null, ' +
      'modify_date datetime not null, owning_principal_id int, sid varbinary(85), is_fixed_role bit not null, authentication_type int not null since 11, authentication_type_desc nvarchar(60) not null since 11',
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
    instance.release.version.major,
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
