/** Values on their way into a column: converted, and refused instead of cut. */
import type { SqlType } from '../contract';
import { coerce } from './compiled';
import type { Compiled } from './compiled';
import { refusal } from './errors';
import { familyOf } from './types';

/** @throws SqlError 8152 when text or bytes do not fit. */
export function store(compiled: Compiled, type: SqlType): Compiled {
  const family = familyOf(type);
  const isBounded =
    typeof type.length === 'number' && (family === 'text' || family === 'binary') && familyOf(compiled.type) === family;
  if (!isBounded || compiled.untyped === true) return coerce(compiled, type);
  const fitted = coerce(compiled, type);
  const most = type.length;
  return {
    type,
    evaluate: () => {
      const value = compiled.evaluate();
      const needed =
        typeof value === 'string' ? value.replace(/ +$/, '').length : Buffer.isBuffer(value) ? value.length : 0;
      if (needed > most) throw refusal(8152, 'String or binary data would be truncated.');
      return fitted.evaluate();
    },
  };
}
