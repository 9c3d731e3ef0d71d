/** A remote procedure call as the EXEC statement that it amounts to. */
import type { Parameter, SqlType, SqlValue } from '../contract';
import { convert } from './convert';
import { textOf } from './text-of';

export function renderCall(procedure: string, parameters: readonly Parameter[]): string {
  const given = parameters.map(({ name, type, value, output }) => {
    const shown = `${name === '' ? '' : `${name} = `}${renderValue(value, type)}`;
    return output === true ? `${shown} OUTPUT` : shown;
  });
  return `EXEC ${procedure}${given.length === 0 ? '' : ` ${given.join(', ')}`}`;
}

function renderValue(value: SqlValue, type: SqlType): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return `N'${value.replaceAll("'", "''")}'`;
  const isDate = value instanceof Date;
  const style = isDate ? 126 : 1;
  const text = textOf(convert(value, { from: type, to: { name: 'nvarchar', length: 'max' }, style }));
  return isDate ? `'${text}'` : text;
}
