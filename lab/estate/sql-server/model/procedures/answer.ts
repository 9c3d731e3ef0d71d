/** How a system procedure reads its arguments and answers. */
import type { Procedure, ProcedureCall, SqlValue } from '../../contract';
import { columnsOf, ordered } from '../columns';
import type { NamedRow } from '../columns';
import type { Instance } from '../instance';

export type Procedures = Readonly<Record<string, (instance: Instance) => Procedure>>;

/** A result set, and success. */
export function answer({ reply }: ProcedureCall, columnText: string, rows: readonly NamedRow[]): number {
  const columns = columnsOf(columnText);
  reply.columns(columns);
  for (const row of rows) reply.row(ordered(columns, row));
  reply.done(rows.length);
  return 0;
}

export const textArgument = ({ arguments: values }: ProcedureCall, name: string): string => {
  const value: SqlValue = values.get(name) ?? null;
  return typeof value === 'string' ? value : '';
};
