/** No effect twice: what the ledger shows as a change by the same text in the same place, within one procedure. */
import type { LedgerEntry } from '../../estate/contract';

/**
 * Starting a job of log shipping changes something at every run of it. Log shipping's own backups and restores name another
 * file each time, so they need no exception.
 */
const startsLogShippingJob = /\bsp_start_job\b.*N'LS(Backup|Copy|Restore)_/s;

/** What the alert job of log shipping says again every two minutes, as long as it holds. */
const raisesAlert = /\bsp_check_log_shipping_monitor_alert\b/;

export interface RepeatedEffect {
  readonly where: string;
  readonly text: string;
  readonly times: number;
}

/** Counts the changes of one procedure. */
export class EffectCount {
  readonly #effects = new Map<string, RepeatedEffect>();

  /** @returns the effect, when it has happened before. */
  add({ where, text, kind, changed }: LedgerEntry): RepeatedEffect | undefined {
    if (!changed || startsLogShippingJob.test(text) || raisesAlert.test(text)) return undefined;
    // A cmdlet changes the pool, whichever host's shell ran it.
    const place = kind === 'cmdlet' ? 'the pool' : where;
    const key = `${place}\n${text}`;
    const effect = { where: place, text, times: (this.#effects.get(key)?.times ?? 0) + 1 };
    this.#effects.set(key, effect);
    return effect.times > 1 ? effect : undefined;
  }

  get repeated(): RepeatedEffect[] {
    return [...this.#effects.values()].filter(({ times }) => times > 1);
  }
}

/** Every change that stands more than once behind `since` (a sequence number), with how often. */
export function effectsTwice(entries: readonly LedgerEntry[], since: number): RepeatedEffect[] {
  const count = new EffectCount();
  for (const entry of entries) if (entry.sequence > since) count.add(entry);
  return count.repeated;
}

/** Sequence number of the newest entry: what follows belongs to the procedure that starts now. */
export const ledgerEnd = (entries: readonly LedgerEntry[]): number => entries.at(-1)?.sequence ?? 0;
