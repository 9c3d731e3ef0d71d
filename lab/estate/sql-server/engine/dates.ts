/** Dates as text, by the styles of CAST and CONVERT, and the date parts of DATEADD and DATEDIFF. */
import { atOffset, localFields, offsetOf, offsetText } from '../offset-date';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
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

/** `undefined` for a style that CONVERT does not know here. */
export function formatDate(type: string, value: Date, style: number, digits = 3): string | undefined {
  const text = formatFields(type, localFields(value), style, digits);
  if (text === undefined || type !== 'datetimeoffset' || style === 112) return text;
  return `${text}${style === 126 ? '' : ' '}${offsetText(value)}`;
}

function formatFields(type: string, date: Date, style: number, digits: number): string | undefined {
  const exact = `${clock(date)}${fraction(date, digits)}`;
  const isIso = [0, 20, 21, 120, 121, 126].includes(style);
  if (type === 'date' && isIso) return isoDate(date);
  if (type === 'time' && isIso) return exact;
  // The newer types have ISO form where the older have the long American one.
  if ((type === 'datetime2' || type === 'datetimeoffset') && style === 0) return `${isoDate(date)} ${exact}`;
  switch (style) {
    case 0:
    case 100:
      return `${months[date.getUTCMonth()]!} ${String(date.getUTCDate()).padStart(2)} ${pad(date.getUTCFullYear(), 4)} ${noonClock(date)}`;
    case 20:
    case 120:
      return `${isoDate(date)} ${clock(date)}`;
    case 21:
    case 121:
      return `${isoDate(date)} ${exact}`;
    case 112:
      return isoDate(date).replaceAll('-', '');
    case 126:
      return `${isoDate(date)}T${date.getUTCMilliseconds() === 0 ? clock(date) : exact}`;
    default:
      return undefined;
  }
}

const timePattern = '(?:[T ]\\s*)?(?:(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.:](\\d{1,7}))?)?)?\\s*(Z|[+-]\\d{2}:\\d{2})?';
const dayPatterns: readonly RegExp[] = ['(\\d{4})(\\d{2})(\\d{2})', '(\\d{4})-(\\d{1,2})-(\\d{1,2})'].map(
  (day) => new RegExp(`^${day}${timePattern}$`, 'i'),
);
const timeOnly = new RegExp(`^${timePattern}$`, 'i');

/** ISO 8601 and unseparated dates, with a time or without. `undefined` when it is none of them. */
export function parseDate(text: string): Date | 'out of range' | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return new Date(Date.UTC(1900, 0, 1));
  const time = timeOnly.exec(trimmed);
  if (time?.[1] !== undefined) return instant('1900', '1', '1', time.slice(1));
  for (const pattern of dayPatterns) {
    const match = pattern.exec(trimmed);
    if (match !== null) return instant(match[1]!, match[2]!, match[3]!, match.slice(4)) ?? 'out of range';
  }
  return undefined;
}

function instant(
  year: string,
  month: string,
  day: string,
  [hour = '0', minute = '0', second = '0', rest = '0', offset]: readonly (string | undefined)[],
): Date | undefined {
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const valid =
    Number(month) >= 1 &&
    date.getUTCMonth() === Number(month) - 1 &&
    date.getUTCDate() === Number(day) &&
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(second) < 60;
  if (!valid) return undefined;
  const seconds = (Number(hour) * 60 + Number(minute)) * 60 + Number(second) + Number(`0.${rest}`);
  return atOffset(new Date(date.getTime() + seconds * 1000), minutesOf(offset));
}

/** Of `Z`, `+02:00` or nothing. */
function minutesOf(offset: string | undefined): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):(\d{2})$/.exec(offset ?? '') ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
}

const partNames: Readonly<Record<string, string>> = {
  yy: 'year',
  yyyy: 'year',
  mm: 'month',
  m: 'month',
  wk: 'week',
  ww: 'week',
  dd: 'day',
  d: 'day',
  hh: 'hour',
  mi: 'minute',
  n: 'minute',
  ss: 'second',
  s: 'second',
  ms: 'millisecond',
};
const partLength: Readonly<Record<string, number>> = {
  week: 7 * dayMs,
  day: dayMs,
  hour: 3_600_000,
  minute: 60_000,
  second: 1000,
  millisecond: 1,
};

/** The full name of a date part or its abbreviation; `undefined` for another word. */
export function datePart(word: string): string | undefined {
  const name = partNames[word.toLowerCase()] ?? word.toLowerCase();
  return name in partLength || name === 'year' || name === 'month' ? name : undefined;
}

export function addToDate(part: string, amount: number, date: Date): Date {
  return atOffset(addToFields(part, amount, localFields(date)), offsetOf(date));
}

function addToFields(part: string, amount: number, date: Date): Date {
  const length = partLength[part];
  if (length !== undefined) return new Date(date.getTime() + amount * length);
  const wanted = date.getUTCMonth() + amount * (part === 'year' ? 12 : 1);
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
  if (length !== undefined) return Math.floor(end.getTime() / length) - Math.floor(start.getTime() / length);
  const years = end.getUTCFullYear() - start.getUTCFullYear();
  return part === 'year' ? years : years * 12 + end.getUTCMonth() - start.getUTCMonth();
}
