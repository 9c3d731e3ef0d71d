/** The login with the SID 0x01 of an instance, whom no domain controller has to vouch for. */
import type { Store } from '../../../domain/topology/pool';
import type { SqlServer } from '../sql-server';
import { administratorOf } from './sql-rows';

export const administratorAt = async (sql: Pick<SqlServer, 'query'>, store: Store): Promise<string> =>
  administratorOf((await sql.query(store, 'server-facts', {}))[0]);
