/** FROM: tables, derived tables and joins as one wide row; equality joins use a hash. */
import type { Column, SqlValue } from '../contract';
import { isCondition } from '../language/ast';
import type { ColumnReference, CommonTable, Expression, Query, TableSource } from '../language/ast';
import { keyOf } from './compare';
import { compileCondition } from './compile-condition';
import { compile } from './compile-expression';
import { coerce } from './compiled';
import type { Row } from './compiled-query';
import type { Environment } from './environment';
import { refusal } from './errors';
import { compileQuery } from './query';
import { Scope } from './scope';
import { commonType } from './types';

/** Rows of a part of the FROM clause; the part takes the columns from `offset` on. */
interface Producer {
  readonly offset: number;
  readonly width: number;
  readonly rows: () => readonly Row[];
}

interface FromContext {
  readonly scope: Scope;
  readonly environment: Environment;
  readonly common: readonly CommonTable[];
}

export function compileFrom(sources: readonly TableSource[], context: FromContext): Producer {
  const [first, ...others] = sources;
  if (first === undefined) return { offset: 0, width: 0, rows: () => [[]] };
  return others.reduce((left, right) => crossJoin(left, compileSource(right, context)), compileSource(first, context));
}

/** @param seen the columns that a derived table and the arguments of a function may name: those on the left of APPLY. */
function compileSource(source: TableSource, context: FromContext, seen = context.scope.parent): Producer {
  switch (source.kind) {
    case 'table':
      return compileTable(source, context);
    case 'derived':
      return derived(source.query, source.alias, context, seen);
    case 'function':
      return compileFunction(source, context, seen);
    case 'join':
      return compileJoin(source, context);
  }
}

function compileTable(source: Extract<TableSource, { kind: 'table' }>, context: FromContext): Producer {
  const { scope, environment, common } = context;
  const { name, alias } = source;
  const isBare = name.schema === undefined && name.database === undefined;
  const index = isBare ? common.findIndex((table) => table.name.toLowerCase() === name.name.toLowerCase()) : -1;
  if (index >= 0) {
    const table = common[index]!;
    // A common table expression sees those before it, not itself: recursion is not modelled.
    return derived(table.query, alias ?? table.name, { ...context, common: common.slice(0, index) }, undefined);
  }
  const table = environment.table(name, source.line);
  const columns = table.columns.map((column) => ({
    ...column,
    ...(table.collation && { collation: table.collation }),
  }));
  const { offset } = scope.add(alias ?? name.name, columns, alias === undefined ? name : undefined);
  return { offset, width: table.columns.length, rows: () => [...table.rows(environment.session)] };
}

function derived(
  query: Query,
  alias: string,
  { scope, environment, common }: FromContext,
  parent: Scope | undefined,
): Producer {
  const compiled = compileQuery(query, environment, parent, common);
  checkNames(compiled.columns, alias);
  const { offset } = scope.add(alias, compiled.columns);
  return { offset, width: compiled.columns.length, rows: compiled.run };
}

function checkNames(columns: readonly Column[], alias: string): void {
  const seen = new Set<string>();
  for (const [index, { name }] of columns.entries()) {
    if (name === '') throw refusal(8155, `No column name was specified for column ${index + 1} of '${alias}'.`);
    if (seen.has(name.toLowerCase()))
      throw refusal(8156, `The column '${name}' was specified multiple times for '${alias}'.`);
    seen.add(name.toLowerCase());
  }
}

/** A system function: its arguments are evaluated once for every row that APPLY puts on its left. @throws SqlError 208, 313, 8144. */
function compileFunction(
  { name, arguments: given, alias, line }: Extract<TableSource, { kind: 'function' }>,
  { scope, environment }: FromContext,
  seen: Scope | undefined,
): Producer {
  const written = [name.database, name.schema, name.name].filter((part) => part !== undefined).join('.');
  const found = environment.facts.tableFunction?.(name, environment.session);
  if (found === undefined) throw refusal(208, `Invalid object name '${written}'.`, 16, line);
  const { columns, parameters } = found;
  if (given.length > parameters.length)
    throw refusal(8144, `Procedure or function ${written} has too many arguments specified.`, 16, line);
  if (given.length < parameters.length) {
    throw refusal(
      313,
      `An insufficient number of arguments were supplied for the procedure or function ${written}.`,
      16,
      line,
    );
  }
  const values = given.map((expression, index) =>
    coerce(compile(expression, { scope: new Scope(seen), environment }), parameters[index]!),
  );
  const { offset } = scope.add(alias ?? name.name, columns);
  const read = (): Iterable<Row> =>
    found.rows(
      values.map((value) => value.evaluate()),
      environment.session,
    );
  return { offset, width: columns.length, rows: () => [...read()] };
}

function crossJoin(left: Producer, right: Producer): Producer {
  return {
    offset: left.offset,
    width: left.width + right.width,
    rows: () => {
      const others = right.rows();
      return left.rows().flatMap((row) => others.map((other) => [...row, ...other]));
    },
  };
}

