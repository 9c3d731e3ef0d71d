/** Port of an instance: the databases that it holds, msdb among them, and the logins that may use them. */
import type { Msdb } from '../../../contract';
import type { SessionFacts } from '../../contract';
import type { Database } from '../database';
import type { DatabaseFile } from '../database-parts';
import type { Logins } from '../logins';

export interface Catalogue {
  readonly held: readonly Database[];
  readonly logins: Logins;
  readonly msdb: Msdb;
  find(name: string): Database | undefined;
  /** @throws SqlError 911. */
  require(name: string): Database;
  create(name: string, files?: DatabaseFile[]): Database;
  remove(database: Database): void;
  databaseId(name: string): number | null;
  /** The database's own spelling of its name. @throws SqlError of a database that the session cannot open. */
  openDatabase(name: string, session: Pick<SessionFacts, 'id' | 'login' | 'isSysadmin'>): string;
  isAdministrator(session: Pick<SessionFacts, 'login' | 'isSysadmin'>, database: Database): boolean;
  isAdministratorLogin(login: string): boolean;
}
