/** `+ - * / %` over the numeric types, text concatenation, and dates plus days. */
import type { Decimal, SqlType, SqlValue } from '../contract';
import type { ArithmeticOperator } from '../language/ast';
import { coerce } from './compiled';
import type { Compiled } from './compiled';
import { asDecimal, asNumber, convert } from './convert';
import { dayMs } from './dates';
import { powerOfTen, rescale } from './decimal';
import { refusal } from './errors';
import { commonType, concatenatedType, digitsOf, exactType, familyOf, isNumeric, typeText } from './types';
import { textOf } from './text-of';

const divideByZero = (): Error => refusal(8134, 'Divide by zero error encountered.');
const names: Record<ArithmeticOperator, string> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '%': 'modulo',
};

/** @throws SqlError 402, 8117. */
export function compileArithmetic(operator: ArithmeticOperator, left: Compiled, right: Compiled): Compiled {
  if (left.untyped === true || right.untyped === true)
    return { type: left.untyped === true ? right.type : left.type, evaluate: () => null };
  const families = [familyOf(left.type), familyOf(right.type)];
  if (operator === '+' && families.every((family) => family === 'text')) return concatenate(left, right);
  if (families.includes('date')) return shiftDate(operator, left, right);
  if (!isNumeric(left.type) && !isNumeric(right.type)) {
    const sameFamily = left.type.name === right.type.name;
    throw sameFamily
      ? refusal(8117, `Operand data type ${typeText(left.type)} is invalid for ${names[operator]} operator.`)
      : refusal(
          402,
          `The data types ${typeText(left.type)} and ${typeText(right.type)} are incompatible in the ${names[operator]} operator.`,
        );
  }
  const common = commonType(left.type, right.type);
  const a = isNumeric(left.type) ? left : coerce(left, common);
  const b = isNumeric(right.type) ? right : coerce(right, common);
  switch (familyOf(common)) {
    case 'exact':
      return exact(operator, a, b, common);
    case 'approximate':
      return nullSafe(common, a, b, (x, y) => approximate(operator, asNumber(x), asNumber(y)));
    default:
      return nullSafe(common, a, b, (x, y) => whole(operator, asDecimal(x).unscaled, asDecimal(y).unscaled, common));
  }
}

function nullSafe(
  type: SqlType,
  left: Compiled,
  right: Compiled,
  apply: (a: SqlValue, b: SqlValue) => SqlValue,
): Compiled {
  return {
    type,
    evaluate: () => {
      const a = left.evaluate();
      const b = right.evaluate();
      return a === null || b === null ? null : apply(a, b);
    },
  };
}

function concatenate(left: Compiled, right: Compiled): Compiled {
  const type = concatenatedType(left.type, right.type);
  const most = type.length === 'max' ? Infinity : (type.length ?? Infinity);
  return nullSafe(type, left, right, (a, b) => `${textOf(a)}${textOf(b)}`.slice(0, most));
}

function shiftDate(operator: ArithmeticOperator, left: Compiled, right: Compiled): Compiled {
  const moves =
    (operator === '+' || operator === '-') &&
    [left.type, right.type].every((type) => !['date', 'time', 'datetime2', 'datetimeoffset'].includes(type.name));
  if (!moves) {
    throw refusal(
      402,
      `The data types ${typeText(left.type)} and ${typeText(right.type)} are incompatible in the ${names[operator]} operator.`,
    );
  }
  const type: SqlType = { name: 'datetime' };
  const days = (item: Compiled): Compiled => {
    const conversion = {
      from: item.type,
      to: item.type.name === 'datetime' || familyOf(item.type) === 'text' ? type : ({ name: 'float' } as const),
    };
    return { type: conversion.to, evaluate: () => convert(item.evaluate(), conversion) };
  };
  const serial = (value: SqlValue): number =>
    value instanceof Date ? value.getTime() / dayMs + 25_567 : asNumber(value);
  return nullSafe(type, days(left), days(right), (a, b) => {
    const sum = operator === '+' ? serial(a) + serial(b) : serial(a) - serial(b);
    return new Date(Math.round((sum - 25_567) * dayMs));
  });
}

function whole(operator: ArithmeticOperator, a: bigint, b: bigint, type: SqlType): SqlValue {
  const result = wholeResult(operator, a, b);
  return type.name === 'bigint'
    ? convert(result, { from: { name: 'numeric', precision: 38, scale: 0 }, to: type })
    : convert(result, { from: { name: 'int' }, to: type });
}

function wholeResult(operator: ArithmeticOperator, a: bigint, b: bigint): bigint {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    default:
      if (b === 0n) throw divideByZero();
      return operator === '/' ? a / b : a % b;
  }
}

function approximate(operator: ArithmeticOperator, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      if (b === 0) throw divideByZero();
      return a / b;
    default:
      throw refusal(8117, `Operand data type float is invalid for ${names[operator]} operator.`);
  }
}

function exact(operator: ArithmeticOperator, left: Compiled, right: Compiled, common: SqlType): Compiled {
  const type = common.name === 'money' ? common : exactResultType(operator, left.type, right.type);
  const scale = type.name === 'money' ? 4 : type.scale!;
  return nullSafe(type, left, right, (x, y) => {
    const result = exactResult(operator, asDecimal(x), asDecimal(y), scale);
    return convert(result, { from: { name: 'numeric', precision: 38, scale: result.scale }, to: type });
  });
}

function exactResultType(operator: ArithmeticOperator, left: SqlType, right: SqlType): SqlType {
  const a = digitsOf(left);
  const b = digitsOf(right);
  switch (operator) {
    case '*':
      return exactType(a.precision + b.precision + 1, a.scale + b.scale);
    case '/': {
      const scale = Math.max(6, a.scale + b.precision + 1);
      return exactType(a.precision - a.scale + b.scale + scale, scale);
    }
    case '%':
      return exactType(
        Math.min(a.precision - a.scale, b.precision - b.scale) + Math.max(a.scale, b.scale),
        Math.max(a.scale, b.scale),
      );
    default: {
      const scale = Math.max(a.scale, b.scale);
      return exactType(Math.max(a.precision - a.scale, b.precision - b.scale) + scale + 1, scale);
    }
  }
}

function exactResult(operator: ArithmeticOperator, a: Decimal, b: Decimal, scale: number): Decimal {
  if (operator === '*') return { unscaled: a.unscaled * b.unscaled, scale: a.scale + b.scale };
  if ((operator === '/' || operator === '%') && b.unscaled === 0n) throw divideByZero();
  if (operator === '/') {
    const shift = scale + b.scale - a.scale;
    const dividend = shift >= 0 ? a.unscaled * powerOfTen(shift) : a.unscaled / powerOfTen(-shift);
    return { unscaled: dividend / b.unscaled, scale };
  }
  const common = Math.max(a.scale, b.scale);
  const x = rescale(a, common).unscaled;
  const y = rescale(b, common).unscaled;
  return { unscaled: operator === '+' ? x + y : operator === '-' ? x - y : x % y, scale: common };
}
