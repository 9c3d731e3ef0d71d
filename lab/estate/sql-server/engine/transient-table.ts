/** Temporary tables and table variables: rows in memory, typed columns, NOT NULL, identity, defaults and keys. */
import type { Column, SqlValue } from '../contract';
import type { TableDefinition } from '../language/ast';
import { compileConstant } from './compile-expression';
import { coerce } from './compiled';
import { convert } from './convert';
import type { Environment } from './environment';
import { refusal } from './errors';
import { rowKey } from './query';
import { refuseNull } from './refuse-null';
import { textOf } from './text-of';

type Row = readonly SqlValue[];

const keyText = (value: SqlValue): string =>
  value === null
    ? '<NULL>'
    : textOf(convert(value, { from: { name: 'sql_variant' }, to: { name: 'nvarchar', length: 'max' } }));

export interface InsertTarget {
  /** The value of a column that an INSERT leaves out. */
  defaultOf(index: number): SqlValue;
  readonly identityIndex: number;
}

export class MemoryTable implements InsertTarget {
  readonly columns: readonly Column[];
  readonly identityIndex: number;
  private content: readonly Row[] = [];
  private nextIdentity: number;

  constructor(
    private readonly name: string,
    private readonly definition: TableDefinition,
    private readonly environment: Environment,
  ) {
    this.columns = definition.columns.map(({ name, type, nullable }) => ({ name, type, nullable: nullable ?? true }));
    this.identityIndex = definition.columns.findIndex((column) => column.identity !== undefined);
    this.nextIdentity = definition.columns[this.identityIndex]?.identity?.seed ?? 1;
  }

  /** As messages name it: tables that begin with # are in tempdb. */
  private get fullName(): string {
    return this.name.startsWith('#') ? `tempdb.dbo.${this.name}` : this.name;
  }

  rows(): readonly Row[] {
    return this.content;
  }

  insert(rows: readonly Row[]): void {
    this.replace([...this.content, ...rows], 'INSERT');
  }

  delete(matches: (row: Row) => boolean): number {
    const kept = this.content.filter((row) => !matches(row));
    const removed = this.content.length - kept.length;
    this.content = kept;
    return removed;
  }

  update(change: (row: Row) => Row | undefined): number {
    let changed = 0;
    const next = this.content.map((row) => {
      const replacement = change(row);
      if (replacement !== undefined) changed++;
      return replacement ?? row;
    });
    this.replace(next, 'UPDATE');
    return changed;
  }

  defaultOf(index: number): SqlValue {
    const column = this.definition.columns[index]!;
    if (column.identity !== undefined) {
      const value = this.nextIdentity;
      this.nextIdentity += column.identity.increment;
      return convert(value, { from: { name: 'int' }, to: column.type });
    }
    if (column.default === undefined) return null;
    return coerce(compileConstant(column.default, this.environment), column.type).evaluate();
  }

  snapshot(): () => void {
    const before = this.content;
    return () => {
      this.content = before;
    };
  }

  private replace(rows: readonly Row[], statement: 'INSERT' | 'UPDATE'): void {
    refuseNull(this.columns, rows, this.fullName, statement);
    for (const key of this.definition.keys) this.checkKey(key, rows);
    this.content = rows;
  }

  private checkKey(key: TableDefinition['keys'][number], rows: readonly Row[]): void {
    const indexes = key.columns.map((name) =>
      this.columns.findIndex((column) => column.name.toLowerCase() === name.toLowerCase()),
    );
    const seen = new Set<string>();
    for (const row of rows) {
      const values = indexes.map((index) => row[index]!);
      const id = rowKey(values);
      if (seen.has(id)) {
        const kind = key.primary ? 'PRIMARY KEY' : 'UNIQUE KEY';
        const constraint = key.name ?? `${key.primary ? 'PK' : 'UQ'}__${this.name}`;
        throw refusal(
          2627,
          `Violation of ${kind} constraint '${constraint}'. Cannot insert duplicate key in object 'dbo.${this.name}'. The duplicate key value is (${values.map(keyText).join(', ')}).`,
          14,
        );
      }
      seen.add(id);
    }
  }
}
