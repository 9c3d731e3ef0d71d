/** What each kind of statement does. */
import { SqlError } from '../contract';
import type { Column, Reply, SqlValue } from '../contract';
import type { ColumnDefinition, Expression, QueryBody, Statement } from '../language/ast';
import { administrativeStatement, isAdministrative } from './administration';
import { compileConstant } from './compile-expression';
import { coerce } from './compiled';
import type { Row } from './compiled-query';
import { compileDelete, compileUpdate, compileValues, fitRows, insertPositions, insertRows } from './data-change';
import { runDbcc } from './dbcc';
import { refusal } from './errors';
import { executeCall } from './execute-call';
import { compileQuery } from './query';
import { raisedMessage, terminating } from './raiserror';
import type { Completion, Running } from './running';
import { applySetOption } from './set-option';
import { TemporaryTable } from './temporary-table';
import { textOf } from './text-of';
import { runThrow } from './throw';
import { wait, waitDuration } from './waitfor';

type Runner<Kind extends Statement['kind']> = (
  statement: Extract<Statement, { kind: Kind }>,
  running: Running,
) => Promise<Completion> | Promise<void> | Completion | undefined;

const runners: { readonly [Kind in Statement['kind']]?: Runner<Kind> } = {
  select: runSelect,
  insert: runInsert,
  update: (statement, running) => {
    beginImplicitly(running);
    report(compileUpdate(statement, running)(), running);
  },
  delete: (statement, running) => {
    beginImplicitly(running);
    report(compileDelete(statement, running)(), running);
  },
  'create table': ({ target, columns }, running) => {
    createTable(target.name, columns, running);
    running.reply.done();
  },
  'drop table': ({ targets }, running) => {
    for (const { name } of targets) {
      if (!running.dropTemporary(name)) {
        throw refusal(
          3701,
          `Cannot drop the table '${name}', because it does not exist or you do not have permission.`,
          11,
        );
      }
    }
    running.reply.done();
  },
  declare: ({ variables }, running) => {
    for (const { name, value } of variables) if (value !== undefined) assign(name, value, running);
  },
  'set variable': ({ variable, value }, running) => {
    assign(variable, value, running);
  },
  'set option': (statement, running) => {
    applySetOption(statement, running.state);
  },
  print: ({ value }, running) => {
    const compiled = coerce(compileConstant(value, running), { name: 'nvarchar', length: 'max' });
    running.reply.message({
      number: 0,
      severity: 0,
      state: 1,
      text: textOf(compiled.evaluate() ?? ' ').slice(0, 8000),
    });
  },
  raiserror: ({ arguments: given, options }, running) => {
    const message = raisedMessage(
      given.map((value) => compileConstant(value, running).evaluate()),
      options,
      running.session,
    );
    if (message.severity >= 20) throw new SqlError(message, [terminating(message, running.session.id)]);
    if (message.severity > 10) throw new SqlError(message);
    running.reply.message({ ...message, number: message.severity === 0 ? 50_000 : message.number });
  },
  use: ({ database }, { facts, session, state, reply }) => {
    state.database = facts.openDatabase(database, session);
    reply.database(state.database);
    reply.message({ number: 5701, severity: 10, state: 1, text: `Changed database context to '${state.database}'.` });
    reply.done();
  },
  'begin transaction': ({ name }, running) => {
    running.core.begin(running.session, nameOf(name, running));
    running.reply.done();
  },
  commit: (_, { core, session, reply }) => {
    core.commit(session);
    reply.done();
  },
  'save transaction': ({ name }, running) => {
    running.core.save(nameOf(name, running), running.session);
    running.reply.done();
  },
  rollback: ({ name }, running) => {
    const { core, session, reply } = running;
    if (name === undefined) core.rollback(session);
    else core.rollbackTo(nameOf(name, running), session);
    reply.done();
  },
  throw: runThrow,
  dbcc: runDbcc,
  execute: ({ call }, running) => executeCall(call, running),
  waitfor: async ({ delay }, running) => {
    const compiled = coerce(compileConstant(delay, running), { name: 'nvarchar', length: 100 });
    await wait(waitDuration(textOf(compiled.evaluate())), running.session.signal);
    running.reply.done();
  },
};

/** @throws SqlError for every refusal. */
export async function runStatement(statement: Statement, running: Running): Promise<Completion> {
  if (isAdministrative(statement)) {
    const { facts, session, reply } = running;
    await facts.administer(administrativeStatement(statement, running), session, reply);
    reply.done();
    return 'normal';
  }
  const runner = runners[statement.kind] as Runner<Statement['kind']> | undefined;
  return (await runner?.(statement, running)) ?? 'normal';
}

function nameOf(name: Expression | undefined, running: Running): string {
  return name === undefined ? '' : textOf(compileConstant(name, running).evaluate());
}

function assign(name: string, value: Parameters<typeof compileConstant>[0], running: Running): void {
  const variable = running.variables.get(name)!;
  variable.value = coerce(compileConstant(value, running), variable.type).evaluate();
}

