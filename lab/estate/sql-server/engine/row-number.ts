/** ROW_NUMBER over the rows of a query. */
import type { SqlValue } from '../contract';
import { keyOf } from './compare';
import type { Compiled } from './compiled';
import { compareKeys } from './row-order';
import type { OrderKey } from './row-order';
import type { RowNumbering, Scope } from './scope';

/** @param order how the rows of a partition are numbered, with the expressions by whose values that goes. */
export function numberRows(
  partition: readonly Compiled[],
  order: readonly (OrderKey & Pick<Compiled, 'evaluate'>)[],
  scope: Scope,
): Compiled {
  const slot = scope.numberings.length;
  scope.numberings.push({
    partition: () => partition.map(({ evaluate }) => keyOf(evaluate())).join('|'),
    keys: () => order.map(({ evaluate }) => evaluate()),
    compare: (left, right) => compareKeys(left, right, order),
  });
  return { type: { name: 'bigint' }, evaluate: () => scope.numbers[slot]! };
}

/** The number of every row, in the order of the rows. `visit` makes a row the current one. */
export function numbersOf(numbering: RowNumbering, count: number, visit: (index: number) => void): SqlValue[] {
  const rows = Array.from({ length: count }, (_, index) => {
    visit(index);
    return { index, partition: numbering.partition(), keys: numbering.keys() };
  });
  rows.sort((a, b) => numbering.compare(a.keys, b.keys) || a.index - b.index);
  const last = new Map<string, bigint>();
  const numbers: SqlValue[] = new Array<SqlValue>(count).fill(null);
  for (const { index, partition } of rows) {
    const next = (last.get(partition) ?? 0n) + 1n;
    last.set(partition, next);
    numbers[index] = next;
  }
  return numbers;
}
