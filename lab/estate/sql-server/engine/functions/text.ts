/** String functions ("String Functions (Transact-SQL)"). */
import type { SqlType, SqlValue } from '../../contract';
import type { Compiled } from '../compiled';
import { asNumber } from '../convert';
import { likePattern } from '../compare';
import { familyOf, isUnicode } from '../types';
import { int, longText, scalar, textLike } from './define';
import type { FunctionTable } from './define';
import { refusal } from '../errors';
import { textOf } from '../text-of';

const text = (value: SqlValue | undefined): string => textOf(value);
const count = (value: SqlValue | undefined): number => asNumber(value ?? 0);
const any = { name: 'sql_variant' } as const;

const brackets: Readonly<Record<string, readonly [string, string]>> = {
  '[': ['[', ']'],
  ']': ['[', ']'],
  "'": ["'", "'"],
  '"': ['"', '"'],
  '(': ['(', ')'],
  ')': ['(', ')'],
  '<': ['<', '>'],
  '>': ['<', '>'],
  '{': ['{', '}'],
  '}': ['{', '}'],
  '`': ['`', '`'],
};

function invalidLength(name: string): Error {
  return refusal(537, `Invalid length parameter passed to the ${name} function.`);
}

function substring(value: SqlValue, start: number, length: number): SqlValue {
  if (length < 0) throw invalidLength('LEFT or SUBSTRING');
  const from = Math.max(start - 1, 0);
  const to = Math.max(start - 1 + length, 0);
  return Buffer.isBuffer(value) ? value.subarray(from, to) : text(value).slice(from, to);
}

/** Matches nothing for an empty search, and ignores case. */
function replaceAll(value: string, search: string, replacement: string): string {
  if (search === '') return value;
  const pattern = search.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return value.replace(new RegExp(pattern, 'gi'), () => replacement);
}

/** Only a (max) argument has a result of more than 8,000 bytes. */
const replicated = (given: readonly Compiled[]): SqlType => {
  const isLong = given[0]!.type.length === 'max';
  return textLike(isLong ? 'max' : isUnicode(given[0]!.type) ? 4000 : 8000)(given);
};

function repeated(value: string, times: number, { length }: SqlType): string {
  if (length !== 'max') return value.repeat(Math.min(times, Number(length))).slice(0, Number(length));
  if (value.length * times > longest)
    throw refusal(7119, 'Attempting to grow LOB beyond maximum allowed size of 2147483647 bytes.');
  return value.repeat(times);
}

/** What one value may hold in this process; SQL Server's own limit is higher. */
const longest = 2 ** 28;

