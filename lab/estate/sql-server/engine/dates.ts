/** Dates as text, by the styles of CAST and CONVERT, and the date parts of DATEADD, DATEDIFF and DATEPART. */
import { atOffset, localFields, offsetOf, offsetText } from '../offset-date';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const monthNames = 'January February March April May June July August September October November December'.split(' ');
const dayNames = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const pad = (value: number, width = 2): string => String(value).padStart(width, '0');
export const dayMs = 86_400_000;

/** datetime counts in 1/300 s: its milliseconds end in 0, 3 or 7. */
export function toDatetimePrecision(date: Date): Date {
  const ticks = Math.round((date.getTime() * 3) / 10);
  return new Date(Math.round((ticks * 10) / 3));
}

const isoDate = (d: Date): string => `${pad(d.getUTCFullYear(), 4)}-${pad(d.getUTCMonth() + 1)}-${pad(d.getUTCDate())}`;
const clock = (d: Date): string => `${pad(d.getUTCHours())}:${pad(d.getUTCMinutes())}:${pad(d.getUTCSeconds())}`;
const fraction = (d: Date, digits: number): string =>
  digits === 0 ? '' : `.${pad(d.getUTCMilliseconds(), 3).padEnd(digits, '0').slice(0, digits)}`;
const noonClock = (d: Date): string => {
  const hour = d.getUTCHours() % 12 === 0 ? 12 : d.getUTCHours() % 12;
  return `${String(hour).padStart(2)}:${pad(d.getUTCMinutes())}${d.getUTCHours() < 12 ? 'AM' : 'PM'}`;
};
const parts = (d: Date): [string, string, string] => [
  pad(d.getUTCFullYear(), 4),
  pad(d.getUTCMonth() + 1),
  pad(d.getUTCDate()),
];
const order =
  (pattern: string) =>
  (d: Date, short: boolean): string => {
    const [year, month, day] = parts(d);
    return pattern
      .replace('y', short ? year.slice(2) : year)
      .replace('m', month)
      .replace('d', day);
  };

/** Styles below 100 have a two-digit year; those above the same form with four digits. */
const dayStyles: Readonly<Record<number, (d: Date, short: boolean) => string>> = {
  1: order('m/d/y'),
  2: order('y.m.d'),
  3: order('d/m/y'),
  4: order('d.m.y'),
  5: order('d-m-y'),
  6: (d, short) => `${pad(d.getUTCDate())} ${months[d.getUTCMonth()]!} ${parts(d)[0].slice(short ? 2 : 0)}`,
  7: (d, short) => `${months[d.getUTCMonth()]!} ${pad(d.getUTCDate())}, ${parts(d)[0].slice(short ? 2 : 0)}`,
  10: order('m-d-y'),
  11: order('y/m/d'),
  12: order('ymd'),
};

/** `undefined` for a style that CONVERT does not know. */
export function formatDate(type: string, value: Date, style: number, digits = 3): string | undefined {
  const text = formatFields(type, localFields(value), style, digits);
  const hasOffset = type === 'datetimeoffset' && [0, 20, 21, 25, 120, 121, 126].includes(style);
  if (type === 'datetimeoffset' && style === 127)
    return `${formatFields(type, new Date(value.getTime()), 126, digits) ?? ''}Z`;
  return text !== undefined && hasOffset ? `${text}${style === 126 ? '' : ' '}${offsetText(value)}` : text;
}

function formatFields(type: string, date: Date, style: number, digits: number): string | undefined {
  if (type === 'date' && [0, 20, 21, 120, 121, 126, 127].includes(style)) return isoDate(date);
  if (type === 'time' && [0, 20, 21, 108, 114, 120, 121, 126, 127].includes(style))
    return clock(date) + fraction(date, digits);
  // The newer types have ISO form where the older have the long American one.
  if ((type === 'datetime2' || type === 'datetimeoffset') && style === 0)
    return `${isoDate(date)} ${clock(date)}${fraction(date, digits)}`;
  switch (style) {
    case 0:
    case 100:
      return `${months[date.getUTCMonth()]!} ${String(date.getUTCDate()).padStart(2)} ${pad(date.getUTCFullYear(), 4)} ${noonClock(date)}`;
    case 8:
    case 24:
    case 108:
      return clock(date);
    case 14:
    case 114:
      return `${clock(date)}:${pad(date.getUTCMilliseconds(), 3)}`;
    case 20:
    case 120:
      return `${isoDate(date)} ${clock(date)}`;
    case 21:
    case 25:
    case 121:
      return `${isoDate(date)} ${clock(date)}${fraction(date, digits)}`;
    case 126: {
      const milliseconds = date.getUTCMilliseconds() === 0 ? '' : fraction(date, digits);
      return `${isoDate(date)}T${clock(date)}${milliseconds}`;
    }
    case 127:
      return `${isoDate(date)}T${clock(date)}${fraction(date, digits)}`;
    default:
      return dayStyles[style % 100]?.(date, style < 100);
  }
}

