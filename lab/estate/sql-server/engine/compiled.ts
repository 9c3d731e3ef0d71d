/** An expression as a closure over its scope, with the type that SQL Server derives for it. */
import type { SqlType, SqlValue } from '../contract';
import type { Collation } from './collation';
import { convert } from './convert';
import { refusal } from './errors';
import { commonType, familyOf, typeText } from './types';

export interface Compiled {
  readonly type: SqlType;
  readonly evaluate: () => SqlValue;
  /** The bare word NULL has no type of its own. */
  readonly untyped?: true;
  /** Of the text of a column, or by COLLATE. */
  readonly collation?: Collation;
}

export type CompiledCondition = () => boolean | null;

export const sameType = (left: SqlType, right: SqlType): boolean =>
  left.name === right.name &&
  left.length === right.length &&
  left.precision === right.precision &&
  left.scale === right.scale;

const explicitOnly = (from: SqlType, to: SqlType): boolean => {
  const families = [familyOf(from), familyOf(to)];
  const [source, target] = families;
  if (source === 'text' && target === 'binary') return true;
  return source === 'date' && ['integer', 'bigint', 'exact', 'approximate'].includes(target!);
};

const clash = (from: SqlType, to: SqlType): boolean => {
  const source = familyOf(from);
  const target = familyOf(to);
  const isNewDate = (type: SqlType): boolean => ['date', 'time', 'datetime2', 'datetimeoffset'].includes(type.name);
  const counts = ['integer', 'bigint', 'exact', 'approximate'];
  if (source === 'guid') return ![...['guid', 'text', 'binary', 'variant']].includes(target);
  if (target === 'guid') return !['text', 'binary', 'variant'].includes(source);
  return (counts.includes(source) && isNewDate(to)) || (isNewDate(from) && counts.includes(target));
};

/** Converts without being asked to. @throws SqlError 206, 257. */
export function coerce(compiled: Compiled, to: SqlType): Compiled {
  if (compiled.untyped === true) return { type: to, evaluate: () => null };
  const from = compiled.type;
  if (sameType(from, to)) return compiled;
  if (clash(from, to)) throw refusal(206, `Operand type clash: ${typeText(from)} is incompatible with ${typeText(to)}`);
  if (explicitOnly(from, to)) {
    throw refusal(
      257,
      `Implicit conversion from data type ${typeText(from)} to ${typeText(to)} is not allowed. Use the CONVERT function to run this query.`,
    );
  }
  const conversion = { from, to };
  const { evaluate } = compiled;
  return { type: to, evaluate: () => convert(evaluate(), conversion) };
}

export function commonTypeOfCompiled(items: readonly Compiled[]): SqlType {
  const typed = items.filter((item) => item.untyped !== true).map((item) => item.type);
  return typed.length === 0 ? { name: 'int' } : typed.reduce(commonType);
}
