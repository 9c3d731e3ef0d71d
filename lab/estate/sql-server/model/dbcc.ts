/** The commands of DBCC that look at logs: SQLPERF(LOGSPACE) and OPENTRAN ("DBCC (Transact-SQL)"). */
import { SqlError } from '../contract';
import type { Procedure, ProcedureCall, ProcedureParameter, SqlType } from '../contract';
import type { Database } from './database';
import type { Catalogue, Sessions } from './ports';
import { textArgument } from './procedures/arguments';
import { logSpaceOf } from './log-space';
import { requireServerState } from './catalog/server-state';

const text: SqlType = { name: 'nvarchar', length: 128 };
const megabyte = 1024 ** 2;

const refused = (number: number, severity: number, message: string): SqlError =>
  new SqlError({ number, severity, state: 1, text: message });

const parameter = (name: string, rest: Partial<ProcedureParameter> = {}): ProcedureParameter => ({
  name,
  type: text,
  default: null,
  ...rest,
});

/** The database that is named, or the session's own. @throws SqlError 911, 2571 and those of opening it. */
function databaseOf(call: ProcedureCall, command: string, instance: Catalogue): Database {
  const { session } = call;
  const database = instance.require(
    instance.openDatabase(textArgument(call, '@database') || session.database, session),
  );
  if (!instance.isAdministrator(session, database))
    throw refused(2571, 14, `User '${session.login}' does not have permission to run DBCC ${command}.`);
  return database;
}

const sqlPerf = (instance: Catalogue): Procedure => ({
  parameters: [parameter('@what')],
  run: async (call) => {
    if (textArgument(call, '@what').toUpperCase() !== 'LOGSPACE') {
      throw refused(
        2526,
        16,
        'Incorrect DBCC statement. Check the documentation for the correct DBCC syntax and options.',
      );
    }
    requireServerState(call.session);
    const { reply } = call;
    const real: SqlType = { name: 'real' };
    reply.columns([
      { name: 'Database Name', type: text },
      { name: 'Log Size (MB)', type: real },
      { name: 'Log Space Used (%)', type: real },
      { name: 'Status', type: { name: 'int' } },
    ]);
    const online = instance.held.filter(({ state }) => state === 'ONLINE');
    for (const database of online) {
      const { size, used } = logSpaceOf(database);
      reply.row([database.name, Math.fround(size / megabyte), Math.fround((used * 100) / size), 0]);
    }
    reply.done(online.length);
    return 0;
  },
});

const openTran = (instance: Sessions & Catalogue): Procedure => ({
  parameters: [parameter('@database')],
  run: async (call) => {
    const database = databaseOf(call, 'OPENTRAN', instance);
    const { session } = call;
    const oldest = instance.registry.all.find(({ id }) => instance.transactions.pending(id, database).length > 0);
    if (!oldest) {
      session.message(7969, 10, 'No active open transactions.');
      return 0;
    }
    session.message(7968, 10, `Transaction information for database '${database.name}'.`);
    session.message(7970, 10, '\nOldest active transaction:');
    session.message(7971, 10, `    SPID (server process ID): ${String(oldest.id)}`);
    session.message(7974, 10, '    Name          : user_transaction');
    session.message(
      7977,
      10,
      `    Start time    : ${oldest.lastRequestAt.toISOString().replace('T', ' ').slice(0, 23)}`,
    );
    return 0;
  },
});

const commands: Readonly<Record<string, (instance: Sessions & Catalogue) => Procedure>> = {
  SQLPERF: sqlPerf,
  OPENTRAN: openTran,
};

export const dbccOf = (command: string, instance: Sessions & Catalogue): Procedure | undefined =>
  Object.hasOwn(commands, command) ? commands[command]!(instance) : undefined;
