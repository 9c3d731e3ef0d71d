/** Values between the model and the wire: LSNs as exact numerics, rows as JSON in backup files. */
import type { Lsn } from '../../lsn';
import type { Decimal, SqlValue } from '../contract';

export type Row = readonly SqlValue[];

/** An LSN as `numeric(25,0)`. */
export const lsnValue = (lsn: Lsn | null | undefined): Decimal | null => (lsn == null ? null : integer(lsn));

/** A whole number as numeric of scale 0. */
export const integer = (value: bigint | number | string): Decimal => ({ unscaled: BigInt(value), scale: 0 });

type Packed = null | boolean | number | string | { readonly $: string; readonly v: string; readonly s?: number };

/** A value that JSON holds without loss. */
export function pack(value: SqlValue): Packed {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
    return value;
  if (typeof value === 'bigint') return { $: 'bigint', v: String(value) };
  if (value instanceof Date) return { $: 'date', v: value.toISOString() };
  if (Buffer.isBuffer(value)) return { $: 'binary', v: value.toString('base64') };
  return { $: 'decimal', v: String(value.unscaled), s: value.scale };
}

/** The value that {@link pack} packed. */
export function unpack(packed: Packed): SqlValue {
  if (packed === null || typeof packed !== 'object') return packed;
  switch (packed.$) {
    case 'bigint':
      return BigInt(packed.v);
    case 'date':
      return new Date(packed.v);
    case 'binary':
      return Buffer.from(packed.v, 'base64');
    case 'decimal':
      return { unscaled: BigInt(packed.v), scale: packed.s ?? 0 };
    default:
      throw new TypeError(`"${packed.$}" is not a kind of packed value`);
  }
}

export type PackedRow = readonly Packed[];

/** Bytes that a row takes in the log, roughly as SQL Server stores it. */
export const bytesOf = (row: Row): number =>
  row.reduce<number>(
    (sum, value) => sum + (typeof value === 'string' ? value.length * 2 : Buffer.isBuffer(value) ? value.length : 8),
    60,
  );
