/** COUNT, SUM, AVG, MIN, MAX and their types ("Aggregate Functions (Transact-SQL)"). NULLs are not counted. */
import type { SqlType, SqlValue } from '../contract';
import { asDecimal, asNumber, convert } from './convert';
import { compareValues, keyOf } from './compare';
import type { Compiled } from './compiled';
import { rescale } from './decimal';
import { refusal } from './errors';
import type { AggregateSlot } from './scope';
import { digitsOf, familyOf, isNumeric, typeText } from './types';

const names: ReadonlySet<string> = new Set(['count', 'sum', 'avg', 'min', 'max']);

export const isAggregate = (name: string): boolean => names.has(name);

/** @throws SqlError 8117 for a sum of something that does not add. */
export function aggregate(
  name: string,
  argument: Compiled | undefined,
  distinct: boolean,
): AggregateSlot & { readonly type: SqlType } {
  const type = resultType(name, argument);
  const values = (state: unknown): SqlValue[] => state as SqlValue[];
  if (argument === undefined) {
    return {
      type,
      initial: () => 0,
      accumulate: (state) => (state as number) + 1,
      result: (state) => state as number,
    };
  }
  return {
    type,
    initial: () => [],
    accumulate: (state) => {
      const value = argument.evaluate();
      if (value !== null) values(state).push(value);
      return state;
    },
    result: (state) => {
      const all = distinct ? [...new Map(values(state).map((value) => [keyOf(value), value])).values()] : values(state);
      if (name === 'count') return all.length;
      if (all.length === 0) return null;
      if (name === 'min' || name === 'max') {
        const sign = name === 'min' ? 1 : -1;
        return all.reduce((best, value) => (compareValues(value, best, type) * sign < 0 ? value : best));
      }
      return total(all, type, name === 'avg');
    },
  };
}

function resultType(name: string, argument: Compiled | undefined): SqlType {
  if (name === 'count') return { name: 'int' };
  if (argument === undefined) throw refusal(102, "Incorrect syntax near '*'.", 15);
  if (name === 'min' || name === 'max') {
    if (argument.type.name !== 'bit') return argument.type;
  } else if (isNumeric(argument.type) && argument.type.name !== 'bit') {
    return sumType(argument.type, name === 'avg');
  }
  throw refusal(
    8117,
    `Operand data type ${argument.untyped === true ? 'NULL' : typeText(argument.type)} is invalid for ${name} operator.`,
  );
}

function sumType(type: SqlType, average: boolean): SqlType {
  if (familyOf(type) === 'integer') return { name: 'int' };
  if (familyOf(type) === 'approximate') return { name: 'float' };
  if (type.name !== 'numeric') return type;
  const { scale } = digitsOf(type);
  return { name: 'numeric', precision: 38, scale: average ? Math.max(scale, 6) : scale };
}

function total(values: readonly SqlValue[], type: SqlType, average: boolean): SqlValue {
  if (type.name === 'float') {
    const sum = values.reduce<number>((running, value) => running + asNumber(value), 0);
    return average ? sum / values.length : sum;
  }
  const scale = type.name === 'money' ? 4 : (type.scale ?? 0);
  const sum = values.reduce<bigint>((running, value) => running + rescale(asDecimal(value), scale).unscaled, 0n);
  const unscaled = average ? sum / BigInt(values.length) : sum;
  return convert({ unscaled, scale }, { from: { name: 'numeric', precision: 38, scale }, to: type });
}
