/** Open transactions on user tables. Nothing is logged before the commit, so a rollback leaves nothing behind. */
import type { Database } from './database';
import type { Change } from './transaction-log';

export interface PendingChange {
  readonly change: Change;
  readonly bytes: number;
}

export type Write = (database: Database, changes: readonly Change[], bytes: number) => void;

export class Transactions {
  readonly #open = new Map<number, Map<Database, PendingChange[]>>();

  constructor(private readonly write: Write) {}

  isOpen(session: number): boolean {
    return this.#open.has(session);
  }

  /** Sessions with a transaction that has changed the database. */
  get count(): number {
    return this.#open.size;
  }

  /** Whether a rollback would have something to undo. */
  hasChanges(session: number): boolean {
    return (this.#open.get(session)?.size ?? 0) > 0;
  }

  begin(session: number): void {
    if (!this.#open.has(session)) this.#open.set(session, new Map());
  }

  commit(session: number): void {
    const changed = this.#open.get(session) ?? new Map<Database, PendingChange[]>();
    this.#open.delete(session);
    for (const [database, pending] of changed) this.#write(database, pending);
  }

  rollback(session: number): void {
    this.#open.delete(session);
  }

  /** Changes at once, or with the commit of the session's transaction. */
  change(session: number, database: Database, changes: readonly PendingChange[]): void {
    const open = this.#open.get(session);
    if (open) open.set(database, [...(open.get(database) ?? []), ...changes]);
    else this.#write(database, changes);
  }

  /** What the session itself already sees. */
  pending(session: number, database: Database): readonly PendingChange[] {
    return this.#open.get(session)?.get(database) ?? [];
  }

  #write(database: Database, pending: readonly PendingChange[]): void {
    if (pending.length === 0) return;
    this.write(
      database,
      pending.map(({ change }) => change),
      pending.reduce((sum, { bytes }) => sum + bytes, 0),
    );
  }
}
