import type { Column, SqlValue } from '../contract';
import { refusal } from './errors';

/** @param table as the message names it. @throws SqlError 515 for NULL in a column that is NOT NULL. */
export function refuseNull(
  columns: readonly Column[],
  rows: readonly (readonly SqlValue[])[],
  table: string,
  statement: 'INSERT' | 'UPDATE',
): void {
  for (const [index, column] of columns.entries()) {
    if (column.nullable === false && rows.some((row) => row[index] === null)) {
      throw refusal(
        515,
        `Cannot insert the value NULL into column '${column.name}', table '${table}'; column does not allow nulls. ${statement} fails.`,
      );
    }
  }
}
