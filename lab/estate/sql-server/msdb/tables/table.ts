/** A table of msdb held in memory: its fields are declared once and give both the columns and the type of a row. */
import type { Column, Decimal, SessionFacts, SqlType, SqlValue, VirtualTable } from '../../contract';
import { SqlError } from '../../contract';

/** A column's type together with the values it holds. */
export interface Field<T extends SqlValue> {
  readonly type: SqlType;
  readonly nullable: boolean;
  /** Never set: carries the type of the values. */
  readonly holds?: T;
}

export type Fields = Readonly<Record<string, Field<SqlValue>>>;
export type RowOf<F extends Fields> = { -readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never };

const field = <T extends SqlValue>(type: SqlType): Field<T> => ({ type, nullable: false });

export const bit = field<boolean>({ name: 'bit' });
export const tinyint = field<number>({ name: 'tinyint' });
export const smallint = field<number>({ name: 'smallint' });
export const int = field<number>({ name: 'int' });
export const datetime = field<Date>({ name: 'datetime' });
export const guid = field<string>({ name: 'uniqueidentifier' });
export const nvarchar = (length: number | 'max'): Field<string> => field<string>({ name: 'nvarchar', length });
export const sysname = nvarchar(128);
export const char = (length: number): Field<string> => field<string>({ name: 'char', length });
export const varbinary = (length: number): Field<Buffer> => field<Buffer>({ name: 'varbinary', length });
export const numeric = (precision: number): Field<Decimal> => field<Decimal>({ name: 'numeric', precision, scale: 0 });
export const nullable = <T extends SqlValue>(of: Field<T>): Field<T | null> => ({ type: of.type, nullable: true });

export const columnsOf = (fields: Fields): readonly Column[] =>
  Object.entries(fields).map(([name, { type, nullable: canBeNull }]) => ({ name, type, nullable: canBeNull }));

/** The row's values in the order of the columns. */
export const valuesOf = <F extends Fields>(fields: F, row: RowOf<F>): readonly SqlValue[] =>
  Object.keys(fields).map((name) => row[name as keyof F] ?? null);

/** Some of the fields of a table, in the order of the names: for a result set that shows columns of it. */
export const pick = <F extends Fields, K extends keyof F>(fields: F, ...names: readonly K[]): Pick<F, K> =>
  // What is built from the names holds the names.
  Object.fromEntries(names.map((name) => [name, fields[name]])) as Pick<F, K>;

/** @throws SqlError 229: only the history of backups and restores is granted to public. */
export function requireSysadmin(action: string, table: string, session: SessionFacts): void {
  if (session.isSysadmin) return;
  const text = `The ${action} permission was denied on the object '${table}', database 'msdb', schema 'dbo'.`;
  throw new SqlError({ number: 229, severity: 14, state: 5, text });
}

export class Table<F extends Fields> {
  #rows: RowOf<F>[] = [];
  #identity = 0;

  constructor(
    readonly name: string,
    readonly fields: F,
  ) {}

  get rows(): readonly RowOf<F>[] {
    return this.#rows;
  }

  /** The next value of the table's identity column; never used twice, even after rows are deleted. */
  nextIdentity(): number {
    return ++this.#identity;
  }

  add(row: RowOf<F>): RowOf<F> {
    this.#rows.push(row);
    return row;
  }

  find(matches: (row: RowOf<F>) => boolean): RowOf<F> | undefined {
    return this.#rows.find(matches);
  }

  filter(matches: (row: RowOf<F>) => boolean): RowOf<F>[] {
    return this.#rows.filter(matches);
  }

  remove(matches: (row: RowOf<F>) => boolean): number {
    const before = this.#rows.length;
    this.#rows = this.#rows.filter((row) => !matches(row));
    return before - this.#rows.length;
  }

  /** The table as T-SQL sees it; a sysadmin may change and delete rows of msdb, and `isPublic` says who else may read. */
  asVirtualTable({ isPublic }: { readonly isPublic: boolean }): VirtualTable {
    const columns = columnsOf(this.fields);
    return {
      columns,
      rows: (session) => {
        if (!isPublic) requireSysadmin('SELECT', this.name, session);
        return this.#rows.map((row) => valuesOf(this.fields, row));
      },
      delete: (matches, session) => {
        requireSysadmin('DELETE', this.name, session);
        return this.remove((row) => matches(valuesOf(this.fields, row)));
      },
      update: (change, session) => {
        requireSysadmin('UPDATE', this.name, session);
        let changed = 0;
        for (const row of this.#rows) {
          const values = change(valuesOf(this.fields, row));
          if (values === undefined) continue;
          Object.assign(row, Object.fromEntries(columns.map(({ name }, index) => [name, values[index] ?? null])));
          changed += 1;
        }
        return changed;
      },
    };
  }
}
