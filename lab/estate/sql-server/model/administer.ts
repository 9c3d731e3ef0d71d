/** Runs administrative statements: each kind with its permission and its refusals. */
import type { AdministrativeStatement, SessionFacts } from '../contract';
import { alterOption } from './alter-option';
import { alterPartner } from './alter-partner';
import { backUp } from './backup';
import type { Catalogue, Clock, Server, Service, Sessions, Storage } from './ports';
import { tell } from './long-work';
import { alterLogin, alterServerRole, createLogin } from './principals';
import { newFiles } from './new-files';
import { followedBy, messageOf, refusal, withTrailer } from './refusals';
import { restore } from './restore';
import { listBackup } from './restore-listings';
import type { RowsReply } from './restore-listings';
import { progressOf } from './session-registry';

type Statement<Kind extends AdministrativeStatement['kind']> = Extract<AdministrativeStatement, { kind: Kind }>;

export async function administer(
  statement: AdministrativeStatement,
  session: SessionFacts,
  reply: RowsReply,
  instance: Server,
): Promise<void> {
  switch (statement.kind) {
    case 'backup':
      return backUp(statement, session, instance);
    case 'restore':
      return statement.what === 'database' || statement.what === 'log'
        ? restore(statement, session, instance)
        : listBackup(statement, session, reply, instance);
    case 'alter database':
      return alterDatabase(statement, session, instance);
    case 'create database':
      return createDatabase(statement, session, instance);
    case 'drop database':
      return dropDatabases(statement, session, instance);
    case 'alter authorization':
      return setOwner(statement, session, instance);
    case 'alter user':
      return mapUser(statement, session, instance);
    case 'create login':
      return createLogin(statement, session, instance);
    case 'alter login':
      return alterLogin(statement, session, instance);
    case 'alter server role':
      return alterServerRole(statement, session, instance);
    case 'kill':
      return kill(statement, session, instance);
  }
}

async function alterDatabase(
  { database: name, action }: Statement<'alter database'>,
  session: SessionFacts,
  instance: Server,
): Promise<void> {
  if (session.inTransaction) throw refusal(226, 'ALTER DATABASE');
  const failed = messageOf(5069);
  const database = instance.find(name);
  if (!database || !instance.isAdministrator(session, database)) throw followedBy(refusal(5011, name), failed);
  if (database.busy.has('restore')) throw followedBy(refusal(5061, database.name), failed);
  if (action.set !== 'option') {
    alterPartner(database, action, instance);
    return;
  }
  await withTrailer(failed, () => alterOption(database, action, session, instance));
}

async function createDatabase(
  { database: name, files }: Statement<'create database'>,
  session: SessionFacts,
  instance: Service & Clock & Catalogue & Storage,
): Promise<void> {
  if (session.inTransaction) throw refusal(226, 'CREATE DATABASE');
  if (!session.isSysadmin) throw refusal(262, 'CREATE DATABASE', 'master');
  if (instance.find(name)) throw refusal(1801, name);
  const database = instance.create(name, newFiles(name, files ?? [], instance));
  database.owner = session.login;
  instance.changed(`database ${name} created`);
}

async function dropDatabases(
  { databases, ifExists }: Statement<'drop database'>,
  session: SessionFacts,
  instance: Service & Sessions & Catalogue,
): Promise<void> {
  if (session.inTransaction) throw refusal(226, 'DROP DATABASE');
  for (const name of databases) {
    const database = instance.find(name);
    if (!database && ifExists) continue;
    if (!database || !instance.isAdministrator(session, database)) throw refusal(3701, name);
    if (database.isSystem) throw refusal(3708, name);
    if (database.mirroring) throw refusal(3743, name);
    if (database.busy.size > 0 || instance.sessions(database.name).length > 0) throw refusal(3702, name);
    instance.remove(database);
    instance.changed(`database ${name} dropped`);
  }
}

async function setOwner(
  { database: name, owner }: Statement<'alter authorization'>,
  session: SessionFacts,
  instance: Service & Catalogue,
): Promise<void> {
  const database = instance.find(instance.openDatabase(name, session));
  if (!database || !instance.isAdministrator(session, database)) throw refusal(15151, 'find', 'database', name);
  const login = instance.logins.find(owner);
  if (!login) throw refusal(15151, 'find', 'principal', owner);
  database.owner = login.name;
  instance.changed(`owner of ${database.name}`);
}

async function mapUser(
  { user, login: loginName }: Statement<'alter user'>,
  session: SessionFacts,
  instance: Service & Catalogue & Storage,
): Promise<void> {
  const database = instance.require(session.database);
  const known = database.users.find(({ name }) => name.toLowerCase() === user.toLowerCase());
  if (!known || !instance.isAdministrator(session, database)) throw refusal(15151, 'find', 'user', user);
  const login = instance.logins.find(loginName);
  if (!login) throw refusal(15151, 'find', 'login', loginName);
  instance.write(database, [
    { kind: 'users', users: database.users.map((one) => (one === known ? { ...one, sid: login.sid } : one)) },
  ]);
  instance.changed(`user ${user} of ${database.name}`);
}

async function kill(
  { session: target, statusOnly = false }: Statement<'kill'>,
  session: SessionFacts,
  instance: Service & Sessions,
): Promise<void> {
  if (!session.isSysadmin) throw refusal(6102);
  const rollback = instance.registry.get(target)?.rollback;
  if (rollback) {
    const { percent, estimatedMs } = progressOf(rollback);
    tell(session, 6109, target, percent, Math.ceil(estimatedMs / 1000));
    return;
  }
  if (statusOnly) throw refusal(6120, target);
  if (target === session.id) throw refusal(6104);
  if (target <= 50) throw refusal(6107);
  if (!instance.endSession(target)) throw refusal(6106, target);
  instance.changed(`session ${String(target)} killed`);
}
