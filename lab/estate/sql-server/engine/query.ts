/** Queries: set operators, common table expressions, ORDER BY; one SELECT is in select.ts. */
import type { Column, SqlType, SqlValue } from '../contract';
import type { Combination, CommonTable, OrderItem, Query, QueryBody } from '../language/ast';
import { compareNullable, keyOf } from './compare';
import { compileConstant } from './compile-expression';
import type { Compiled } from './compiled';
import { asNumber, convert } from './convert';
import type { Environment } from './environment';
import { refusal } from './errors';
import type { Scope } from './scope';
import { compileSelect } from './select';
import { commonType } from './types';

export type Row = readonly SqlValue[];

export interface CompiledQuery {
  readonly columns: readonly Column[];
  /** Whether it sets variables instead of returning rows. */
  readonly assigns: boolean;
  readonly run: () => readonly Row[];
}

export interface QueryContext {
  readonly environment: Environment;
  readonly parent: Scope | undefined;
  readonly common: readonly CommonTable[];
}

export function compileQuery(
  query: Query,
  environment: Environment,
  parent?: Scope,
  common: readonly CommonTable[] = [],
): CompiledQuery {
  const { page } = query;
  if (page === undefined) return compileUnpaged(query, environment, parent, common);
  if (query.body.kind === 'select' && query.body.top !== undefined)
    throw refusal(10741, 'A TOP can not be used in the same query or sub-query as a OFFSET.', 15);
  const compiled = compileUnpaged(query, environment, parent, common);
  const skip = compileConstant(page.skip, environment);
  const take = page.take && compileConstant(page.take, environment);
  return {
    ...compiled,
    run: () => {
      const from = rowCountOf(skip, 0, 'OFFSET');
      return compiled.run().slice(from, take === undefined ? undefined : from + rowCountOf(take, 1, 'FETCH'));
    },
  };
}

/** @throws SqlError 10742, 10744. */
function rowCountOf(compiled: Compiled, least: number, clause: 'OFFSET' | 'FETCH'): number {
  const value = asNumber(compiled.evaluate());
  if (value >= least) return Math.trunc(value);
  throw clause === 'OFFSET'
    ? refusal(10742, 'The offset specified in a OFFSET clause may not be negative.', 15)
    : refusal(10744, 'The number of rows provided for a FETCH clause must be greater then zero.', 15);
}

function compileUnpaged(
  query: Query,
  environment: Environment,
  parent: Scope | undefined,
  common: readonly CommonTable[],
): CompiledQuery {
  const context = { environment, parent, common: [...query.with, ...common] };
  if (query.body.kind === 'select') return compileSelect(query.body, query.orderBy, context);
  const compiled = compileBody(query.body, context);
  return query.orderBy.length === 0 ? compiled : sorted(compiled, query.orderBy);
}

const compileBody = (body: QueryBody, context: QueryContext): CompiledQuery =>
  body.kind === 'select' ? compileSelect(body, [], context) : compileCombination(body, context);

function compileCombination(body: Combination, context: QueryContext): CompiledQuery {
  const left = compileBody(body.left, context);
  const right = compileBody(body.right, context);
  if (left.columns.length !== right.columns.length) {
    throw refusal(
      205,
      'All queries combined using a UNION, INTERSECT or EXCEPT operator must have an equal number of expressions in their target lists.',
    );
  }
  const columns = left.columns.map((column, index) => ({
    name: column.name,
    type: commonType(column.type, right.columns[index]!.type),
    nullable: true,
  }));
  const rowsOf = (side: CompiledQuery): Row[] =>
    side
      .run()
      .map((row) =>
        row.map((value, index) => convert(value, { from: side.columns[index]!.type, to: columns[index]!.type })),
      );
  const run = (): Row[] => {
    const [first, second] = [rowsOf(left), rowsOf(right)];
    if (body.kind === 'union') return body.all ? [...first, ...second] : distinctRows([...first, ...second]);
    const others = new Set(second.map(rowKey));
    return distinctRows(first).filter((row) => others.has(rowKey(row)) === (body.kind === 'intersect'));
  };
  return { columns, assigns: false, run };
}

export const rowKey = (row: Row): string => row.map(keyOf).join('\u0001');

export function distinctRows(rows: readonly Row[]): Row[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const key = rowKey(row);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** ORDER BY of a UNION sees its columns only. @throws SqlError 104, 108. */
function sorted(compiled: CompiledQuery, orderBy: readonly OrderItem[]): CompiledQuery {
  const keys = orderBy.map((item) => {
    const index = ordinalOf(item, compiled.columns) ?? namedColumn(item, compiled.columns);
    if (index === undefined) {
      throw refusal(
        104,
        'ORDER BY items must appear in the select list if the statement contains a UNION, INTERSECT or EXCEPT operator.',
      );
    }
    return { index, type: compiled.columns[index]!.type, sign: item.descending ? -1 : 1 };
  });
  const compare = (a: Row, b: Row): number => {
    for (const { index, type, sign } of keys) {
      const difference = compareNullable(a[index]!, b[index]!, type) * sign;
      if (difference !== 0) return difference;
    }
    return 0;
  };
  return { ...compiled, run: () => [...compiled.run()].sort(compare) };
}

/** `ORDER BY 2`. @throws SqlError 108 for a position that is not there. */
export function ordinalOf(item: OrderItem, columns: readonly { readonly type: SqlType }[]): number | undefined {
  const { expression } = item;
  if (expression.kind !== 'literal' || typeof expression.value !== 'number') return undefined;
  if (columns[expression.value - 1] === undefined) {
    throw refusal(
      108,
      `The ORDER BY position number ${expression.value} is out of range of the number of items in the select list.`,
      15,
    );
  }
  return expression.value - 1;
}

export function namedColumn(item: OrderItem, columns: readonly { readonly name: string }[]): number | undefined {
  const { expression } = item;
  if (expression.kind !== 'column' || expression.parts.length !== 1) return undefined;
  const wanted = expression.parts[0]!.toLowerCase();
  const index = columns.findIndex((column) => column.name.toLowerCase() === wanted);
  return index < 0 ? undefined : index;
}
