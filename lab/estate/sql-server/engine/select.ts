/** One SELECT: where, grouping, row numbers, projection, order, TOP - in the logical order of the documentation. */
import type { Column, SqlType, SqlValue } from '../contract';
import type { CommonTable, Expression, OrderItem, Select, SelectItem } from '../language/ast';
import { isAggregate } from './aggregates';
import type { Collation } from './collation';
import { compileCondition } from './compile-condition';
import { compile, compileConstant } from './compile-expression';
import type { Compiled } from './compiled';
import { distinctRows, rowKey } from './compiled-query';
import type { CompiledQuery, Row } from './compiled-query';
import type { Context } from './context';
import { asNumber } from './convert';
import type { Environment } from './environment';
import { refusal } from './errors';
import { fingerprint } from './fingerprint';
import { compileFrom } from './from';
import { numbersOf } from './row-number';
import { compareKeys, selectedColumn, signOf } from './row-order';
import type { OrderKey } from './row-order';
import { Scope } from './scope';
import type { Grouping } from './scope';

export interface QueryContext {
  readonly environment: Environment;
  readonly parent: Scope | undefined;
  readonly common: readonly CommonTable[];
}

interface Output {
  readonly name: string;
  readonly type: SqlType;
  readonly nullable: boolean;
  readonly collation?: Collation | undefined;
  readonly evaluate: () => SqlValue;
}

/** A row of the source, or a group, as it is before projection. */
interface Candidate {
  readonly row: Row;
  readonly group: Row;
}

interface SortKey extends OrderKey {
  readonly read: (output: Row) => SqlValue;
}

export function compileSelect(
  select: Select,
  orderBy: readonly OrderItem[],
  { environment, parent, common }: QueryContext,
): CompiledQuery {
  const scope = new Scope(parent);
  const context = { scope, environment };
  const source = compileFrom(select.from, { ...context, common });
  const where = select.where && compileCondition(select.where, context);
  const keys = select.groupBy.map((expression) => ({
    print: fingerprint(expression, scope),
    compiled: compile(expression, context),
  }));
  const grouping = isGrouped(select, orderBy) ? newGrouping(keys) : undefined;
  scope.grouping = grouping;
  const having = select.having && compileCondition(select.having, context);
  const outputs = select.items.flatMap((item) => compileItem(item, context));
  const sortKeys = orderBy.map((item) => compileSortKey(item, outputs, select, context));
  const top = select.top && compileTop(select.top, context);

  const visit = ({ row, group }: Candidate): void => {
    scope.row = row;
    if (grouping !== undefined) grouping.current = group;
  };
  const candidates = (): Candidate[] => {
    const rows = source.rows().filter((row) => {
      scope.row = row;
      return where === undefined || where() === true;
    });
    if (grouping === undefined) return rows.map((row) => ({ row, group: [] }));
    const groups = groupRows(
      rows,
      keys.map((key) => key.compiled),
      grouping,
      scope,
    );
    return groups.filter((candidate) => {
      visit(candidate);
      return having === undefined || having() === true;
    });
  };
  const run = (): readonly Row[] => {
    const found = candidates();
    const numbers = scope.numberings.map((one) => numbersOf(one, found.length, (index) => visit(found[index]!)));
    const projected = found.map((candidate, index) => {
      visit(candidate);
      scope.numbers = numbers.map((values) => values[index]!);
      const output = outputs.map((item) => item.evaluate());
      return { output, keys: sortKeys.map((key) => key.read(output)) };
    });
    if (sortKeys.length > 0) projected.sort((a, b) => compareKeys(a.keys, b.keys, sortKeys));
    const rows = projected.map(({ output }) => output);
    return (select.distinct ? distinctRows(rows) : rows).slice(0, top?.());
  };
  const columns = outputs.map(({ name, type, nullable, collation }): Column => ({
    name,
    type,
    nullable,
    ...(collation && { collation: collation.name }),
  }));
  return { columns, run };
}

function isGrouped(select: Select, orderBy: readonly OrderItem[]): boolean {
  if (select.groupBy.length > 0 || select.having !== undefined) return true;
  const expressions = [
    ...select.items.flatMap((item) => (item.kind === 'star' ? [] : [item.expression])),
    ...orderBy.map((item) => item.expression),
  ];
  return expressions.some(containsAggregate);
}

/** Looks through an expression, not into the queries inside it: their aggregates are their own. */
function containsAggregate(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || value instanceof Date || Buffer.isBuffer(value)) return false;
  if (Array.isArray(value)) return value.some(containsAggregate);
  const node = value as Partial<Extract<Expression, { kind: 'call' }>> & { readonly body?: unknown };
  if (node.body !== undefined) return false;
  if (node.kind === 'call' && node.over === undefined && isAggregate(node.name ?? '')) return true;
  return Object.values(node).some(containsAggregate);
}

