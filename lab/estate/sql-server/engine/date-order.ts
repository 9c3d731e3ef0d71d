/** How texts become dates in the batch that runs: SET DATEFORMAT of its session, or the style of CONVERT. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { DateOrder } from './dates';

interface DateOptions {
  readonly dateFormat: DateOrder;
}

// It keeps nothing itself: the options are those of the session whose batch runs.
const current = new AsyncLocalStorage<DateOptions>();

const styles: Readonly<Record<number, DateOrder>> = {
  1: 'mdy',
  2: 'ymd',
  3: 'dmy',
  4: 'dmy',
  5: 'dmy',
  10: 'mdy',
  11: 'ymd',
};

export const withDateOptions = <Result>(options: DateOptions, run: () => Result): Result => current.run(options, run);

/** The newer types (date, datetime2, datetimeoffset) read a year that stands first as ISO 8601 whatever the session says. */
export const dateOrder = (style: number): DateOrder => styles[style % 100] ?? current.getStore()?.dateFormat ?? 'mdy';
