/** INSERT, UPDATE and DELETE over the tables of the instance and temporary ones. */
import type { Column, ObjectName, SqlValue, VirtualTable } from '../contract';
import type { Expression, Statement } from '../language/ast';
import { compileCondition } from './compile-condition';
import { compile, compileConstant } from './compile-expression';
import type { Compiled } from './compiled';
import type { Row } from './compiled-query';
import type { Environment } from './environment';
import { refusal } from './errors';
import { refuseNull } from './refuse-null';
import { Scope } from './scope';
import { store } from './store';

type Update = Extract<Statement, { kind: 'update' }>;
type Delete = Extract<Statement, { kind: 'delete' }>;
type Insert = Extract<Statement, { kind: 'insert' }>;

const readOnly = (): Error => refusal(259, 'Ad hoc updates to system catalogs are not allowed.');
const wrongShape = (): Error =>
  refusal(213, 'Column name or number of supplied values does not match table definition.');

/** The columns that an INSERT fills, as positions in its table. @throws SqlError 207, 259, 264. */
export function insertPositions(statement: Insert, table: VirtualTable): number[] {
  if (table.insert === undefined) throw readOnly();
  if (statement.columns === undefined) return table.columns.map((_, index) => index);
  return statement.columns.map((name, at, all) => {
    if (all.findIndex((other) => other.toLowerCase() === name.toLowerCase()) < at) {
      throw refusal(
        264,
        `The column name '${name}' is specified more than once in the SET clause or column list of an INSERT. A column cannot be assigned more than one value in the same clause. Modify the clause to make sure that a column is updated only once.`,
      );
    }
    return positionOf(name, table);
  });
}

function positionOf(name: string, table: VirtualTable, line?: number): number {
  const index = table.columns.findIndex((column) => column.name.toLowerCase() === name.toLowerCase());
  if (index < 0) throw refusal(207, `Invalid column name '${name}'.`, 16, line);
  return index;
}

/** Rows of VALUES, typed for their columns. @throws SqlError 109, 110, 213. */
export function compileValues(
  rows: readonly (readonly Expression[])[],
  statement: Insert,
  columns: readonly Column[],
  positions: readonly number[],
  environment: Environment,
): () => SqlValue[][] {
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
    return row.map((value, at) => store(compileConstant(value, environment), columns[positions[at]!]!.type));
  });
  return () => compiled.map((row) => row.map((item) => item.evaluate()));
}

/** Rows of a procedure, typed for their columns. @throws SqlError 213. */
export function fitRows(
  given: readonly Column[],
  rows: readonly Row[],
  columns: readonly Column[],
  positions: readonly number[],
): SqlValue[][] {
  if (given.length !== positions.length) throw wrongShape();
  let current: Row = [];
  const typed = given.map((column, at): Compiled => {
    const read: Compiled = { type: column.type, evaluate: () => current[at]! };
    return store(read, columns[positions[at]!]!.type);
  });
  return rows.map((row) => {
    current = row;
    return typed.map((item) => item.evaluate());
  });
}

/** Writes all rows or none; a column that the INSERT leaves out is NULL. @throws SqlError 515. */
export function insertRows(
  target: ObjectName,
  table: VirtualTable,
  positions: readonly number[],
  rows: readonly Row[],
  environment: Environment,
): number {
  const whole = rows.map((values) =>
    table.columns.map((_, index) => {
      const at = positions.indexOf(index);
      return at < 0 ? null : values[at]!;
    }),
  );
  refuseNull(table.columns, whole, fullName(target, environment), 'INSERT');
  table.insert!(whole, environment.session);
  return whole.length;
}

/** As messages name a table. */
const fullName = ({ database, schema, name }: ObjectName, { state }: Environment): string =>
  [name.startsWith('#') ? 'tempdb' : (database ?? state.database), schema ?? 'dbo', name].join('.');

interface Target {
  readonly table: VirtualTable;
  readonly scope: Scope;
  /** Whether this row of the table is to change; it is the current one of the scope then. */
  readonly isWanted: (row: Row) => boolean;
}

function compileTarget({ target, line, where }: Update | Delete, environment: Environment): Target {
  const table = environment.table(target, line);
  const scope = new Scope();
  scope.add(target.name, table.columns, target);
  const condition = where && compileCondition(where, { scope, environment });
  const isWanted = (row: Row): boolean => {
    scope.row = row;
    return condition === undefined || condition() === true;
  };
  return { table, scope, isWanted };
}

/** @throws SqlError 207, 259. */
export function compileUpdate(statement: Update, environment: Environment): () => number {
  const { table, scope, isWanted } = compileTarget(statement, environment);
  if (table.update === undefined) throw readOnly();
  const assignments = statement.assignments.map(({ column, value }) => {
    const index = positionOf(column.parts.at(-1)!, table, column.line);
    const { evaluate } = store(compile(value, { scope, environment }), table.columns[index]!.type);
    return { index, evaluate };
  });
  return () =>
    table.update!((row) => {
      if (!isWanted(row)) return undefined;
      const changed = [...row];
      for (const { index, evaluate } of assignments) changed[index] = evaluate();
      refuseNull(table.columns, [changed], fullName(statement.target, environment), 'UPDATE');
      return changed;
    }, environment.session);
}

/** @throws SqlError 259. */
export function compileDelete(statement: Delete, environment: Environment): () => number {
  const { table, isWanted } = compileTarget(statement, environment);
  if (table.delete === undefined) throw readOnly();
  return () => table.delete!(isWanted, environment.session);
}
