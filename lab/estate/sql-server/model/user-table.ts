/** A user table as statements see it: committed rows and the session's own changes. */
import type { SessionFacts, VirtualTable } from '../contract';
import type { Database } from './database';
import type { UserTable } from './database-parts';
import { refusal } from './refusals';
import type { PendingChange, Transactions } from './transactions';
import { bytesOf, pack, unpack } from './values';
import type { Row } from './values';

export function userTable(
  name: string,
  { columns }: UserTable,
  database: Database,
  transactions: Transactions,
): VirtualTable {
  const put = (rowId: number, row: Row): PendingChange => ({
    change: { kind: 'put', table: name, rowId, row: row.map(pack) },
    bytes: bytesOf(row),
  });
  const remove = (rowId: number): PendingChange => ({ change: { kind: 'remove', table: name, rowId }, bytes: 80 });
  const change = (session: SessionFacts, changes: readonly PendingChange[]): number => {
    if (database.inStandby || database.state === 'EMERGENCY') throw refusal(3906, database.name);
    transactions.change(session.id, database, changes);
    return changes.length;
  };
  const visible = (session: SessionFacts): Map<number, Row> => {
    const rows = new Map(database.table(name)?.[1].rows);
    for (const { change: pending } of transactions.pending(session.id, database)) {
      if (pending.kind === 'put' && pending.table === name) rows.set(pending.rowId, pending.row.map(unpack));
      if (pending.kind === 'remove' && pending.table === name) rows.delete(pending.rowId);
    }
    return rows;
  };
  return {
    columns,
    rows: (session) => visible(session).values(),
    insert(rows, session) {
      change(
        session,
        rows.map((row) => put(database.newRowId(), row)),
      );
    },
    delete: (matches, session) =>
      change(
        session,
        [...visible(session)].filter(([, row]) => matches(row)).map(([rowId]) => remove(rowId)),
      ),
    update(changed, session) {
      const changes = [...visible(session)].flatMap(([rowId, row]) => {
        const next = changed(row);
        return next ? [put(rowId, next)] : [];
      });
      return change(session, changes);
    },
  };
}
