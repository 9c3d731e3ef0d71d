/** INSERT, UPDATE, DELETE and TRUNCATE over virtual and temporary tables. */
import type { Column, ObjectName, SqlValue, VirtualTable } from '../contract';
import type { Expression, Statement, TableSource } from '../language/ast';
import { compileCondition } from './compile-condition';
import { compile, compileConstant } from './compile-expression';
import { asNumber } from './convert';
import type { Compiled } from './compiled';
import type { Environment } from './environment';
import { refusal } from './errors';
import { compileFrom } from './from';
import { rowKey } from './query';
import { refuseNull } from './refuse-null';
import type { CompiledQuery, Row } from './query';
import { Scope } from './scope';
import { store } from './store';
import { MemoryTable } from './transient-table';

type Update = Extract<Statement, { kind: 'update' }>;
type Delete = Extract<Statement, { kind: 'delete' }>;
type Insert = Extract<Statement, { kind: 'insert' }>;

const readOnly = (): Error => refusal(259, 'Ad hoc updates to system catalogs are not allowed.');
const wrongShape = (): Error =>
  refusal(213, 'Column name or number of supplied values does not match table definition.');

/** The columns that an INSERT fills, as positions in its table. @throws SqlError 207, 259, 264, 544. */
export function insertPositions(statement: Insert, table: VirtualTable): number[] {
  if (table.insert === undefined) throw readOnly();
  const identity = table instanceof MemoryTable ? table.identityIndex : -1;
  if (statement.columns === undefined)
    return table.columns.map((_, index) => index).filter((index) => index !== identity);
  return statement.columns.map((name, at, all) => {
    const index = table.columns.findIndex((column) => column.name.toLowerCase() === name.toLowerCase());
    if (index < 0) throw refusal(207, `Invalid column name '${name}'.`);
    if (index === identity) {
      throw refusal(
        544,
        `Cannot insert explicit value for identity column in table '${statement.target.name}' when IDENTITY_INSERT is set to OFF.`,
      );
    }
    if (all.findIndex((other) => other.toLowerCase() === name.toLowerCase()) < at) {
      throw refusal(
        264,
        `The column name '${name}' is specified more than once in the SET clause or column list of an INSERT. A column cannot be assigned more than one value in the same clause. Modify the clause to make sure that a column is updated only once.`,
      );
    }
    return index;
  });
}

/** Rows of VALUES, typed for their columns; `undefined` stands for DEFAULT. @throws SqlError 109, 110, 213. */
export function compileValues(
  rows: readonly (readonly Expression[])[],
  statement: Insert,
  columns: readonly Column[],
  positions: readonly number[],
  environment: Environment,
): () => (SqlValue | undefined)[][] {
  const compiled = rows.map((row) => {
    if (row.length !== positions.length) {
      if (statement.columns === undefined) throw wrongShape();
      throw row.length < positions.length
        ? refusal(
            109,
            'There are more columns in the INSERT statement than values specified in the VALUES clause. The number of values in the VALUES clause must match the number of columns specified in the INSERT statement.',
            15,
          )
        : refusal(
            110,
            'There are fewer columns in the INSERT statement than values specified in the VALUES clause. The number of values in the VALUES clause must match the number of columns specified in the INSERT statement.',
            15,
          );
    }
    return row.map((value, at) =>
      value.kind === 'default' ? undefined : store(compileConstant(value, environment), columns[positions[at]!]!.type),
    );
  });
  return () => compiled.map((row) => row.map((item) => item?.evaluate()));
}

/** Rows of a query or procedure, typed for their columns. @throws SqlError 120, 121, 213. */
export function fitRows(
  given: Pick<CompiledQuery, 'columns'>,
  rows: readonly Row[],
  statement: Insert,
  columns: readonly Column[],
  positions: readonly number[],
): SqlValue[][] {
  checkWidth(given.columns.length, statement, positions);
  let current: Row = [];
  const typed = given.columns.map((column, at): Compiled => {
    const read: Compiled = { type: column.type, evaluate: () => current[at]! };
    return store(read, columns[positions[at]!]!.type);
  });
  return rows.map((row) => {
    current = row;
    return typed.map((item) => item.evaluate());
  });
}

export function checkWidth(given: number, statement: Insert, positions: readonly number[]): void {
  if (given === positions.length) return;
  const isExecute = 'kind' in statement.source;
  if (statement.columns === undefined || isExecute) throw wrongShape();
  throw given < positions.length
    ? refusal(
        120,
        'The select list for the INSERT statement contains fewer items than the insert list. The number of SELECT values must match the number of INSERT columns.',
        15,
      )
    : refusal(
        121,
        'The select list for the INSERT statement contains more items than the insert list. The number of SELECT values must match the number of INSERT columns.',
        15,
      );
}

