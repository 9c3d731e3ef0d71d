/** Mathematical and date functions. */
import { randomUUID } from 'node:crypto';
import type { SqlType, SqlValue } from '../../contract';
import { asDecimal, asNumber, convert } from '../convert';
import type { Compiled } from '../compiled';
import { coerce } from '../compiled';
import { addToDate, dateDifference, datePart, datePartName, readDatePart, toDatetimePrecision } from '../dates';
import { isDecimal, powerOfTen, rescale } from '../decimal';
import type { Environment } from '../environment';
import { refusal } from '../errors';
import { familyOf } from '../types';
import { int, niladic, scalar } from './define';
import type { FunctionDefinition, FunctionTable } from './define';
import { textOf } from '../text-of';

const datetime: SqlType = { name: 'datetime' };
const datetime2: SqlType = { name: 'datetime2', scale: 7 };
const float: SqlType = { name: 'float' };
const any: SqlType = { name: 'sql_variant' };

/** The lab's servers stand in UTC, so local and universal time are one. */
const now = (environment: Environment): Date => environment.facts.now();

const numberLike = (given: readonly Compiled[]): SqlType =>
  ['tinyint', 'smallint', 'bit'].includes(given[0]!.type.name) ? int : given[0]!.type;

function negated(value: SqlValue): SqlValue {
  if (typeof value === 'bigint') return -value;
  return isDecimal(value) ? { unscaled: -value.unscaled, scale: value.scale } : -asNumber(value);
}

const isNegative = (value: SqlValue): boolean => (isDecimal(value) ? value.unscaled < 0n : asNumber(value) < 0);

/** Rounds to `length` digits after the point; negative lengths round before it. */
function round(value: SqlValue, length: number, truncate: boolean): SqlValue {
  if (isDecimal(value)) {
    if (length >= value.scale) return value;
    const rounded =
      length >= 0
        ? rescale(value, length, truncate)
        : rescale({ unscaled: value.unscaled, scale: value.scale - length }, 0, truncate);
    const whole = length >= 0 ? rounded : { unscaled: rounded.unscaled * powerOfTen(-length), scale: 0 };
    return rescale(whole, value.scale);
  }
  if (typeof value === 'bigint') return asDecimal(round({ unscaled: value, scale: 0 }, length, truncate)).unscaled;
  const factor = 10 ** length;
  const scaled = asNumber(value) * factor;
  return (truncate ? Math.trunc(scaled) : Math.sign(scaled) * Math.round(Math.abs(scaled))) / factor;
}

function toWhole(step: (value: number) => number): FunctionDefinition {
  return scalar([any], numberLike, ([value]) => {
    if (!isDecimal(value)) return typeof value === 'bigint' ? value : step(asNumber(value!));
    const whole = rescale(value, 0, true);
    const hasRest = rescale(whole, value.scale).unscaled !== value.unscaled;
    const moved =
      hasRest && step(value.unscaled < 0n ? -0.5 : 0.5) !== 0 ? BigInt(step(value.unscaled < 0n ? -0.5 : 0.5)) : 0n;
    return rescale({ unscaled: whole.unscaled + moved, scale: 0 }, value.scale);
  });
}

/** The first argument is a bare word that the parser hands over as text. @throws SqlError 155. */
function withPart(
  name: string,
  build: (part: string, rest: readonly Compiled[]) => Compiled,
  count: number,
): FunctionDefinition {
  return {
    least: count,
    most: count,
    build([word, ...rest]) {
      const written = textOf(word!.evaluate());
      const part = datePart(written);
      if (part === undefined) throw refusal(155, `'${written}' is not a recognized ${name} option.`, 15);
      return build(part, rest);
    },
  };
}

const asDate = (item: Compiled): Compiled => (familyOf(item.type) === 'date' ? item : coerce(item, datetime));

function lift(type: SqlType, items: readonly Compiled[], apply: (...values: SqlValue[]) => SqlValue): Compiled {
  return {
    type,
    evaluate: () => {
      const values = items.map((item) => item.evaluate());
      return values.includes(null) ? null : apply(...values);
    },
  };
}

