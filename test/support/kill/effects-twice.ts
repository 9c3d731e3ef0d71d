/** The proof that a kill made nothing happen twice: what the ledger shows as a change by the same text in the same place. */
import type { LedgerEntry } from '../../../lab/estate/contract';

/**
 * Starting a job of log shipping changes something at every run of it. Log shipping's own backups and restores name another
 * file each time, so they need no exception.
 */
const startsLogShippingJob = /\bsp_start_job\b.*N'LS(Backup|Copy|Restore)_/s;

/** Every change that stands more than once behind `since` (a sequence number), with how often. */
export function effectsTwice(
  entries: readonly LedgerEntry[],
  since: number,
): { where: string; text: string; times: number }[] {
  const times = new Map<string, { where: string; text: string; times: number }>();
  for (const { sequence, where, text, kind, changed } of entries) {
    if (sequence <= since || !changed || startsLogShippingJob.test(text)) continue;
    // A cmdlet changes the pool, whichever host's shell ran it.
    const place = kind === 'cmdlet' ? 'the pool' : where;
    const key = `${place}\n${text}`;
    const known = times.get(key) ?? { where: place, text, times: 0 };
    known.times += 1;
    times.set(key, known);
  }
  return [...times.values()].filter((effect) => effect.times > 1);
}

/** Sequence number of the newest entry: what follows belongs to the procedure that starts now. */
export const ledgerEnd = (entries: readonly LedgerEntry[]): number => entries.at(-1)?.sequence ?? 0;