const timePattern =
  '(?:[T ]\\s*)?(?:(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.:](\\d{1,7}))?)?\\s*(AM|PM)?)?\\s*(Z|[+-]\\d{2}:\\d{2})?';
/** In which order SET DATEFORMAT reads year, month and day. */
export type DateOrder = 'mdy' | 'dmy' | 'ymd' | 'ydm' | 'myd' | 'dym';

type Read = (match: RegExpExecArray, order: DateOrder) => [year: string, month: string, day: string];

const yearFirst = (match: RegExpExecArray, dayBeforeMonth: boolean): ReturnType<Read> =>
  dayBeforeMonth ? [match[1]!, match[3]!, match[2]!] : [match[1]!, match[2]!, match[3]!];

const isDayBeforeMonth = (order: DateOrder): boolean => order.indexOf('d') < order.indexOf('m');

const dayPatterns: readonly { readonly pattern: RegExp; readonly read: Read }[] = [
  { pattern: new RegExp(`^(\\d{4})(\\d{2})(\\d{2})${timePattern}$`, 'i'), read: (m) => yearFirst(m, false) },
  {
    pattern: new RegExp(`^(\\d{4})-(\\d{2})-(\\d{2})(?=T)${timePattern}$`, 'i'),
    read: (m) => yearFirst(m, false),
  },
  {
    pattern: new RegExp(`^(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})${timePattern}$`, 'i'),
    read: (m, order) => yearFirst(m, isDayBeforeMonth(order)),
  },
  {
    pattern: new RegExp(`^(\\d{1,2})[-/.](\\d{1,2})[-/.](\\d{4})${timePattern}$`, 'i'),
    read: (m, order) => (isDayBeforeMonth(order) ? [m[3]!, m[2]!, m[1]!] : [m[3]!, m[1]!, m[2]!]),
  },
  {
    pattern: new RegExp(`^([a-z]{3,9})\\.?\\s+(\\d{1,2})(?:,)?\\s+(\\d{4})${timePattern}$`, 'i'),
    read: (m) => [m[3]!, monthNumber(m[1]!), m[2]!],
  },
  {
    pattern: new RegExp(`^(\\d{1,2})\\s+([a-z]{3,9}),?\\s+(\\d{4})${timePattern}$`, 'i'),
    read: (m) => [m[3]!, monthNumber(m[2]!), m[1]!],
  },
];

const monthNumber = (name: string): string =>
  String(monthNames.findIndex((month) => month.toLowerCase().startsWith(name.toLowerCase())) + 1);

/**
 * ISO 8601, unseparated, numeric and named-month dates (language us_english). `undefined` when it is none of them.
 * @param isOlder datetime and smalldatetime read `2014-05-03` in the order of the session too.
 */
export function parseDate(text: string, order: DateOrder, isOlder: boolean): Date | 'out of range' | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return new Date(Date.UTC(1900, 0, 1));
  const timeOnly = new RegExp(`^${timePattern}$`, 'i').exec(trimmed);
  if (timeOnly?.[1] !== undefined) return instant('1900', '1', '1', timeOnly, 1);
  for (const { pattern, read } of dayPatterns) {
    const match = pattern.exec(trimmed);
    if (match !== null)
      return instant(...read(match, isOlder || !/^\d{4}-/.test(trimmed) ? order : 'ymd'), match, 4) ?? 'out of range';
  }
  return undefined;
}

function instant(year: string, month: string, day: string, match: RegExpExecArray, at: number): Date | undefined {
  const [hour = '0', minute = '0', second = '0', rest = '0', half] = match
    .slice(at, at + 5)
    .map((part) => part as string | undefined);
  const noon = half?.toUpperCase();
  const hours = noon === undefined ? Number(hour) : (Number(hour) % 12) + (noon === 'PM' ? 12 : 0);
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const valid =
    Number(month) >= 1 &&
    date.getUTCMonth() === Number(month) - 1 &&
    date.getUTCDate() === Number(day) &&
    hours < 24 &&
    Number(minute) < 60 &&
    Number(second) < 60;
  if (!valid) return undefined;
  const fields = new Date(
    date.getTime() + ((hours * 60 + Number(minute)) * 60 + Number(second)) * 1000 + Number(`0.${rest}`) * 1000,
  );
  return atOffset(fields, minutesOf(match[at + 5]));
}

