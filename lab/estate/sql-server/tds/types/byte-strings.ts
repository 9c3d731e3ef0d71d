// MS-TDS 2.2.5.4.2: what is characters or bytes with a length: char, varchar, nchar, nvarchar, text, ntext, xml, binary, varbinary, image.
import type { SqlType, SqlTypeName } from '../../contract';
import type { ByteReader } from '../byte-reader';
import type { ByteWriter } from '../byte-writer';
import { decodeNarrow, encodeNarrow, serverCollation } from '../collation';
import type { Codec, PresentValue, ReadableType } from './codec';
import { mismatch } from './codec';
import { readLong, readPlp, writeBehindPointer, writeNullPointer, writePlp, writePlpNull } from './long-data';
import { TypeId } from './type-id';

type Content = 'narrow' | 'wide' | 'bytes';

const longestInRow = 8000;
/** As a length: (max), of which PLP follows. As a value's length: NULL. */
const allOnes = 0xffff;

const families = {
  char: { id: TypeId.char, content: 'narrow' },
  varchar: { id: TypeId.varchar, content: 'narrow' },
  nchar: { id: TypeId.nchar, content: 'wide' },
  nvarchar: { id: TypeId.nvarchar, content: 'wide' },
  binary: { id: TypeId.binary, content: 'bytes' },
  varbinary: { id: TypeId.varbinary, content: 'bytes' },
} as const satisfies Partial<Record<SqlTypeName, { id: number; content: Content }>>;

const longFamilies = {
  text: { id: TypeId.text, content: 'narrow' },
  ntext: { id: TypeId.ntext, content: 'wide' },
  image: { id: TypeId.image, content: 'bytes' },
} as const satisfies Partial<Record<SqlTypeName, { id: number; content: Content }>>;

export function stringCodec(name: keyof typeof families, length: SqlType['length']): Codec {
  const { id, content } = families[name];
  const isMax = length === 'max';
  const maximum = isMax ? allOnes : (length ?? longestInRow / width(content)) * width(content);
  return {
    writeTypeInfo: (out) => writeCollation(out.uint8(id).uint16(maximum), content),
    writeValue(out, value) {
      const data = encode(content, name, value);
      if (isMax) writePlp(out, data);
      else out.uint16(data.length).bytes(data);
    },
    writeNull(out) {
      if (isMax) writePlpNull(out);
      else out.uint16(allOnes);
    },
  };
}

export function longCodec(name: keyof typeof longFamilies): Codec {
  const { id, content } = longFamilies[name];
  return {
    writeTypeInfo: (out) => writeCollation(out.uint8(id).uint32(content === 'wide' ? 0x7ffffffe : 0x7fffffff), content),
    writeValue: (out, value) => writeBehindPointer(out, encode(content, name, value)),
    writeNull: writeNullPointer,
    hasTableName: true,
  };
}

export const xmlCodec: Codec = {
  writeTypeInfo: (out) => void out.uint8(TypeId.xml).uint8(0),
  writeValue: (out, value) => writePlp(out, encode('wide', 'xml', value)),
  writeNull: writePlpNull,
};

export function readableString(name: keyof typeof families, from: ByteReader): ReadableType {
  const { content } = families[name];
  const maximum = from.uint16();
  const collation = readCollation(from, content);
  const isMax = maximum === allOnes;
  return {
    type: { name, length: isMax ? 'max' : maximum / width(content) },
    read(values) {
      const data = isMax ? readPlp(values) : shortData(values);
      return data && decode(content, data, collation);
    },
  };
}

export function readableLong(name: keyof typeof longFamilies, from: ByteReader): ReadableType {
  const { content } = longFamilies[name];
  from.uint32();
  const collation = readCollation(from, content);
  return {
    type: { name },
    read(values) {
      const data = readLong(values);
      return data && decode(content, data, collation);
    },
  };
}

export function readableXml(from: ByteReader): ReadableType {
  const hasSchema = from.uint8() === 1;
  if (hasSchema) {
    from.shortText();
    from.shortText();
    from.longText();
  }
  return {
    type: { name: 'xml' },
    read(values) {
      const data = readPlp(values);
      return data && decode('wide', data);
    },
  };
}

/** What remains of a sql_variant is one value without a length. */
export function decode(content: Content, data: Buffer, collation?: Buffer): string | Buffer {
  if (content === 'bytes') return Buffer.from(data);
  return content === 'wide' ? data.toString('utf16le') : decodeNarrow(data, collation);
}

function encode(content: Content, type: string, value: PresentValue): Buffer {
  if (content === 'bytes') {
    if (!Buffer.isBuffer(value)) throw mismatch(type, value);
    return value;
  }
  if (typeof value !== 'string') throw mismatch(type, value);
  return content === 'wide' ? Buffer.from(value, 'utf16le') : encodeNarrow(value);
}

function width(content: Content): number {
  return content === 'wide' ? 2 : 1;
}

function shortData(from: ByteReader): Buffer | null {
  const length = from.uint16();
  return length === allOnes ? null : from.bytes(length);
}

function writeCollation(out: ByteWriter, content: Content): void {
  if (content !== 'bytes') out.bytes(serverCollation);
}

function readCollation(from: ByteReader, content: Content): Buffer | undefined {
  return content !== 'bytes' ? from.bytes(5) : undefined;
}