const readPart = (part: string): FunctionDefinition =>
  scalar([any], int, ([value], _, given) =>
    readDatePart(
      part,
      convert(value!, {
        from: given[0]!.type,
        to: familyOf(given[0]!.type) === 'date' ? given[0]!.type : datetime,
      }) as Date,
    ),
  );

export const numberAndDateFunctions: FunctionTable = {
  abs: scalar([any], numberLike, ([value]) => (isNegative(value!) ? negated(value!) : value!)),
  sign: scalar([any], numberLike, ([value], _, given) =>
    convert(isNegative(value!) ? -1 : asNumber(value!) === 0 ? 0 : 1, { from: int, to: numberLike(given) }),
  ),
  round: scalar(
    [any, int, int],
    numberLike,
    ([value, length, mode]) => round(value!, asNumber(length!), mode !== undefined && mode !== 0),
    2,
  ),
  floor: toWhole(Math.floor),
  ceiling: toWhole(Math.ceil),
  power: scalar([float, float], float, ([base, exponent]) => asNumber(base!) ** asNumber(exponent!)),
  sqrt: scalar([float], float, ([value]) => Math.sqrt(asNumber(value!))),
  rand: { least: 0, most: 1, build: () => ({ type: float, evaluate: () => Math.random() }) },
  getdate: niladic(datetime, (environment) => toDatetimePrecision(now(environment))),
  current_timestamp: niladic(datetime, (environment) => toDatetimePrecision(now(environment))),
  getutcdate: niladic(datetime, (environment) => toDatetimePrecision(now(environment))),
  sysdatetime: niladic(datetime2, now),
  sysutcdatetime: niladic(datetime2, now),
  sysdatetimeoffset: niladic({ name: 'datetimeoffset', scale: 7 }, now),
  day: readPart('day'),
  month: readPart('month'),
  year: readPart('year'),
  dateadd: withPart(
    'dateadd',
    (part, [amount, date]) => {
      const typed = asDate(date!);
      return lift(typed.type, [coerce(amount!, int), typed], (by, from) => {
        const moved = addToDate(part, asNumber(by), from as Date);
        const { name } = typed.type;
        if (name === 'datetime' && (moved.getUTCFullYear() < 1753 || moved.getUTCFullYear() > 9999)) {
          throw refusal(517, "Adding a value to a 'datetime' column caused an overflow.");
        }
        return name === 'datetime' ? toDatetimePrecision(moved) : moved;
      });
    },
    3,
  ),
  datediff: withPart(
    'datediff',
    (part, [start, end]) =>
      lift(int, [asDate(start!), asDate(end!)], (from, to) => {
        const difference = dateDifference(part, from as Date, to as Date);
        if (Math.abs(difference) > 2_147_483_647) {
          throw refusal(
            535,
            'The datediff function resulted in an overflow. The number of dateparts separating two date/time instances is too large. Try to use datediff with a less precise datepart.',
          );
        }
        return difference;
      }),
    3,
  ),
  datepart: withPart(
    'datepart',
    (part, [date]) => lift(int, [asDate(date!)], (value) => readDatePart(part, value as Date)),
    2,
  ),
  datename: withPart(
    'datename',
    (part, [date]) =>
      lift({ name: 'nvarchar', length: 30 }, [asDate(date!)], (value) => datePartName(part, value as Date)),
    2,
  ),
  isdate: scalar([{ name: 'nvarchar', length: 4000 }], int, ([value]) => {
    try {
      convert(value!, { from: { name: 'nvarchar', length: 4000 }, to: datetime });
      return 1;
    } catch {
      return 0;
    }
  }),
  isnumeric: scalar([any], int, ([value]) =>
    typeof value !== 'string' || /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value) ? 1 : 0,
  ),
  newid: niladic({ name: 'uniqueidentifier' }, () => randomUUID().toUpperCase()),
};
