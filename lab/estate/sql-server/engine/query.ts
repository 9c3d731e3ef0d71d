/** Queries: UNION, common table expressions, ORDER BY; one SELECT is in select.ts. */
import type { CommonTable, OrderItem, Query, QueryBody, Union } from '../language/ast';
import { distinctRows } from './compiled-query';
import type { CompiledQuery, Row } from './compiled-query';
import { convert } from './convert';
import type { Environment } from './environment';
import { refusal } from './errors';
import { compareKeys, selectedColumn, signOf } from './row-order';
import type { Scope } from './scope';
import { compileSelect } from './select';
import type { QueryContext } from './select';
import { commonType } from './types';

export function compileQuery(
  query: Query,
  environment: Environment,
  parent?: Scope,
  common: readonly CommonTable[] = [],
): CompiledQuery {
  const context = { environment, parent, common: [...query.with, ...common] };
  if (query.body.kind === 'select') return compileSelect(query.body, query.orderBy, context);
  const compiled = compileUnion(query.body, context);
  return query.orderBy.length === 0 ? compiled : sorted(compiled, query.orderBy);
}

const compileBody = (body: QueryBody, context: QueryContext): CompiledQuery =>
  body.kind === 'select' ? compileSelect(body, [], context) : compileUnion(body, context);

/** @throws SqlError 205. */
function compileUnion(union: Union, context: QueryContext): CompiledQuery {
  const left = compileBody(union.left, context);
  const right = compileBody(union.right, context);
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
    const rows = [...rowsOf(left), ...rowsOf(right)];
    return union.all ? rows : distinctRows(rows);
  };
  return { columns, run };
}

/** ORDER BY of a UNION sees its columns only. @throws SqlError 104, 108. */
function sorted(compiled: CompiledQuery, orderBy: readonly OrderItem[]): CompiledQuery {
  const keys = orderBy.map((item) => {
    const index = selectedColumn(item, compiled.columns);
    if (index === undefined) {
      throw refusal(
        104,
        'ORDER BY items must appear in the select list if the statement contains a UNION, INTERSECT or EXCEPT operator.',
      );
    }
    return { index, type: compiled.columns[index]!.type, sign: signOf(item) };
  });
  const keysOf = (row: Row): Row => keys.map(({ index }) => row[index]!);
  return { ...compiled, run: () => [...compiled.run()].sort((a, b) => compareKeys(keysOf(a), keysOf(b), keys)) };
}
