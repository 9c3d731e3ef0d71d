/** STOPAT, STOPATMARK and STOPBEFOREMARK: where a restore stops (Restore a Database to a Point in Time, RESTORE Arguments). */
import { compareLsn, lsn } from '../../lsn';
import type { Lsn } from '../../lsn';
import type { RestoreStatement } from '../contract';
import type { Database } from './database';
import type { SetContent } from './media';
import { refusal } from './refusals';
import { dateOption, textOption } from './statement-options';
import type { LogRecord } from './transaction-log';

/** A named mark is in no log here: no transaction can be marked, so every log ends before it. */
export type StopPoint =
  | { readonly kind: 'time'; readonly at: Date }
  | { readonly kind: 'lsn'; readonly lsn: Lsn; readonly isIncluded: boolean; readonly after?: Date }
  | { readonly kind: 'named mark'; readonly after?: Date };

/** @throws SqlError 241 for what is no time, 4334 for what is no LSN. */
export function stopPointOf({ options }: RestoreStatement): StopPoint | undefined {
  const at = dateOption(options, 'STOPAT');
  if (at) return { kind: 'time', at };
  const name = (['STOPATMARK', 'STOPBEFOREMARK'] as const).find((option) => options.has(option));
  if (name === undefined) return undefined;
  const after = dateOption(options, 'AFTER');
  const mark = textOption(options, name) ?? '';
  if (!/^lsn:/i.test(mark)) return { kind: 'named mark', ...(after && { after }) };
  const digits = mark.slice('lsn:'.length).trim();
  if (!/^\d{1,25}$/.test(digits)) throw refusal(4334);
  return { kind: 'lsn', lsn: lsn(digits), isIncluded: name === 'STOPATMARK', ...(after && { after }) };
}

/** Whether the record lies beyond the point. */
function isBeyond(stop: StopPoint, record: LogRecord): boolean {
  switch (stop.kind) {
    case 'time':
      return record.at > stop.at.getTime();
    case 'lsn':
      return stop.isIncluded ? compareLsn(record.lsn, stop.lsn) > 0 : compareLsn(record.lsn, stop.lsn) >= 0;
    case 'named mark':
      return false;
  }
}

/** The records up to the point, and whether the log reaches it. */
export function upTo(
  stop: StopPoint | undefined,
  records: readonly LogRecord[],
): { readonly records: readonly LogRecord[]; readonly isReached: boolean } {
  const end = stop ? records.findIndex((record) => isBeyond(stop, record)) : -1;
  return end < 0 ? { records, isReached: stop === undefined } : { records: records.slice(0, end), isReached: true };
}

/** @throws SqlError 3145, 4338 and 4340 where a data backup cannot lead to the point. */
export function checkDataStop(stop: StopPoint | undefined, { committedAt }: SetContent, recoveryModel: string): void {
  if (!stop) return;
  if (recoveryModel === 'SIMPLE') throw refusal(3145);
  const at = stop.kind === 'time' ? stop.at : stop.after;
  if (!at) throw refusal(4340);
  if (committedAt > at.getTime()) throw refusal(4338);
}

/** @throws SqlError 4335 where the database has passed the point. */
export function checkLogStop(stop: StopPoint | undefined, database: Database): void {
  const isPassed =
    (stop?.kind === 'time' && database.restoredTo > stop.at.getTime()) ||
    (stop?.kind === 'lsn' && compareLsn(database.lsn, stop.lsn) > 0);
  if (isPassed) throw refusal(4335);
}
