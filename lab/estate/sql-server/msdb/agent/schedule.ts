/** When a schedule fires next (documentation: sp_add_schedule, "frequency" arguments). */
import type { Schedule } from '../tables/agent-tables';
import { dateNumber, instantOf } from '../values';

export const frequencyType = { once: 1, daily: 4, atAgentStart: 64 } as const;

/** Units of freq_subday_interval in seconds, by freq_subday_type; type 1 is "at the given time". */
const subdayUnit: Readonly<Record<number, number>> = { 2: 1, 4: 60, 8: 3600 };
const day = 86_400_000;

/**
 * The next instant strictly after `after`, or `undefined` when time alone never starts it. Intervals within a day are
 * divided by `timeScale`; the end of the daily window is then meaningless and not observed.
 */
export function nextRun(schedule: Schedule, after: Date, timeScale: number): Date | undefined {
  if (schedule.enabled !== 1) return undefined;
  const first = instantOf(schedule.active_start_date, schedule.active_start_time);
  if (schedule.freq_type === frequencyType.once) return first > after ? first : undefined;
  if (schedule.freq_type !== frequencyType.daily) return undefined;

  const from = first > after ? new Date(first.getTime() - 1) : after;
  const unit = subdayUnit[schedule.freq_subday_type];
  const everyDay = Math.max(1, schedule.freq_interval) * day;
  const step = unit === undefined ? everyDay : (unit * 1000 * Math.max(1, schedule.freq_subday_interval)) / timeScale;
  const anchor = unit === undefined ? first : instantOf(dateNumber(from), schedule.active_start_time);
  const next = new Date(anchor.getTime() + (Math.floor((from.getTime() - anchor.getTime()) / step) + 1) * step);
  return dateNumber(next) > schedule.active_end_date ? undefined : next;
}
