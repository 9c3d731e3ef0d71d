/** ROW_NUMBER, RANK and DENSE_RANK over a window. */
import type { SqlValue } from '../contract';
import type { FunctionCall } from '../language/ast';
import { compareNullable, keyOf } from './compare';
import { compile } from './compile-expression';
import type { Context } from './compile-expression';
import type { Compiled } from './compiled';
import { refusal } from './errors';
import type { WindowSlot } from './scope';

const names: ReadonlySet<string> = new Set(['row_number', 'rank', 'dense_rank']);

export const isWindowFunction = (name: string): boolean => names.has(name);

export function compileWindow(call: FunctionCall, context: Context): Compiled {
  const { partitionBy, orderBy } = call.over!;
  if (orderBy.length === 0) {
    throw refusal(
      4112,
      `The function '${call.name.toUpperCase()}' must have an OVER clause with ORDER BY.`,
      15,
      call.line,
    );
  }
  const order = orderBy.map((item) => ({
    compiled: compile(item.expression, context),
    sign: item.descending ? -1 : 1,
  }));
  const partition = partitionBy.map((expression) => {
    const { evaluate } = compile(expression, context);
    return () => keyOf(evaluate());
  });
  const { scope } = context;
  const index = scope.windows.length;
  scope.windows.push({
    kind: call.name,
    partition,
    order: order.map((item) => item.compiled.evaluate),
    compare: (left, right) => {
      for (const [at, item] of order.entries()) {
        const difference = compareNullable(left[at]!, right[at]!, item.compiled.type) * item.sign;
        if (difference !== 0) return difference;
      }
      return 0;
    },
  });
  return { type: { name: 'bigint' }, evaluate: () => scope.windowValues[index]! };
}

/** The value of one window for every row, in the order of the rows. `visit` makes a row the current one. */
export function rankRows(window: WindowSlot, count: number, visit: (index: number) => void): SqlValue[] {
  const rows = Array.from({ length: count }, (_, index) => {
    visit(index);
    return {
      index,
      partition: window.partition.map((read) => read()).join('|'),
      keys: window.order.map((read) => read()),
    };
  });
  const sorted = rows.sort((a, b) =>
    a.partition < b.partition
      ? -1
      : a.partition > b.partition
        ? 1
        : window.compare(a.keys, b.keys) || a.index - b.index,
  );
  const ranks: SqlValue[] = new Array<SqlValue>(count).fill(null);
  let position = 0;
  let rank = 0;
  let dense = 0;
  for (const [at, row] of sorted.entries()) {
    const before = sorted[at - 1];
    const startsPartition = before?.partition !== row.partition;
    if (startsPartition) position = rank = dense = 0;
    position++;
    if (startsPartition || window.compare(before.keys, row.keys) !== 0) {
      rank = position;
      dense++;
    }
    ranks[row.index] = BigInt(window.kind === 'row_number' ? position : window.kind === 'rank' ? rank : dense);
  }
  return ranks;
}
