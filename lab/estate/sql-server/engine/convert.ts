/** Conversions between types, implicit and by CAST and CONVERT, with the server's refusals. */
import type { Decimal, SqlType, SqlValue } from '../contract';
import { dayMs, formatDate, parseDate, toDatetimePrecision } from './dates';
import { decimalOfNumber, decimalText, decimalToNumber, isDecimal, parseDecimal, powerOfTen, rescale } from './decimal';
import { refusal } from './errors';
import { familyOf, isUnicode, typeText } from './types';
import { localFields } from '../offset-date';
import { textOf } from './text-of';

const integerRanges: Readonly<Record<string, readonly [number, number]>> = {
  tinyint: [0, 255],
  smallint: [-32_768, 32_767],
  int: [-2_147_483_648, 2_147_483_647],
};
const bigintRange = [-(2n ** 63n), 2n ** 63n - 1n] as const;
const datetimeRange = [Date.UTC(1753, 0, 1), Date.UTC(9999, 11, 31, 23, 59, 59, 999)] as const;

/** The exact value of anything that counts. */
export function asDecimal(value: SqlValue): Decimal {
  if (isDecimal(value)) return value;
  if (typeof value === 'bigint') return { unscaled: value, scale: 0 };
  if (typeof value === 'boolean') return { unscaled: value ? 1n : 0n, scale: 0 };
  return decimalOfNumber(Number(value), Number.isInteger(value) ? 0 : 15);
}

export function asNumber(value: SqlValue): number {
  return isDecimal(value) ? decimalToNumber(value) : Number(value);
}

export interface Conversion {
  readonly style?: number;
  /** CAST and CONVERT cut text that is too long; assignments to columns do not get here before 8152. */
  readonly from: SqlType;
  readonly to: SqlType;
}

/** @throws SqlError 220, 232, 241, 242, 245, 248, 529, 8114, 8115, 8169. */
export function convert(value: SqlValue, { from, to, style }: Conversion): SqlValue {
  if (value === null) return null;
  const source = from.name === 'sql_variant' ? typeOfValue(value) : from;
  switch (familyOf(to)) {
    case 'integer':
      return toInteger(value, source, to);
    case 'bigint':
      return toBigint(value, source, to);
    case 'exact':
      return toExact(value, source, to);
    case 'approximate':
      return toApproximate(value, source, to);
    case 'text':
      return fitText(toText(value, source, to, style), source, to);
    case 'binary':
      return toBinary(value, source, to);
    case 'date':
      return toDate(value, source, to, style ?? 0);
    case 'guid':
      return toGuid(value, source, to);
    case 'variant':
      return value;
  }
}

const notAllowed = (from: SqlType, to: SqlType): Error =>
  refusal(529, `Explicit conversion from data type ${typeText(from)} to ${typeText(to)} is not allowed.`);

const notConverted = (from: SqlType, to: SqlType): Error =>
  refusal(8114, `Error converting data type ${typeText(from)} to ${typeText(to)}.`);

const overflow = (from: SqlType, to: SqlType): Error =>
  refusal(
    8115,
    `Arithmetic overflow error converting ${from.name === 'int' ? 'expression' : typeText(from)} to data type ${typeText(to)}.`,
  );

const failed = (value: string, from: SqlType, to: SqlType): Error =>
  refusal(
    245,
    `Conversion failed when converting the ${typeText(from)} value '${value}' to data type ${typeText(to)}.`,
  );

/** What a sql_variant holds. */
export function typeOfValue(value: SqlValue): SqlType {
  if (typeof value === 'string') return { name: 'nvarchar', length: Math.max(value.length, 1) };
  if (typeof value === 'boolean') return { name: 'bit' };
  if (typeof value === 'bigint') return { name: 'bigint' };
  if (typeof value === 'number') return Number.isInteger(value) ? { name: 'int' } : { name: 'float' };
  if (value instanceof Date) return { name: 'datetime' };
  if (Buffer.isBuffer(value)) return { name: 'varbinary', length: Math.max(value.length, 1) };
  return { name: 'numeric', precision: 38, scale: value?.scale ?? 0 };
}

