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
  /** The same for a column that cannot be NULL, where its type has a form of fixed length (MS-TDS 2.2.5.4.1). */
  readonly notNull?: Codec;
}

interface TwoForms {
  /** Announced with its length, which each value repeats: what may be NULL, and every parameter (MS-TDS 2.2.5.4.2). */
  readonly nullable: number;
  /** The value and nothing else (MS-TDS 2.2.5.4.1). */
  readonly fixed: number;
  readonly bytes: number;
  /** Writes exactly `bytes`. */
  readonly write: (out: ByteWriter, value: PresentValue) => unknown;
}

export const codecOfTwoForms = ({ nullable, fixed, bytes, write }: TwoForms): Codec => ({
  writeTypeInfo: (out) => void out.uint8(nullable).uint8(bytes),
  writeValue: (out, value) => void write(out.uint8(bytes), value),
  writeNull: (out) => void out.uint8(0),
  notNull: {
    writeTypeInfo: (out) => void out.uint8(fixed),
    writeValue: (out, value) => void write(out, value),
    writeNull: () => {
      throw new TypeError('NULL in a column that says it has none');
    },
  },
});

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
