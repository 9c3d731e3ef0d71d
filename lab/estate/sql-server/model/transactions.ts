/** Open transactions on user tables. Nothing is logged before the commit, so a rollback leaves nothing behind. */
import { compareLsn } from '../../lsn';
import type { Lsn } from '../../lsn';
import type { Database } from './database';
import type { Change } from './transaction-log';

export interface PendingChange {
  readonly change: Change;
  readonly bytes: number;
}

/** What a transaction has changed in one database, since the log stood at `since`. */
interface Changed {
  readonly since: Lsn;
  readonly pending: readonly PendingChange[];
}

export type Write = (database: Database, changes: readonly Change[], bytes: number) => void;

export class Transactions {
  readonly #open = new Map<number, Map<Database, Changed>>();

  /** @param reserve makes room in the log before a change. */
  constructor(
    private readonly write: Write,
    private readonly reserve: (database: Database, bytes: number) => void,
  ) {}

  isOpen(session: number): boolean {
    return this.#open.has(session);
  }

  /** Whether a rollback would have something to undo. */
  hasChanges(session: number): boolean {
    return (this.#open.get(session)?.size ?? 0) > 0;
  }

  /** Where the oldest transaction that has changed the database began. */
  oldest(database: Database): Lsn | undefined {
    const begun = [...this.#open.values()].flatMap((changed) => changed.get(database)?.since ?? []);
    return begun.sort(compareLsn)[0];
  }

  begin(session: number): void {
    if (!this.#open.has(session)) this.#open.set(session, new Map());
  }

  commit(session: number): void {
    const changed = this.#open.get(session) ?? new Map<Database, Changed>();
    this.#open.delete(session);
    for (const [database, { pending }] of changed) this.#write(database, pending);
  }

  rollback(session: number): void {
    this.#open.delete(session);
  }

  /** A savepoint: what is returned forgets the changes that came after it. */
  mark(session: number): () => void {
    const before = new Map(this.#open.get(session));
    return () => {
      if (this.#open.has(session)) this.#open.set(session, new Map(before));
    };
  }

  /** Changes at once, or with the commit of the session's transaction. */
  change(session: number, database: Database, changes: readonly PendingChange[]): void {
    if (changes.length === 0) return;
    this.reserve(database, bytesOf(changes) + this.#pendingBytes(database));
    const open = this.#open.get(session);
    if (!open) {
      this.#write(database, changes);
      return;
    }
    const known = open.get(database);
    open.set(database, { since: known?.since ?? database.lsn, pending: [...(known?.pending ?? []), ...changes] });
  }

  /** What the session itself already sees. */
  pending(session: number, database: Database): readonly PendingChange[] {
    return this.#open.get(session)?.get(database)?.pending ?? [];
  }

  #write(database: Database, pending: readonly PendingChange[]): void {
    if (pending.length === 0) return;
    this.write(
      database,
      pending.map(({ change }) => change),
      bytesOf(pending),
    );
  }

  #pendingBytes(database: Database): number {
    return [...this.#open.values()].reduce((sum, changed) => sum + bytesOf(changed.get(database)?.pending ?? []), 0);
  }
}

const bytesOf = (changes: readonly PendingChange[]): number => changes.reduce((sum, { bytes }) => sum + bytes, 0);