/** @throws SqlError 245, 529, 8114. */
function wholeOf(value: SqlValue, from: SqlType, to: SqlType): bigint {
  switch (familyOf(from)) {
    case 'text': {
      const text = textOf(value);
      const match = /^\s*([+-]?)(\d*)\s*$/.exec(text);
      if (match === null) throw to.name === 'bigint' ? notConverted(from, to) : failed(text, from, to);
      const digits = BigInt(match[2]!);
      return match[1] === '-' ? -digits : digits;
    }
    case 'approximate':
      return BigInt(Math.trunc(value as number));
    case 'binary':
    case 'date':
    case 'guid':
      throw notAllowed(from, to);
    default:
      return rescale(asDecimal(value), 0, true).unscaled;
  }
}

function toInteger(value: SqlValue, from: SqlType, to: SqlType): SqlValue {
  if (to.name === 'bit') return toBit(value, from, to);
  if (typeof value === 'number' && from.name === 'int' && to.name === 'int') return value;
  const whole = wholeOf(value, from, to);
  const [least, most] = integerRanges[to.name]!;
  if (whole >= BigInt(least) && whole <= BigInt(most)) return Number(whole);
  if (familyOf(from) !== 'text') {
    if (to.name === 'int') throw overflow(from, to);
    throw refusal(220, `Arithmetic overflow error for data type ${to.name}, value = ${whole}.`);
  }
  const number = to.name === 'int' ? 248 : 244;
  const target =
    to.name === 'int'
      ? 'an int column'
      : `an INT${to.name === 'tinyint' ? '1' : '2'} column. Use a larger integer column`;
  throw refusal(number, `The conversion of the ${typeText(from)} value '${textOf(value)}' overflowed ${target}.`);
}

function toBit(value: SqlValue, from: SqlType, to: SqlType): boolean {
  if (typeof value === 'boolean') return value;
  const word = familyOf(from) === 'text' ? textOf(value).trim().toLowerCase() : '';
  if (word === 'true' || word === 'false') return word === 'true';
  if (familyOf(from) === 'approximate') return value !== 0;
  if (familyOf(from) === 'exact') return asDecimal(value).unscaled !== 0n;
  return wholeOf(value, from, to) !== 0n;
}

function toBigint(value: SqlValue, from: SqlType, to: SqlType): bigint {
  const whole = wholeOf(value, from, to);
  if (whole < bigintRange[0] || whole > bigintRange[1]) throw overflow(from, to);
  return whole;
}

function toExact(value: SqlValue, from: SqlType, to: SqlType): Decimal {
  const scale = to.name === 'money' ? 4 : (to.scale ?? 0);
  const precision = to.name === 'money' ? 19 : (to.precision ?? 18);
  const exact = rescale(exactOf(value, from, to, scale), scale);
  const size = exact.unscaled < 0n ? -exact.unscaled : exact.unscaled;
  if (size >= powerOfTen(precision)) throw overflow(from, to);
  return exact;
}

/** @throws SqlError 235, 529, 8114. */
function exactOf(value: SqlValue, from: SqlType, to: SqlType, scale: number): Decimal {
  switch (familyOf(from)) {
    case 'text': {
      const exact = parseDecimal(textOf(value));
      if (exact !== undefined) return exact;
      throw to.name === 'money'
        ? refusal(235, 'Cannot convert a char value to money. The char value has incorrect syntax.')
        : notConverted(from, to);
    }
    case 'approximate':
      return decimalOfNumber(value as number, scale);
    case 'binary':
    case 'date':
    case 'guid':
      throw notAllowed(from, to);
    default:
      return asDecimal(value);
  }
}

/** @throws SqlError 529, 8114. */
function toApproximate(value: SqlValue, from: SqlType, to: SqlType): number {
  switch (familyOf(from)) {
    case 'text': {
      const text = textOf(value).trim();
      if (!/^[+-]?(\d+\.?\d*|\.\d+)?(e[+-]?\d+)?$/i.test(text)) throw notConverted(from, to);
      return Number(text);
    }
    case 'binary':
    case 'date':
    case 'guid':
      throw notAllowed(from, to);
    default:
      return to.name === 'real' ? Math.fround(asNumber(value)) : asNumber(value);
  }
}

/** Bytes become text in style 1 only, numbers in their default style. @throws SqlError 281, 529. */
function toText(value: SqlValue, from: SqlType, to: SqlType, style = 0): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Date) {
    const digits = ['time', 'datetime2', 'datetimeoffset'].includes(from.name) ? (from.scale ?? 7) : 3;
    const text = formatDate(from.name, value, style, digits);
    if (text !== undefined) return text;
    throw refusal(
      281,
      `${style} is not a valid style number when converting from ${typeText(from)} to a character string.`,
    );
  }
  if (Buffer.isBuffer(value)) {
    if (style === 1) return `0x${value.toString('hex').toUpperCase()}`;
    throw notAllowed(from, to);
  }
  if (isDecimal(value)) return decimalText(from.name === 'money' ? rescale(value, 2) : value);
  return familyOf(from) === 'approximate' ? floatText(Number(value)) : String(value);
}

