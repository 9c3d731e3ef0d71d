/** The ledger: what changed the estate, in order, and what tried to. */
import type { Ledger, LedgerEntry } from './contract';

export function createLedger(now: () => Date): Ledger {
  const entries: LedgerEntry[] = [];
  const readers = new Set<(entry: LedgerEntry) => void>();
  return {
    entries,
    record(given) {
      const entry = { ...given, sequence: entries.length + 1, at: now().toISOString() };
      entries.push(entry);
      for (const reader of [...readers]) reader(entry);
    },
    onRecorded(reader) {
      readers.add(reader);
      return () => readers.delete(reader);
    },
  };
}
