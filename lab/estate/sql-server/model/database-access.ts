/** Who may open a database now. */
import type { SessionFacts, SqlError } from '../contract';
import type { Database } from './database';
import type { Catalogue, Sessions } from './ports';
import { refusal } from './refusals';

/** Why nobody can open the database in its state; `undefined` when it can be opened. */
export function databaseNotUsable(database: Database): SqlError | undefined {
  switch (database.state) {
    case 'ONLINE':
    case 'EMERGENCY':
      return database.mirroring?.lacksQuorum ? refusal(955, database.name) : undefined;
    case 'RESTORING':
      return refusal(database.mirroring ? 954 : 927, database.name);
    case 'RECOVERING':
      return refusal(922, database.name);
    case 'RECOVERY_PENDING':
      return refusal(945, database.name);
    case 'SUSPECT':
      return refusal(926, database.name);
    case 'OFFLINE':
      return refusal(942, database.name);
  }
}

interface Opener {
  readonly id: number;
  readonly login: string;
  readonly isSysadmin: boolean;
  readonly sid: string;
}

/** @throws SqlError 911, 916, 922, 923, 924, 926, 927, 942, 945, 954, 955. @returns the database's own spelling of its name. */
export function openDatabase(
  name: string,
  { id, login, isSysadmin }: Pick<SessionFacts, 'id' | 'login' | 'isSysadmin'>,
  instance: Catalogue & Sessions,
): string {
  const database = instance.require(name);
  const { sid } = instance.logins.trusted(login);
  const sessionsInside = instance.sessions(database.name).map((inside) => inside.id);
  checkOpen(database, { id, login, isSysadmin, sid }, sessionsInside);
  return database.name;
}

function checkOpen(database: Database, opener: Opener, sessionsInside: readonly number[]): void {
  const refused = databaseNotUsable(database);
  if (refused) throw refused;
  if (database.userAccess === 'SINGLE_USER' && sessionsInside.some((id) => id !== opener.id))
    throw refusal(924, database.name);
  if (opener.isSysadmin || isOwner(database, opener.login)) return;
  if (database.userAccess === 'RESTRICTED_USER') throw refusal(923, database.name);
  const everybody = database.isSystem && database.name !== 'model';
  if (!everybody && !database.users.some(({ sid }) => sid === opener.sid))
    throw refusal(916, opener.login, database.name);
}

export const isOwner = (database: Database, login: string): boolean =>
  database.owner.toLowerCase() === login.toLowerCase();
