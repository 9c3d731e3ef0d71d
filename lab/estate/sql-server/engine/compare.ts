/** Order and equality of values: case-insensitive text, trailing spaces ignored, as the default collation has it. */
import type { SqlType, SqlValue } from '../contract';
import { asDecimal, asNumber } from './convert';
import { compareDecimals, decimalText, rescale } from './decimal';
import { familyOf } from './types';
import { textOf } from './text-of';

export const foldText = (text: string): string => text.replace(/ +$/, '').toLowerCase();

const byOrder = <Value extends number | string | bigint>(left: Value, right: Value): number =>
  left < right ? -1 : left > right ? 1 : 0;

/** The bytes of a uniqueidentifier from the most significant group to the least: the last group leads. */
const guidOrder = (text: string): string => text.split('-').reverse().join('-');

/** Of two values of the same type, none of them NULL. */
export function compareValues(left: SqlValue, right: SqlValue, type: SqlType): number {
  switch (familyOf(type)) {
    case 'integer':
      return byOrder(Number(left), Number(right));
    case 'bigint':
    case 'exact':
      return compareDecimals(asDecimal(left), asDecimal(right));
    case 'approximate':
      return byOrder(asNumber(left), asNumber(right));
    case 'text':
      return byOrder(foldText(textOf(left)), foldText(textOf(right)));
    case 'binary':
      return compareBinary(left as Buffer, right as Buffer);
    case 'date':
      return byOrder((left as Date).getTime(), (right as Date).getTime());
    case 'guid':
      return byOrder(guidOrder(textOf(left).toUpperCase()), guidOrder(textOf(right).toUpperCase()));
    case 'variant':
      return byOrder(keyOf(left), keyOf(right));
  }
}

/** The shorter one is padded with zeros. */
function compareBinary(left: Buffer, right: Buffer): number {
  const length = Math.max(left.length, right.length);
  const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc(length - bytes.length)]);
  return Buffer.compare(padded(left), padded(right));
}

/** Equal values of one type have the same key; NULL equals NULL, as in GROUP BY and DISTINCT. */
export function keyOf(value: SqlValue): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return `s${foldText(value)}`;
  if (value instanceof Date) return `d${value.getTime()}`;
  if (Buffer.isBuffer(value)) return `b${value.toString('hex').replace(/(00)+$/, '')}`;
  if (typeof value === 'number' && !Number.isInteger(value)) return `n${value}`;
  return `n${decimalText(rescale(asDecimal(value), 38)).replace(/\.?0+$/, '')}`;
}

/** NULL sorts first. */
export function compareNullable(left: SqlValue, right: SqlValue, type: SqlType): number {
  if (left === null || right === null) return left === right ? 0 : left === null ? -1 : 1;
  return compareValues(left, right, type);
}

// eslint-disable-next-line no-restricted-syntax -- a pattern depends on its text alone: nothing of an estate is in it
const patternCache = new Map<string, RegExp>();

/** LIKE: `%`, `_`, `[a-f]`, `[^x]`; trailing blanks of the pattern count, those of the text need not. */
export function likePattern(pattern: string): RegExp {
  const cached = patternCache.get(pattern);
  if (cached !== undefined) return cached;
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]!;
    if (character === '%') source += '[\\s\\S]*';
    else if (character === '_') source += '[\\s\\S]';
    else if (character === '[') {
      const end = pattern.indexOf(']', at + (pattern[at + 1] === '^' ? 3 : 2));
      if (end < 0) return never;
      const body = pattern
        .slice(at + 1, end)
        .replace(/[\\\]]/g, '\\$&')
        .replace(/(?!^)\^/g, '\\^')
        .replace(/\[/g, '\\[');
      source += `[${body}]`;
      at = end;
    } else source += quoted(character);
  }
  const compiled = new RegExp(`^${source} *$`, 'iu');
  if (patternCache.size > 500) patternCache.clear();
  patternCache.set(pattern, compiled);
  return compiled;
}

const never = /(?!)/;
/** A dash is no syntax outside brackets, and a Unicode pattern refuses to see it escaped. */
const quoted = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
