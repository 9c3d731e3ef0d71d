/** Temporary tables: rows in memory with typed columns. */
import type { Column, SqlValue } from '../contract';
import type { ColumnDefinition } from '../language/ast';

type Row = readonly SqlValue[];

export class TemporaryTable {
  readonly columns: readonly Column[];
  private content: readonly Row[] = [];

  constructor(columns: readonly ColumnDefinition[]) {
    this.columns = columns.map(({ name, type, nullable }) => ({ name, type, nullable: nullable ?? true }));
  }

  rows(): readonly Row[] {
    return this.content;
  }

  insert(rows: readonly Row[]): void {
    this.content = [...this.content, ...rows];
  }

  delete(matches: (row: Row) => boolean): number {
    const kept = this.content.filter((row) => !matches(row));
    const removed = this.content.length - kept.length;
    this.content = kept;
    return removed;
  }

  update(change: (row: Row) => Row | undefined): number {
    let changed = 0;
    this.content = this.content.map((row) => {
      const replacement = change(row);
      if (replacement !== undefined) changed++;
      return replacement ?? row;
    });
    return changed;
  }

  snapshot(): () => void {
    const before = this.content;
    return () => {
      this.content = before;
    };
  }
}