/** Of `Z`, `+02:00` or nothing. */
function minutesOf(offset: string | undefined): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):(\d{2})$/.exec(offset ?? '') ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
}

const partNames: Readonly<Record<string, string>> = {
  yy: 'year',
  yyyy: 'year',
  qq: 'quarter',
  q: 'quarter',
  mm: 'month',
  m: 'month',
  dy: 'dayofyear',
  y: 'dayofyear',
  dd: 'day',
  d: 'day',
  wk: 'week',
  ww: 'week',
  dw: 'weekday',
  w: 'weekday',
  hh: 'hour',
  mi: 'minute',
  n: 'minute',
  ss: 'second',
  s: 'second',
  ms: 'millisecond',
  mcs: 'microsecond',
  ns: 'nanosecond',
  tz: 'tzoffset',
  isowk: 'iso_week',
};
const partLength: Readonly<Record<string, number>> = {
  week: 7 * dayMs,
  weekday: dayMs,
  dayofyear: dayMs,
  day: dayMs,
  hour: 3_600_000,
  minute: 60_000,
  second: 1000,
  millisecond: 1,
  microsecond: 1e-3,
  nanosecond: 1e-6,
};

/** The full name of a date part or its abbreviation; `undefined` for another word. */
export function datePart(word: string): string | undefined {
  const name = partNames[word.toLowerCase()] ?? word.toLowerCase();
  return name in partLength || ['year', 'quarter', 'month'].includes(name) ? name : undefined;
}

export function addToDate(part: string, amount: number, date: Date): Date {
  return atOffset(addToFields(part, amount, localFields(date)), offsetOf(date));
}

function addToFields(part: string, amount: number, date: Date): Date {
  const length = partLength[part];
  if (length !== undefined) return new Date(date.getTime() + amount * length);
  const wanted = date.getUTCMonth() + amount * (part === 'year' ? 12 : part === 'quarter' ? 3 : 1);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), wanted + 1, 0)).getUTCDate();
  const day = Math.min(date.getUTCDate(), lastDay);
  return new Date(
    Date.UTC(date.getUTCFullYear(), wanted, day) + (date.getTime() - Math.floor(date.getTime() / dayMs) * dayMs),
  );
}

/** Counts the boundaries crossed, not the time that passed. */
export function dateDifference(part: string, start: Date, end: Date): number {
  if (part === 'week') {
    const sundayBefore = (d: Date): number => Math.floor((Math.floor(d.getTime() / dayMs) + 4) / 7);
    return sundayBefore(end) - sundayBefore(start);
  }
  const length = partLength[part];
  if (length !== undefined && length < 1) return Math.round((end.getTime() - start.getTime()) / length);
  if (length !== undefined) return Math.floor(end.getTime() / length) - Math.floor(start.getTime() / length);
  const monthsBetween = (end.getUTCFullYear() - start.getUTCFullYear()) * 12 + end.getUTCMonth() - start.getUTCMonth();
  if (part === 'year') return end.getUTCFullYear() - start.getUTCFullYear();
  if (part === 'month') return monthsBetween;
  const quarter = (d: Date): number => d.getUTCFullYear() * 4 + Math.floor(d.getUTCMonth() / 3);
  return quarter(end) - quarter(start);
}

export function readDatePart(part: string, value: Date): number {
  const date = localFields(value);
  const startOfYear = Date.UTC(date.getUTCFullYear(), 0, 1);
  const dayOfYear = Math.floor((date.getTime() - startOfYear) / dayMs) + 1;
  switch (part) {
    case 'year':
      return date.getUTCFullYear();
    case 'quarter':
      return Math.floor(date.getUTCMonth() / 3) + 1;
    case 'month':
      return date.getUTCMonth() + 1;
    case 'day':
      return date.getUTCDate();
    case 'dayofyear':
      return dayOfYear;
    case 'week':
      return Math.floor((dayOfYear - 1 + new Date(startOfYear).getUTCDay()) / 7) + 1;
    case 'weekday':
      return date.getUTCDay() + 1;
    case 'hour':
      return date.getUTCHours();
    case 'minute':
      return date.getUTCMinutes();
    case 'second':
      return date.getUTCSeconds();
    default:
      return date.getUTCMilliseconds() / (partLength[part] ?? 1);
  }
}

export function datePartName(part: string, value: Date): string {
  const date = localFields(value);
  if (part === 'month') return monthNames[date.getUTCMonth()]!;
  if (part === 'weekday') return dayNames[date.getUTCDay()]!;
  return String(readDatePart(part, date));
}