function compileJoin(source: Extract<TableSource, { kind: 'join' }>, context: FromContext): Producer {
  const { scope } = context;
  const left = compileSource(source.left, context);
  if (source.type.endsWith('apply')) return compileApply(source, left, context);
  const right = compileSource(source.right, context);
  if (source.on === undefined) return crossJoin(left, right);
  const matches = compileCondition(source.on, context);
  const equality = equalityOf(source.on, left, right, context);
  const padding: SqlValue[] = new Array<SqlValue>(left.offset).fill(null);
  const [noLeft, noRight] = [left, right].map((side) => new Array<SqlValue>(side.width).fill(null));
  const keepsLeft = source.type === 'left' || source.type === 'full';
  const keepsRight = source.type === 'right' || source.type === 'full';
  if (keepsLeft) scope.makeNullable(right);
  if (keepsRight) scope.makeNullable(left);
  return {
    offset: left.offset,
    width: left.width + right.width,
    rows: () => {
      const others = right.rows();
      const candidates = equality === undefined ? () => others : hashed(others, equality, left, right, scope);
      const joined: Row[] = [];
      const matched = new Set<Row>();
      for (const row of left.rows()) {
        const before = joined.length;
        for (const other of candidates(row)) {
          const whole = [...row, ...other];
          scope.row = left.offset === 0 ? whole : [...padding, ...whole];
          if (matches() !== true) continue;
          joined.push(whole);
          if (keepsRight) matched.add(other);
        }
        if (keepsLeft && joined.length === before) joined.push([...row, ...noRight!]);
      }
      if (keepsRight) for (const other of others) if (!matched.has(other)) joined.push([...noLeft!, ...other]);
      return joined;
    },
  };
}

/** The right side of APPLY sees the columns of the left one. */
function compileApply(source: Extract<TableSource, { kind: 'join' }>, left: Producer, context: FromContext): Producer {
  const { scope } = context;
  const right = compileSource(source.right, context, scope);
  if (source.type === 'outer apply') scope.makeNullable(right);
  const padding: SqlValue[] = new Array<SqlValue>(left.offset).fill(null);
  const none = new Array<SqlValue>(right.width).fill(null);
  return {
    offset: left.offset,
    width: left.width + right.width,
    rows: () =>
      left.rows().flatMap((row) => {
        scope.row = [...padding, ...row];
        const others = right.rows();
        if (others.length === 0) return source.type === 'outer apply' ? [[...row, ...none]] : [];
        return others.map((other) => [...row, ...other]);
      }),
  };
}

interface Equality {
  readonly leftKey: () => string | undefined;
  readonly rightKey: () => string | undefined;
}

/** `left.column = right.column` among the conditions that must all hold. */
function equalityOf(on: Expression, left: Producer, right: Producer, context: FromContext): Equality | undefined {
  if (!isCondition(on)) return undefined;
  if (on.kind === 'and') return equalityOf(on.left, left, right, context) ?? equalityOf(on.right, left, right, context);
  if (on.kind !== 'compare' || on.operator !== '=' || on.left.kind !== 'column' || on.right.kind !== 'column')
    return undefined;
  const isOf = (reference: ColumnReference, side: Producer): boolean => {
    const { scope, index } = context.scope.resolve(reference);
    return scope === context.scope && index >= side.offset && index < side.offset + side.width;
  };
  const [a, b] = isOf(on.left, left) ? [on.left, on.right] : [on.right, on.left];
  if (!isOf(a, left) || !isOf(b, right)) return undefined;
  const [leftValue, rightValue] = [compile(a, context), compile(b, context)];
  const type = commonType(leftValue.type, rightValue.type);
  const keyFrom = (evaluate: () => SqlValue) => (): string | undefined => {
    const value = evaluate();
    return value === null ? undefined : keyOf(value);
  };
  return { leftKey: keyFrom(coerce(leftValue, type).evaluate), rightKey: keyFrom(coerce(rightValue, type).evaluate) };
}

function hashed(
  others: readonly Row[],
  equality: Equality,
  left: Producer,
  right: Producer,
  scope: Scope,
): (row: Row) => readonly Row[] {
  const buckets = new Map<string, Row[]>();
  const rightPadding: SqlValue[] = new Array<SqlValue>(right.offset).fill(null);
  const leftPadding: SqlValue[] = new Array<SqlValue>(left.offset).fill(null);
  for (const other of others) {
    scope.row = [...rightPadding, ...other];
    const key = equality.rightKey();
    if (key === undefined) continue;
    const bucket = buckets.get(key);
    if (bucket === undefined) buckets.set(key, [other]);
    else bucket.push(other);
  }
  return (row) => {
    scope.row = [...leftPadding, ...row];
    const key = equality.leftKey();
    return key === undefined ? [] : (buckets.get(key) ?? []);
  };
}
