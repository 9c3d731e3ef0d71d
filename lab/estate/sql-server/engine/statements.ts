/** What each kind of statement does. */
import { SqlError } from '../contract';
import type { Column, Reply, SqlValue } from '../contract';
import type { ColumnDefinition, Expression, Query, Select, Statement } from '../language/ast';
import { administrativeStatement, isAdministrative } from './administration';
import { compileConstant } from './compile-expression';
import { coerce } from './compiled';
import {
  checkWidth,
  compileDelete,
  compileUpdate,
  compileValues,
  fitRows,
  insertPositions,
  insertRows,
  truncate,
} from './data-change';
import { runCursor } from './cursor';
import { runDbcc } from './dbcc';
import { refusal } from './errors';
import { executeCall } from './execute-call';
import type { Completion, Execution } from './execution';
import { compileQuery } from './query';
import type { Row } from './query';
import { raisedMessage, terminating } from './raiserror';
import { applySetOption } from './set-option';
import { runThrow } from './throw';
import { MemoryTable } from './transient-table';
import { wait, waitDuration } from './waitfor';
import { textOf } from './text-of';

type Runner<Kind extends Statement['kind']> = (
  statement: Extract<Statement, { kind: Kind }>,
  execution: Execution,
) => Promise<Completion> | Promise<void> | Completion | undefined;

const runners: { readonly [Kind in Statement['kind']]?: Runner<Kind> } = {
  select: runSelect,
  insert: runInsert,
  update: (statement, execution) => {
    beginImplicitly(execution);
    report(compileUpdate(statement, execution)(), execution);
  },
  delete: (statement, execution) => {
    beginImplicitly(execution);
    report(compileDelete(statement, execution)(), execution);
  },
  truncate: ({ target }, execution) => {
    truncate(target, execution);
    execution.reply.done();
  },
  'create table': ({ target, definition }, execution) => {
    createTable(target.name, definition, execution);
    execution.reply.done();
  },
  'drop table': ({ targets }, execution) => {
    for (const { name } of targets) {
      if (!execution.dropTemporary(name)) {
        throw refusal(
          3701,
          `Cannot drop the table '${name}', because it does not exist or you do not have permission.`,
          11,
        );
      }
    }
    execution.reply.done();
  },
  declare: ({ variables }, execution) => {
    for (const { name, value } of variables) if (value !== undefined) assign(name, value, execution);
  },
  'set variable': ({ variable, value }, execution) => {
    assign(variable, value, execution);
  },
  'set option': (statement, execution) => {
    applySetOption(statement, execution.state);
  },
  print: ({ value }, execution) => {
    const compiled = coerce(compileConstant(value, execution), { name: 'nvarchar', length: 'max' });
    execution.reply.message({
      number: 0,
      severity: 0,
      state: 1,
      text: textOf(compiled.evaluate() ?? ' ').slice(0, 8000),
    });
  },
  raiserror: ({ arguments: given, options }, execution) => {
    const message = raisedMessage(
      given.map((value) => compileConstant(value, execution).evaluate()),
      options,
      execution.session,
    );
    if (message.severity >= 20) throw new SqlError(message, [terminating(message, execution.session.id)]);
    if (message.severity > 10) throw new SqlError(message);
    execution.reply.message({ ...message, number: message.severity === 0 ? 50_000 : message.number });
  },
  use: ({ database }, { facts, session, state, reply }) => {
    state.database = facts.openDatabase(database, session);
    reply.database(state.database);
    reply.message({ number: 5701, severity: 10, state: 1, text: `Changed database context to '${state.database}'.` });
    reply.done();
  },
  'begin transaction': ({ name }, execution) => {
    execution.core.begin(execution.session, nameOf(name, execution));
    execution.reply.done();
  },
  commit: (_, { core, session, reply }) => {
    core.commit(session);
    reply.done();
  },
  'save transaction': ({ name }, execution) => {
    execution.core.save(nameOf(name, execution), execution.session);
    execution.reply.done();
  },
  rollback: ({ name }, execution) => {
    const { core, session, reply } = execution;
    if (name === undefined) core.rollback(session);
    else core.rollbackTo(nameOf(name, execution), session);
    reply.done();
  },
  throw: runThrow,
  'declare cursor': runCursor,
  open: runCursor,
  fetch: runCursor,
  close: runCursor,
  deallocate: runCursor,
  dbcc: runDbcc,
  execute: ({ call }, execution) => executeCall(call, execution),
  waitfor: async ({ what, value }, execution) => {
    const compiled = coerce(compileConstant(value, execution), { name: 'nvarchar', length: 100 });
    await wait(waitDuration(what, textOf(compiled.evaluate()), execution.facts.now()), execution.session.signal);
    execution.reply.done();
  },
};

/** @throws SqlError for every refusal. */
export async function runStatement(statement: Statement, execution: Execution): Promise<Completion> {
  if (isAdministrative(statement)) {
    const { facts, session, reply } = execution;
    await facts.administer(administrativeStatement(statement, execution), session, reply);
    reply.done();
    return 'normal';
  }
  const runner = runners[statement.kind] as Runner<Statement['kind']> | undefined;
  return (await runner?.(statement, execution)) ?? 'normal';
}