const newGrouping = (keys: readonly { readonly print: string; readonly compiled: Compiled }[]): Grouping => ({
  // One slot for every expression, so that aggregates begin after them even where GROUP BY names one twice.
  keys: new Map(
    keys.map(({ print, compiled }, slot) => [
      slot > 0 && keys.findIndex((key) => key.print === print) < slot ? `${print} ${slot}` : print,
      { slot, type: compiled.type },
    ]),
  ),
  aggregates: [],
  current: [],
});

function groupRows(rows: readonly Row[], keys: readonly Compiled[], grouping: Grouping, scope: Scope): Candidate[] {
  const groups = new Map<string, { row: Row; values: SqlValue[]; states: unknown[] }>();
  const start = (row: Row, values: SqlValue[]) => ({
    row,
    values,
    states: grouping.aggregates.map((slot) => slot.initial()),
  });
  // Without GROUP BY there is one group, of no rows as well.
  if (keys.length === 0) groups.set('', start([], []));
  scope.grouping = undefined;
  for (const row of rows) {
    scope.row = row;
    const values = keys.map((key) => key.evaluate());
    const id = rowKey(values);
    const group = groups.get(id) ?? start(row, values);
    groups.set(id, group);
    grouping.aggregates.forEach((slot, index) => (group.states[index] = slot.accumulate(group.states[index])));
  }
  scope.grouping = grouping;
  return [...groups.values()].map(({ row, values, states }) => ({
    row,
    group: [...values, ...grouping.aggregates.map((slot, index) => slot.result(states[index]))],
  }));
}

/** @throws SqlError 107, 263. */
function compileItem(item: SelectItem, context: Context): Output[] {
  const { scope } = context;
  if (item.kind === 'star') return expandStar(item, context);
  const compiled = compile(item.expression, context);
  const { expression } = item;
  const nullable =
    expression.kind === 'column' ? (scope.resolve(expression).column.nullable ?? true) : expression.kind !== 'literal';
  const name = item.alias ?? (expression.kind === 'column' ? scope.resolve(expression).column.name : '');
  const { type, collation, evaluate } = compiled;
  return [{ name, type, nullable, collation, evaluate }];
}

function expandStar(item: Extract<SelectItem, { kind: 'star' }>, context: Context): Output[] {
  const { scope } = context;
  if (scope.sources.length === 0) throw refusal(263, 'Must specify table to select from.', 16, item.line);
  const sources = item.qualifier === undefined ? scope.sources : scope.matching(item.qualifier);
  if (sources.length === 0) {
    throw refusal(
      107,
      `The column prefix '${item.qualifier!.join('.')}' does not match with a table name or alias name used in the query.`,
      15,
      item.line,
    );
  }
  return sources.flatMap((source) =>
    source.columns.map((column) => {
      const compiled = compile({ kind: 'column', parts: [source.alias, column.name], line: item.line }, context);
      const { type, collation, evaluate } = compiled;
      return { name: column.name, type, nullable: column.nullable ?? true, collation, evaluate };
    }),
  );
}

/** A position, a name of the select list, or any expression over the source. @throws SqlError 145. */
function compileSortKey(item: OrderItem, outputs: readonly Output[], select: Select, context: Context): SortKey {
  const sign = signOf(item);
  const index = selectedColumn(item, outputs) ?? selectedIndex(item, select, outputs, context.scope);
  if (index !== undefined) return { type: outputs[index]!.type, sign, read: (output) => output[index]! };
  if (select.distinct)
    throw refusal(145, 'ORDER BY items must appear in the select list if SELECT DISTINCT is specified.', 15);
  const compiled = compile(item.expression, context);
  return { type: compiled.type, sign, read: compiled.evaluate };
}

function selectedIndex(item: OrderItem, select: Select, outputs: readonly Output[], scope: Scope): number | undefined {
  if (outputs.length !== select.items.length) return undefined;
  const wanted = fingerprint(item.expression, scope);
  const index = select.items.findIndex(
    (candidate) => candidate.kind === 'value' && fingerprint(candidate.expression, scope) === wanted,
  );
  return index < 0 ? undefined : index;
}

/** @throws SqlError 1060. */
function compileTop(count: Expression, { environment }: Context): () => number {
  const compiled = compileConstant(count, environment);
  return () => {
    const given = asNumber(compiled.evaluate());
    if (given >= 0) return Math.trunc(given);
    throw refusal(
      1060,
      'The number of rows provided for a TOP or FETCH clauses row count parameter must be an integer.',
      15,
    );
  };
}
