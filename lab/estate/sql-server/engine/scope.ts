/** The names that an expression can see: the sources of a FROM clause, and those of the queries around it. */
import type { Column, ObjectName, SqlType, SqlValue } from '../contract';
import type { ColumnReference } from '../language/ast';
import { refusal } from './errors';

export interface Source {
  readonly alias: string;
  /** Absent for derived tables, and for tables that have an alias. */
  readonly name?: ObjectName;
  readonly columns: readonly Column[];
  readonly offset: number;
}

/** Slots of a grouped query: first the values of GROUP BY, then the aggregates. */
export interface Grouping {
  readonly keys: ReadonlyMap<string, { readonly slot: number; readonly type: SqlType }>;
  readonly aggregates: AggregateSlot[];
  current: readonly SqlValue[];
}

export interface AggregateSlot {
  /** Takes the current row of the scope. */
  accumulate(state: unknown): unknown;
  initial(): unknown;
  result(state: unknown): SqlValue;
}

/** One ROW_NUMBER: it is read for every row before the rows are projected. */
export interface RowNumbering {
  readonly partition: () => string;
  readonly keys: () => readonly SqlValue[];
  compare(left: readonly SqlValue[], right: readonly SqlValue[]): number;
}

const same = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

export class Scope {
  readonly sources: Source[] = [];
  readonly numberings: RowNumbering[] = [];
  row: readonly SqlValue[] = [];
  numbers: readonly SqlValue[] = [];
  grouping: Grouping | undefined;
  width = 0;
  private own = 0;

  constructor(readonly parent?: Scope) {}

  add(alias: string, columns: readonly Column[], name?: ObjectName): Source {
    if (
      this.sources.some(
        (source) =>
          same(source.alias, alias) && (name === undefined || source.name === undefined || sameName(source.name, name)),
      )
    ) {
      throw refusal(
        name === undefined ? 1011 : 1013,
        name === undefined
          ? `The correlation name '${alias}' is specified multiple times in a FROM clause.`
          : `The objects "${alias}" and "${alias}" in the FROM clause have the same exposed names. Use correlation names to distinguish them.`,
      );
    }
    const source = { alias, columns, offset: this.width, ...(name && { name }) };
    this.sources.push(source);
    this.width += columns.length;
    return source;
  }

  /** The sources of one side of an outer join: where it has no row for one of the other side, its columns are NULL. */
  makeNullable({ offset, width }: { readonly offset: number; readonly width: number }): void {
    for (const [index, source] of this.sources.entries()) {
      if (source.offset < offset || source.offset >= offset + width) continue;
      this.sources[index] = { ...source, columns: source.columns.map((column) => ({ ...column, nullable: true })) };
    }
  }

  matching(qualifier: readonly string[]): Source[] {
    const [name, schema, database] = [...qualifier].reverse();
    return this.sources.filter(
      (source) =>
        same(source.alias, name!) &&
        (schema === undefined || schema === '' || same(source.name?.schema ?? schema, schema)) &&
        (database === undefined || same(source.name?.database ?? database, database)),
    );
  }

  /** @throws SqlError 207, 209, 4104. */
  resolve(reference: ColumnReference): { readonly scope: Scope; readonly index: number; readonly column: Column } {
    const qualifier = reference.parts.slice(0, -1);
    const name = reference.parts.at(-1)!;
    for (const scope of this.withParents()) {
      const sources = qualifier.length === 0 ? scope.sources : scope.matching(qualifier);
      const found = sources.flatMap((source) =>
        source.columns.flatMap((column, index) =>
          same(column.name, name) ? [{ column, index: source.offset + index }] : [],
        ),
      );
      if (found.length > 1) throw refusal(209, `Ambiguous column name '${name}'.`, 16, reference.line);
      if (found.length === 1) {
        scope.own += 1;
        return { scope, ...found[0]! };
      }
      if (qualifier.length > 0 && sources.length > 0) break;
    }
    const isUnbound = qualifier.length > 0 && !this.sees(qualifier);
    if (!isUnbound) throw refusal(207, `Invalid column name '${name}'.`, 16, reference.line);
    const written = reference.parts.join('.');
    throw refusal(4104, `The multi-part identifier "${written}" could not be bound.`, 16, reference.line);
  }

  /** How often a column of these sources, or of a query around them, was named so far. */
  get references(): number {
    return this.withParents().reduce((sum, { own }) => sum + own, 0);
  }

  private withParents(): readonly Scope[] {
    return [this, ...(this.parent?.withParents() ?? [])];
  }

  private sees(qualifier: readonly string[]): boolean {
    return this.matching(qualifier).length > 0 || (this.parent?.sees(qualifier) ?? false);
  }
}

const sameName = (left: ObjectName, right: ObjectName): boolean =>
  same(left.schema ?? 'dbo', right.schema ?? 'dbo') && same(left.database ?? '', right.database ?? '');
