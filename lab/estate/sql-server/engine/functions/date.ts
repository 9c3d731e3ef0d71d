/** Date functions, and the dates of the Agent's tables. */
import type { SqlType, SqlValue } from '../../contract';
import { asNumber } from '../convert';
import { coerce } from '../compiled';
import type { Compiled } from '../compiled';
import { addToDate, dateDifference, datePart, toDatetimePrecision } from '../dates';
import type { Environment } from '../environment';
import { refusal } from '../errors';
import { familyOf } from '../types';
import { int, niladic, scalar } from './define';
import type { FunctionDefinition, FunctionTable } from './define';
import { textOf } from '../text-of';

const datetime: SqlType = { name: 'datetime' };

const universal = ({ facts }: Environment): Date => toDatetimePrecision(facts.now());
const local = ({ facts }: Environment): Date => toDatetimePrecision(facts.timeZone.local(facts.now()));

/** The first argument is a bare word that the parser hands over as text. @throws SqlError 155. */
function withPart(name: string, build: (part: string, rest: readonly Compiled[]) => Compiled): FunctionDefinition {
  return {
    least: 3,
    most: 3,
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

const two = (value: number): string => String(value).padStart(2, '0');

/** The date and time columns of the Agent's tables as one. @throws SqlError 241, as the function of msdb does. */
function agentDateTime(date: number, time: number): Date {
  const day = `${String(Math.floor(date / 10_000)).padStart(4, '0')}-${two(Math.floor(date / 100) % 100)}-${two(date % 100)}`;
  const clock = `${two(Math.floor(time / 10_000))}:${two(Math.floor(time / 100) % 100)}:${two(time % 100)}`;
  const instant = new Date(`${day}T${clock}Z`);
  if (Number.isNaN(instant.getTime()))
    throw refusal(241, 'Conversion failed when converting date and/or time from character string.');
  return instant;
}

export const dateFunctions: FunctionTable = {
  getdate: niladic(datetime, local),
  getutcdate: niladic(datetime, universal),
  dateadd: withPart('dateadd', (part, [amount, date]) => {
    const typed = asDate(date!);
    return lift(typed.type, [coerce(amount!, int), typed], (by, from) => {
      const moved = addToDate(part, asNumber(by), from as Date);
      if (typed.type.name !== 'datetime') return moved;
      if (moved.getUTCFullYear() < 1753 || moved.getUTCFullYear() > 9999)
        throw refusal(517, "Adding a value to a 'datetime' column caused an overflow.");
      return toDatetimePrecision(moved);
    });
  }),
  datediff: withPart('datediff', (part, [start, end]) =>
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
  ),
  'msdb.dbo.agent_datetime': scalar([int, int], datetime, ([date = null, time = null]) =>
    agentDateTime(asNumber(date), asNumber(time)),
  ),
};
