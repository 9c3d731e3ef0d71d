/** A query that is ready to run, and the rows that it answers with. */
import type { Column, SqlValue } from '../contract';
import { keyOf } from './compare';

export type Row = readonly SqlValue[];

export interface CompiledQuery {
  readonly columns: readonly Column[];
  readonly run: () => readonly Row[];
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
