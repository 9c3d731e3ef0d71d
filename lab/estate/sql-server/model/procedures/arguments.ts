/** How a system procedure reads its arguments. */
import type { ProcedureCall, SqlValue } from '../../contract';

export const textArgument = ({ arguments: values }: ProcedureCall, name: string): string => {
  const value: SqlValue = values.get(name) ?? null;
  return typeof value === 'string' ? value : '';
};
