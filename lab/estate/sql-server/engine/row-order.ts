/** ORDER BY: which column an item means by its position or its name, and the order of rows by several keys. */
import type { SqlType } from '../contract';
import type { OrderItem } from '../language/ast';
import { compareNullable } from './compare';
import type { Row } from './compiled-query';
import { refusal } from './errors';

export interface OrderKey {
  readonly type: SqlType;
  readonly sign: number;
}

export const signOf = ({ descending }: OrderItem): number => (descending ? -1 : 1);

/** Of rows that hold the values of the keys. */
export function compareKeys(left: Row, right: Row, keys: readonly OrderKey[]): number {
  for (const [index, { type, sign }] of keys.entries()) {
    const difference = compareNullable(left[index]!, right[index]!, type) * sign;
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The column that a position or a name of the select list means. @throws SqlError 108. */
export function selectedColumn(item: OrderItem, columns: readonly { readonly name: string }[]): number | undefined {
  const { expression } = item;
  if (expression.kind === 'literal' && typeof expression.value === 'number') {
    if (columns[expression.value - 1] === undefined) {
      throw refusal(
        108,
        `The ORDER BY position number ${expression.value} is out of range of the number of items in the select list.`,
        15,
      );
    }
    return expression.value - 1;
  }
  if (expression.kind !== 'column' || expression.parts.length !== 1) return undefined;
  const wanted = expression.parts[0]!.toLowerCase();
  const index = columns.findIndex((column) => column.name.toLowerCase() === wanted);
  return index < 0 ? undefined : index;
}
