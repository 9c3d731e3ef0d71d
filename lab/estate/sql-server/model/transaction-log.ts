/** The log of one database: records with strictly increasing LSNs, and the recovery forks they stand on. */
import { randomUUID } from 'node:crypto';
import { compareLsn, lsn } from '../../lsn';
import type { Lsn } from '../../lsn';
import type { DatabaseUser, UserAccess } from './database-parts';
import type { PackedRow } from './values';

/** What a record does when it is redone. */
export type Change =
  | { readonly kind: 'table'; readonly table: string; readonly columns: string }
  | { readonly kind: 'put'; readonly table: string; readonly rowId: number; readonly row: PackedRow }
  | { readonly kind: 'remove'; readonly table: string; readonly rowId: number }
  | { readonly kind: 'users'; readonly users: readonly DatabaseUser[] }
  | { readonly kind: 'user access'; readonly to: UserAccess };

export interface LogRecord {
  readonly lsn: Lsn;
  /** The LSN of the next record. */
  readonly next: Lsn;
  readonly bytes: number;
  /** When it was committed (milliseconds since 1970): STOPAT asks. */
  readonly at: number;
  readonly changes: readonly Change[];
}

/** A recovery path: it starts where a database was recovered (Recovery Paths, SQL Server 2008 R2). */
export interface Fork {
  readonly guid: string;
  readonly from: Lsn;
}

const vlf = 10n ** 15n;
const block = 10n ** 5n;
const blocksInVlf = 2000n;
const recordOverhead = 120;

/** The LSN after a record of so many bytes: VLF, block (512 bytes each) and slot. */
function after(at: Lsn, bytes: number): Lsn {
  const value = BigInt(at);
  const file = value / vlf;
  const nextBlock = (value % vlf) / block + BigInt(Math.max(1, Math.ceil(bytes / 512)));
  return lsn(
    nextBlock < blocksInVlf * 1000n ? file * vlf + nextBlock * block + 1n : (file + 1n) * vlf + 16n * block + 1n,
  );
}

export class TransactionLog {
  #records: LogRecord[] = [];
  #bytes = 0;
  #end: Lsn = lsn(34n * vlf + 16n * block + 1n);
  #forks: Fork[] = [{ guid: newGuid(), from: lsn(0n) }];

  /** The LSN that the next record gets. */
  get end(): Lsn {
    return this.#end;
  }

  get forks(): readonly Fork[] {
    return this.#forks;
  }

  get forkGuid(): string {
    return this.#forks.at(-1)!.guid;
  }

  /** Bytes of the records that are still in the log. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The oldest LSN that is still in the log. */
  get start(): Lsn {
    return this.#records[0]?.lsn ?? this.#end;
  }

  append(changes: readonly Change[], at: number, bytes = 0): LogRecord {
    const size = bytes + recordOverhead;
    const record = { lsn: this.#end, next: after(this.#end, size), bytes: size, at, changes };
    this.redo(record);
    return record;
  }

  /** Takes over a record that was written elsewhere. */
  redo(record: LogRecord): void {
    this.#records.push(record);
    this.#bytes += record.bytes;
    this.#end = record.next;
  }

  /** Records at or after `from`, in order. */
  since(from: Lsn): LogRecord[] {
    return this.#records.filter((record) => compareLsn(record.lsn, from) >= 0);
  }

  truncate(before: Lsn): void {
    this.#records = this.since(before);
    this.#bytes = this.#records.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Starts a new recovery path here. */
  fork(): void {
    this.#forks = [...this.#forks, { guid: newGuid(), from: this.#end }];
  }

  follow(forks: readonly Fork[]): void {
    this.#forks = [...forks];
  }

  /** Continues at the end of a restored backup. */
  restart(end: Lsn, forks: readonly Fork[]): void {
    this.#records = [];
    this.#bytes = 0;
    this.#end = end;
    this.#forks = [...forks];
  }
}

/** The path that the log takes up to `at`. */
export function forkAt(forks: readonly Fork[], at: Lsn): Fork {
  return forks.findLast((fork) => compareLsn(fork.from, at) < 0) ?? forks[0]!;
}

/** Whether log of the path `theirs` continues a database that stands at `at` on the path `ours`. */
export function continues(ours: readonly Fork[], at: Lsn, theirs: readonly Fork[]): boolean {
  const ourFork = ours.at(-1)!;
  const index = theirs.findIndex(({ guid }) => guid === ourFork.guid);
  if (index < 0) return false;
  const left = theirs[index + 1];
  return left === undefined || compareLsn(at, left.from) <= 0;
}

export const newGuid = (): string => randomUUID().toUpperCase();