/** Completes the rows with defaults and writes them all or none. */
export function insertRows(
  target: ObjectName,
  table: VirtualTable,
  positions: readonly number[],
  rows: readonly (readonly (SqlValue | undefined)[])[],
  environment: Environment,
): number {
  const memory = table instanceof MemoryTable ? table : undefined;
  const whole = rows.map((values) =>
    table.columns.map((_, index) => {
      const at = positions.indexOf(index);
      const value = at < 0 ? undefined : values[at];
      return value === undefined ? (memory?.defaultOf(index) ?? null) : value;
    }),
  );
  if (memory === undefined) refuseNull(table.columns, whole, fullName(target, environment), 'INSERT');
  table.insert!(whole, environment.session);
  if (memory !== undefined && memory.identityIndex >= 0 && whole.length > 0) {
    environment.state.identity = whole.at(-1)![memory.identityIndex]!;
  }
  return whole.length;
}

/** As messages name a table of a database. */
const fullName = ({ database, schema, name }: ObjectName, { state }: Environment): string =>
  [database ?? state.database, schema ?? 'dbo', name].join('.');

interface Target {
  readonly name: ObjectName;
  readonly table: VirtualTable;
  readonly scope: Scope;
  /** The whole row of the FROM clause for a row of the target that is to change. */
  readonly find: () => (row: Row) => Row | undefined;
}

function compileTarget(statement: Update | Delete, environment: Environment): Target {
  const scope = new Scope();
  const from: readonly TableSource[] =
    statement.from.length > 0 ? statement.from : [{ kind: 'table', name: statement.target, line: statement.line }];
  const producer = compileFrom(from, { scope, environment, common: [] });
  const name =
    from.map((source) => targetName(source, statement.target)).find((found) => found !== undefined) ?? statement.target;
  const table = environment.table(name, statement.line);
  const source = scope.matching([statement.target.name])[0];
  if (source === undefined) throw refusal(208, `Invalid object name '${statement.target.name}'.`);
  const where = statement.where && compileCondition(statement.where, { scope, environment });
  const top = statement.top && compileConstant(statement.top, environment);
  const find = (): ((row: Row) => Row | undefined) => {
    const found = new Map<string, Row>();
    for (const row of producer.rows()) {
      scope.row = row;
      if (where === undefined || where() === true)
        found.set(rowKey(row.slice(source.offset, source.offset + source.columns.length)), row);
    }
    let left = top === undefined ? Infinity : asNumber(top.evaluate());
    return (row) => {
      const whole = left > 0 ? found.get(rowKey(row)) : undefined;
      if (whole !== undefined) left--;
      return whole;
    };
  };
  return { name, table, scope, find };
}

function targetName(source: TableSource, target: ObjectName): ObjectName | undefined {
  if (source.kind === 'join') return targetName(source.left, target) ?? targetName(source.right, target);
  if (source.kind !== 'table') return undefined;
  return (source.alias ?? source.name.name).toLowerCase() === target.name.toLowerCase() ? source.name : undefined;
}

/** @throws SqlError 207, 259. */
export function compileUpdate(statement: Update, environment: Environment): () => number {
  const { name: target, table, scope, find } = compileTarget(statement, environment);
  if (table.update === undefined) throw readOnly();
  const context = { scope, environment };
  const assignments = statement.assignments.map(({ column, variable, value }) => {
    if (column === undefined) {
      const target = environment.variables.get(variable!);
      const typed = store(compile(value, context), target!.type);
      return { index: -1, evaluate: () => (target!.value = typed.evaluate()) };
    }
    const name = column.parts.at(-1)!;
    const index = table.columns.findIndex((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
    if (index < 0) throw refusal(207, `Invalid column name '${name}'.`, 16, column.line);
    return { index, evaluate: store(compile(value, context), table.columns[index]!.type).evaluate };
  });
  return () => {
    const matching = find();
    return table.update!((row) => {
      const whole = matching(row);
      if (whole === undefined) return undefined;
      scope.row = whole;
      const changed = [...row];
      for (const { index, evaluate } of assignments) {
        const value = evaluate();
        if (index >= 0) changed[index] = value;
      }
      if (!(table instanceof MemoryTable))
        refuseNull(table.columns, [changed], fullName(target, environment), 'UPDATE');
      return changed;
    }, environment.session);
  };
}

/** @throws SqlError 259. */
export function compileDelete(statement: Delete, environment: Environment): () => number {
  const { table, find } = compileTarget(statement, environment);
  if (table.delete === undefined) throw readOnly();
  return () => {
    const matching = find();
    return table.delete!((row) => matching(row) !== undefined, environment.session);
  };
}

export function truncate(target: ObjectName, environment: Environment): void {
  const table = environment.table(target);
  if (table.delete === undefined) throw readOnly();
  table.delete(() => true, environment.session);
}
