/** Columns written as in a CREATE TABLE, and views over rows given by column name. */
import type { Column, SessionFacts, SqlType, SqlTypeName, SqlValue, VirtualTable } from '../contract';

const alias: Readonly<Record<string, SqlType>> = {
  sysname: { name: 'nvarchar', length: 128 },
  uid: { name: 'uniqueidentifier' },
  lsn: { name: 'numeric', precision: 25, scale: 0 },
};

/** `nvarchar(60)`, `numeric(20,0)`, `sysname`, `uid`, `lsn` or a bare type. */
export function typeOf(text: string): SqlType {
  const match = /^(\w+)(?:\((max|\d+)(?:,(\d+))?\))?$/.exec(text);
  if (!match) throw new TypeError(`"${text}" is not a type`);
  const [, name = '', first, second] = match;
  const known = alias[name];
  if (known) return known;
  if (first === undefined) return { name: name as SqlTypeName };
  if (name === 'numeric') return { name, precision: Number(first), scale: Number(second ?? 0) };
  return { name: name as SqlTypeName, length: first === 'max' ? 'max' : Number(first) };
}

/**
 * `'name sysname not null, database_id int'` as columns; nullable unless it says `not null`. `since 12` is a column that
 * versions before 12 do not have, `since 11 but 12` one that 12 has lost.
 */
export function columnsOf(text: string, major = Infinity): Column[] {
  return text.split(/,(?![^(]*\))/).flatMap((part) => {
    const [, column = '', since = '0', but] = /^(.*?)(?: since (\d+)(?: but (\d+))?)?$/.exec(part.trim()) ?? [];
    if (major < Number(since) || major === Number(but)) return [];
    const [name = '', type = '', ...rest] = column.split(/\s+/);
    return { name, type: typeOf(type), nullable: rest.join(' ') !== 'not null' };
  });
}

export type NamedRow = Readonly<Record<string, SqlValue | undefined>>;

/** The values of a row in the order of the columns; what is not given is NULL. */
export const ordered = (columns: readonly Column[], row: NamedRow): SqlValue[] =>
  columns.map(({ name }) => row[name] ?? null);

/** A read-only virtual table, as a server of this major version has it. */
export function view(
  columnText: string,
  rows: (session: SessionFacts) => Iterable<NamedRow>,
  major?: number,
): VirtualTable {
  const columns = columnsOf(columnText, major);
  return {
    columns,
    *rows(session) {
      for (const row of rows(session)) yield ordered(columns, row);
    },
  };
}