function nameOf(name: Expression | undefined, execution: Execution): string {
  return name === undefined ? '' : textOf(compileConstant(name, execution).evaluate());
}

function assign(name: string, value: Parameters<typeof compileConstant>[0], execution: Execution): void {
  const variable = execution.variables.get(name)!;
  variable.value = coerce(compileConstant(value, execution), variable.type).evaluate();
}

/** The count of a statement: for @@ROWCOUNT always, for the client unless NOCOUNT is on. */
function report(rows: number, { state, reply }: Execution): void {
  state.rowCount = rows;
  if (state.options.noCount) reply.done();
  else reply.done(rows);
}

function beginImplicitly({ core, session, state }: Execution): void {
  if (state.doomed) {
    throw refusal(
      3930,
      'The current transaction cannot be committed and cannot support operations that write to the log file. Roll back the transaction.',
    );
  }
  if (state.options.implicitTransactions && state.transactionDepth === 0) core.begin(session);
}

async function runSelect({ query }: Extract<Statement, { kind: 'select' }>, execution: Execution): Promise<void> {
  const { state } = execution;
  const into = intoOf(query);
  const compiled = compileQuery(query, execution);
  const limit = state.options.rowCount;
  const all = compiled.run();
  const rows = limit > 0 ? all.slice(0, limit) : all;
  if (into !== undefined) {
    selectInto(into, compiled.columns, rows, execution);
  } else if (compiled.assigns) {
    state.rowCount = rows.length;
    return;
  } else {
    await sendRows(compiled.columns, rows, execution);
  }
  report(rows.length, execution);
}

const rowsAtATime = 500;

/** No faster than the client takes them, and no further than its attention. */
async function sendRows(columns: readonly Column[], rows: readonly Row[], execution: Execution): Promise<void> {
  const { reply, session } = execution;
  reply.columns(columns);
  for (const [index, row] of rows.entries()) {
    if (index > 0 && index % rowsAtATime === 0) await reply.drained?.();
    if (session.signal.aborted) return;
    reply.row(row);
  }
}

function intoOf(query: Query): string | undefined {
  let { body } = query;
  while (body.kind !== 'select') body = body.left;
  return (body satisfies Select).into?.name;
}

function selectInto(name: string, columns: readonly Column[], rows: readonly Row[], execution: Execution): void {
  const nameless = columns.findIndex((column) => column.name === '');
  if (nameless >= 0) {
    throw refusal(
      1038,
      'An object or column name is missing or empty. For SELECT INTO statements, verify each column has a name. For other statements, look for empty alias names. Aliases defined as "" or [] are not allowed. Change the alias to a valid name.',
      15,
    );
  }
  const definitions = columns.map(({ name: column, type, nullable }): ColumnDefinition => ({
    name: column,
    type,
    nullable: nullable ?? true,
  }));
  createTable(name, { columns: definitions, keys: [] }, execution).insert(rows);
}

/** @throws SqlError 262 for a table that is not temporary: schemas of databases are not modelled. 2714. */
function createTable(
  name: string,
  definition: ConstructorParameters<typeof MemoryTable>[1],
  execution: Execution,
): MemoryTable {
  if (!name.startsWith('#'))
    throw refusal(262, `CREATE TABLE permission denied in database '${execution.state.database}'.`, 14);
  if (execution.hasTemporary(name)) throw refusal(2714, `There is already an object named '${name}' in the database.`);
  const seen = new Set<string>();
  for (const column of definition.columns) {
    if (seen.has(column.name.toLowerCase())) {
      throw refusal(
        2705,
        `Column names in each table must be unique. Column name '${column.name}' in table '${name}' is specified more than once.`,
      );
    }
    seen.add(column.name.toLowerCase());
  }
  const table = new MemoryTable(name, definition, execution);
  execution.createTemporary(name, table);
  return table;
}

async function runInsert(statement: Extract<Statement, { kind: 'insert' }>, execution: Execution): Promise<Completion> {
  const table = execution.table(statement.target, statement.line);
  const positions = insertPositions(statement, table);
  const { source } = statement;
  beginImplicitly(execution);
  if ('body' in source) {
    const compiled = compileQuery(source, execution);
    checkWidth(compiled.columns.length, statement, positions);
    report(
      insertRows(
        statement.target,
        table,
        positions,
        fitRows(compiled, compiled.run(), statement, table.columns, positions),
        execution,
      ),
      execution,
    );
    return 'normal';
  }
  if (source.kind === 'values') {
    const rows = compileValues(source.rows, statement, table.columns, positions, execution);
    report(insertRows(statement.target, table, positions, rows(), execution), execution);
    return 'normal';
  }
  if (execution.insertsRows) throw refusal(8164, 'An INSERT EXEC statement cannot be nested.');
  const collected = collectingReply(execution.reply);
  const completion = await executeCall(source, execution, collected.reply, true);
  if (completion !== 'normal') return completion;
  const rows = collected.sets.flatMap((set) => fitRows(set, set.rows, statement, table.columns, positions));
  report(insertRows(statement.target, table, positions, rows, execution), execution);
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
