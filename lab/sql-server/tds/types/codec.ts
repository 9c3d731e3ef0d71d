import type { Decimal, SqlType, SqlValue } from '../../contract';
import type { ByteReader } from '../byte-reader';
import type { ByteWriter } from '../byte-writer';

export type PresentValue = Exclude<SqlValue, null>;

/** How one column or output parameter is written: TYPE_INFO once, then a value or NULL a row (MS-TDS 2.2.5.6). */
export interface Codec {
  writeTypeInfo(out: ByteWriter): void;
  writeValue(out: ByteWriter, value: PresentValue): void;
  writeNull(out: ByteWriter): void;
  /** text, ntext and image: COLMETADATA names their table, and a value carries a text pointer. */
  readonly hasTableName?: boolean;
}

/** One parameter's TYPE_INFO as read, and how its value follows. */
export interface ReadableType {
  readonly type: SqlType;
  read(from: ByteReader): SqlValue;
}

export function isDecimal(value: SqlValue): value is Decimal {
  return typeof value === 'object' && value !== null && 'unscaled' in value;
}

/** For a value that its column's type cannot hold: a mistake of the server's, not of the client's. */
export function mismatch(type: string, value: PresentValue): TypeError {
  return new TypeError(`a value of type ${type} cannot be sent from a ${value.constructor.name}`);
}