/** Six digits. */
function floatText(value: number): string {
  const short = Number(value.toPrecision(6));
  if (short === 0 || (Math.abs(short) < 1e6 && Math.abs(short) >= 1e-4)) return String(short);
  return short
    .toExponential()
    .replace(/e([+-])(\d+)$/, (_, sign: string, power: string) => `e${sign}${power.padStart(3, '0')}`);
}

function fitText(text: string, from: SqlType, to: SqlType): string {
  if (to.length === 'max' || to.length === undefined) return text;
  if (
    text.length > to.length &&
    familyOf(from) !== 'text' &&
    familyOf(from) !== 'binary' &&
    familyOf(from) !== 'date'
  ) {
    // A number is never cut; an integer that does not fit is a star, as documented.
    if (familyOf(from) === 'integer' && !isUnicode(to)) return '*';
    if (from.name === 'uniqueidentifier')
      throw refusal(8170, 'Insufficient result space to convert uniqueidentifier value to char.');
    throw overflow(from, to);
  }
  const cut = text.slice(0, to.length);
  return to.name === 'char' || to.name === 'nchar' ? cut.padEnd(to.length) : cut;
}

/** @throws SqlError 529 for what is no bytes. */
function toBinary(value: SqlValue, from: SqlType, to: SqlType): Buffer {
  if (!Buffer.isBuffer(value)) throw notAllowed(from, to);
  if (typeof to.length !== 'number') return value;
  const cut = value.subarray(0, to.length);
  return to.name === 'binary' ? Buffer.concat([cut, Buffer.alloc(to.length - cut.length)]) : Buffer.from(cut);
}

function toDate(value: SqlValue, from: SqlType, to: SqlType, style: number): Date {
  const found = dateOf(value, from, to, style);
  if (to.name === 'datetimeoffset') return found;
  const date = localFields(found);
  if (to.name === 'date') return new Date(Math.floor(date.getTime() / dayMs) * dayMs);
  if (to.name === 'time') return new Date(date.getTime() - Math.floor(date.getTime() / dayMs) * dayMs);
  if (to.name === 'smalldatetime') return new Date(Math.round(date.getTime() / 60_000) * 60_000);
  if (to.name !== 'datetime') return date;
  if (date.getTime() < datetimeRange[0] || date.getTime() > datetimeRange[1]) {
    throw refusal(
      242,
      `The conversion of a ${typeText(from)} data type to a datetime data type resulted in an out-of-range value.`,
    );
  }
  return from.name === 'datetime' ? date : toDatetimePrecision(date);
}

/** @throws SqlError 241, 242, 281, 529. */
function dateOf(value: SqlValue, from: SqlType, to: SqlType, style: number): Date {
  if (value instanceof Date)
    return from.name === 'time' && to.name !== 'time' ? new Date(value.getTime() - 25_567 * dayMs) : value;
  if (typeof value !== 'string' || from.name === 'uniqueidentifier') throw notAllowed(from, to);
  if (!isoStyles.includes(style))
    throw refusal(281, `${style} is not a valid style number when converting from a character string.`);
  const date = parseDate(value);
  if (date instanceof Date) return date;
  if (date === 'out of range' && (to.name === 'datetime' || to.name === 'smalldatetime')) {
    throw refusal(
      242,
      `The conversion of a ${typeText(from)} data type to a ${to.name} data type resulted in an out-of-range value.`,
    );
  }
  throw refusal(241, 'Conversion failed when converting date and/or time from character string.');
}

/** Styles in which a text has the year first. */
const isoStyles: readonly number[] = [0, 20, 21, 112, 120, 121, 126];

/** @throws SqlError 529, 8169. */
function toGuid(value: SqlValue, from: SqlType, to: SqlType): string {
  if (typeof value !== 'string') throw notAllowed(from, to);
  const match = /^\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?/i.exec(value);
  if (match === null)
    throw refusal(8169, 'Conversion failed when converting from a character string to uniqueidentifier.');
  return match[1]!.toUpperCase();
}
