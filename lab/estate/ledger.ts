/** The ledger: what changed the estate, in order, and what tried to. */
import type { Ledger, LedgerEntry } from './contract';

export function createLedger(now: () => Date): Ledger {
  const entries: LedgerEntry[] = [];
  return {
    entries,
    record(entry) {
      entries.push({ ...entry, sequence: entries.length + 1, at: now().toISOString() });
    },
  };
}