export const textFunctions: FunctionTable = {
  len: scalar([longText], int, ([value]) => text(value).replace(/ +$/, '').length),
  datalength: scalar([any], int, ([value], _, given) => {
    const type = given[0]!.type;
    if (Buffer.isBuffer(value)) return value.length;
    if (familyOf(type) === 'text') return text(value).length * (isUnicode(type) ? 2 : 1);
    const sizes: Readonly<Record<string, number>> = {
      bit: 1,
      tinyint: 1,
      smallint: 2,
      int: 4,
      real: 4,
      date: 3,
      smalldatetime: 4,
      uniqueidentifier: 16,
    };
    return sizes[type.name] ?? 8;
  }),
  substring: {
    least: 3,
    most: 3,
    build(given, environment) {
      const isBinary = familyOf(given[0]!.type) === 'binary';
      const type = isBinary ? ({ name: 'varbinary', length: given[0]!.type.length ?? 8000 } as const) : textLike();
      const parameter = isBinary ? given[0]!.type : longText;
      return scalar([parameter, int, int], type, ([value, start, length]) =>
        substring(value!, count(start), count(length)),
      ).build(given, environment);
    },
  },
  left: scalar([longText, int], textLike(), ([value, length]) => {
    if (count(length) < 0) throw invalidLength('left');
    return text(value).slice(0, count(length));
  }),
  right: scalar([longText, int], textLike(), ([value, length]) => {
    if (count(length) < 0) throw invalidLength('right');
    return count(length) === 0 ? '' : text(value).slice(-count(length));
  }),
  charindex: scalar(
    [longText, longText, int],
    int,
    ([search, value, start]) =>
      text(value)
        .toLowerCase()
        .indexOf(text(search).toLowerCase(), Math.max(count(start) - 1, 0)) + 1,
    2,
  ),
  patindex: scalar([longText, longText], int, ([pattern, value]) => {
    const whole = text(value);
    const inner = text(pattern);
    const anchored = !inner.startsWith('%');
    for (let at = 0; at <= (anchored ? 0 : whole.length); at++) {
      if (likePattern(anchored ? inner : inner.replace(/^%+/, ''), undefined).test(whole.slice(at))) return at + 1;
    }
    return 0;
  }),
  replace: scalar([longText, longText, longText], textLike('max'), ([value, search, by]) =>
    replaceAll(text(value), text(search), text(by)),
  ),
  upper: scalar([longText], textLike(), ([value]) => text(value).toUpperCase()),
  lower: scalar([longText], textLike(), ([value]) => text(value).toLowerCase()),
  ltrim: scalar([longText], textLike(), ([value]) => text(value).replace(/^ +/, '')),
  rtrim: scalar([longText], textLike(), ([value]) => text(value).replace(/ +$/, '')),
  // The server's collation knows no surrogate pairs.
  reverse: scalar([longText], textLike(), ([value]) => text(value).split('').reverse().join('')),
  replicate: scalar([longText, int], replicated, ([value, times], _, given) =>
    count(times) < 0 ? null : repeated(text(value), count(times), replicated(given)),
  ),
  space: scalar([int], { name: 'varchar', length: 8000 }, ([times]) =>
    count(times) < 0 ? null : ' '.repeat(count(times)),
  ),
  stuff: scalar([longText, int, int, longText], textLike('max'), ([value, start, length, by]) => {
    const whole = text(value);
    const from = count(start) - 1;
    if (from < 0 || from >= whole.length || count(length) < 0) return null;
    return whole.slice(0, from) + text(by) + whole.slice(from + count(length));
  }),
  str: scalar(
    [{ name: 'float' }, int, int],
    { name: 'varchar', length: 30 },
    ([value, length, decimals]) => {
      const width = length === undefined ? 10 : count(length);
      const shown = count(value).toFixed(decimals === undefined ? 0 : count(decimals));
      return shown.split('.')[0]!.length > width ? '*'.repeat(width) : shown.slice(0, width).padStart(width);
    },
    1,
  ),
  ascii: scalar([longText], int, ([value]) => (text(value) === '' ? null : text(value).charCodeAt(0) & 0xff)),
  unicode: scalar([longText], int, ([value]) => (text(value) === '' ? null : text(value).charCodeAt(0))),
  char: scalar([int], { name: 'char', length: 1 }, ([code]) =>
    count(code) < 0 || count(code) > 255 ? null : String.fromCharCode(count(code)),
  ),
  nchar: scalar([int], { name: 'nchar', length: 1 }, ([code]) =>
    count(code) < 0 || count(code) > 65_535 ? null : String.fromCharCode(count(code)),
  ),
  quotename: scalar(
    [
      { name: 'nvarchar', length: 4000 },
      { name: 'char', length: 1 },
    ],
    { name: 'nvarchar', length: 258 },
    ([value, quote]) => {
      const pair = brackets[quote === undefined ? '[' : text(quote)];
      if (pair === undefined || text(value).length > 128) return null;
      const [open, close] = pair;
      return `${open}${text(value)
        .split(close)
        .join(close + close)}${close}`;
    },
    1,
  ),
  parsename: scalar([longText, int], { name: 'nvarchar', length: 128 }, ([value, part]) => {
    const parts = text(value).split('.').reverse();
    const wanted = parts[count(part) - 1];
    return wanted === undefined || wanted === '' ? null : wanted.replace(/^\[(.*)\]$/, '$1');
  }),
};