/** The count of a statement: for @@ROWCOUNT always, for the client unless NOCOUNT is on. */
function report(rows: number, { state, reply }: Running): void {
  state.rowCount = rows;
  if (state.options.noCount) reply.done();
  else reply.done(rows);
}

function beginImplicitly({ core, session, state }: Running): void {
  if (state.doomed) {
    throw refusal(
      3930,
      'The current transaction cannot be committed and cannot support operations that write to the log file. Roll back the transaction.',
    );
  }
  if (state.options.implicitTransactions && state.transactionDepth === 0) core.begin(session);
}

async function runSelect({ query }: Extract<Statement, { kind: 'select' }>, running: Running): Promise<void> {
  const into = intoOf(query.body);
  running.named.length = 0;
  const { columns, run } = compileQuery(query, running);
  if (isScan(query.body)) for (const table of running.named) await table.scanned?.(running.session);
  if (running.session.signal.aborted) return;
  const rows = run();
  if (into === undefined) await sendRows(columns, rows, running);
  else selectInto(into, columns, rows, running);
  report(rows.length, running);
}

/** Without a condition, and without an end, every row is read. */
const isScan = (body: QueryBody): boolean =>
  body.kind === 'select' ? body.where === undefined && body.top === undefined : isScan(body.left) || isScan(body.right);

const rowsAtATime = 500;

/** No faster than the client takes them, and no further than its attention. */
async function sendRows(columns: readonly Column[], rows: readonly Row[], running: Running): Promise<void> {
  const { reply, session } = running;
  reply.columns(columns);
  for (const [index, row] of rows.entries()) {
    if (index > 0 && index % rowsAtATime === 0) await reply.drained?.();
    if (session.signal.aborted) return;
    reply.row(row);
  }
}

const intoOf = (body: QueryBody): string | undefined => (body.kind === 'select' ? body.into?.name : intoOf(body.left));

/** @throws SqlError 1038. */
function selectInto(name: string, columns: readonly Column[], rows: readonly Row[], running: Running): void {
  if (columns.some((column) => column.name === '')) {
    throw refusal(
      1038,
      'An object or column name is missing or empty. For SELECT INTO statements, verify each column has a name. For other statements, look for empty alias names. Aliases defined as "" or [] are not allowed. Change the alias to a valid name.',
      15,
    );
  }
  createTable(name, columns, running).insert(rows);
}

/** @throws SqlError 262 for a table that is not temporary: schemas of databases are not modelled. 2705, 2714. */
function createTable(name: string, columns: readonly ColumnDefinition[], running: Running): TemporaryTable {
  if (!name.startsWith('#'))
    throw refusal(262, `CREATE TABLE permission denied in database '${running.state.database}'.`, 14);
  if (running.temporary(name) !== undefined)
    throw refusal(2714, `There is already an object named '${name}' in the database.`);
  const seen = new Set<string>();
  for (const column of columns) {
    if (seen.has(column.name.toLowerCase())) {
      throw refusal(
        2705,
        `Column names in each table must be unique. Column name '${column.name}' in table '${name}' is specified more than once.`,
      );
    }
    seen.add(column.name.toLowerCase());
  }
  const table = new TemporaryTable(columns);
  running.createTemporary(name, table);
  return table;
}

/** @throws SqlError 8164. */
async function runInsert(statement: Extract<Statement, { kind: 'insert' }>, running: Running): Promise<Completion> {
  const { source, target, line } = statement;
  const table = running.table(target, line);
  const positions = insertPositions(statement, table);
  beginImplicitly(running);
  if ('rows' in source) {
    const rows = compileValues(source.rows, statement, table.columns, positions, running);
    report(insertRows(target, table, positions, rows(), running), running);
    return 'normal';
  }
  if (running.insertsRows) throw refusal(8164, 'An INSERT EXEC statement cannot be nested.');
  const collected = collectingReply(running.reply);
  const completion = await executeCall(source, running, collected.reply, true);
  if (completion !== 'normal') return completion;
  const rows = collected.sets.flatMap((set) => fitRows(set.columns, set.rows, table.columns, positions));
  report(insertRows(target, table, positions, rows, running), running);
  return 'normal';
}

interface CollectedSet {
  readonly columns: readonly Column[];
  readonly rows: SqlValue[][];
}

/** Takes the result sets; messages go on to the client. */
function collectingReply(reply: Reply): { readonly reply: Reply; readonly sets: readonly CollectedSet[] } {
  const sets: CollectedSet[] = [];
  return {
    sets,
    reply: {
      message: (message) => reply.message(message),
      columns: (columns) => sets.push({ columns, rows: [] }),
      row: (values) => sets.at(-1)!.rows.push([...values]),
      done: () => undefined,
      returnStatus: () => undefined,
      output: () => undefined,
      database: (name) => reply.database(name),
    },
  };
}
