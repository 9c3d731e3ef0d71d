// MS-TDS 2.2.5.5.4: sql_variant, a value that carries its own type.
import type { SqlValue } from '../../contract';
import type { ByteReader } from '../byte-reader';
import { ByteWriter } from '../byte-writer';
import { serverCollation } from '../collation';
import { ProtocolViolation } from '../protocol-violation';
import { readableFixedFloat } from './approximate-numerics';
import { decode } from './byte-strings';
import type { Codec, PresentValue, ReadableType } from './codec';
import { isDecimal, mismatch } from './codec';
import { readableDatetime, readScaled, writeDatetime } from './date-times';
import { readableFixedMoney, readSigned, writeSigned } from './exact-numerics';
import { guidText } from './guid';
import { readableFixedBit, readableFixedInteger } from './integers';
import { TypeId } from './type-id';

const longest = 8009;
const longestData = 8000;

export const variantCodec: Codec = {
  writeTypeInfo: (out) => void out.uint8(TypeId.variant).uint32(longest),
  writeValue(out, value) {
    const content = new ByteWriter();
    writeContent(content, value);
    const bytes = content.take();
    out.uint32(bytes.length).bytes(bytes);
  },
  writeNull: (out) => void out.uint32(0),
};

/** Base type, how many bytes of properties, the properties, the value. */
function writeContent(out: ByteWriter, value: PresentValue): void {
  if (typeof value === 'boolean')
    out
      .uint8(TypeId.bit)
      .uint8(0)
      .uint8(value ? 1 : 0);
  else if (typeof value === 'bigint') out.uint8(TypeId.int8).uint8(0).int64(value);
  else if (typeof value === 'number') writeNumber(out, value);
  else if (typeof value === 'string') writeText(out, value);
  else if (value instanceof Date) writeDatetime(out.uint8(TypeId.datetime).uint8(0), value.getTime());
  else if (isDecimal(value))
    writeSigned(out.uint8(TypeId.numericN).uint8(2).uint8(38).uint8(value.scale), value.unscaled, 17);
  else if (value.length > longestData) throw mismatch('sql_variant', value);
  else out.uint8(TypeId.varbinary).uint8(2).uint16(longestData).bytes(value);
}

function writeNumber(out: ByteWriter, value: number): void {
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 31) out.uint8(TypeId.int4).uint8(0).int32(value);
  else out.uint8(TypeId.float).uint8(0).double(value);
}

function writeText(out: ByteWriter, value: string): void {
  if (value.length * 2 > longestData) throw mismatch('sql_variant', value);
  out.uint8(TypeId.nvarchar).uint8(7).bytes(serverCollation).uint16(longestData).text(value);
}

const fixed: ReadonlyMap<number, ReadableType> = new Map<number, ReadableType>([
  [TypeId.bit, readableFixedBit],
  [TypeId.int1, readableFixedInteger(1)],
  [TypeId.int2, readableFixedInteger(2)],
  [TypeId.int4, readableFixedInteger(4)],
  [TypeId.int8, readableFixedInteger(8)],
  [TypeId.real, readableFixedFloat(4)],
  [TypeId.float, readableFixedFloat(8)],
  [TypeId.money, readableFixedMoney(8)],
  [TypeId.smallmoney, readableFixedMoney(4)],
  [TypeId.datetime, readableDatetime(8, 8)],
  [TypeId.smalldatetime, readableDatetime(4, 4)],
]);

export function readableVariant(from: ByteReader): ReadableType {
  from.uint32();
  return { type: { name: 'sql_variant' }, read: readVariant };
}

function readVariant(from: ByteReader): SqlValue {
  const total = from.uint32();
  if (total === 0) return null;
  const base = from.uint8();
  const propertyLength = from.uint8();
  const properties = from.bytes(propertyLength);
  const length = total - 2 - propertyLength;
  const simple = fixed.get(base);
  if (simple !== undefined) return simple.read(from);
  switch (base) {
    case TypeId.guid:
      return guidText(from.bytes(16));
    case TypeId.decimalN:
    case TypeId.numericN:
      return readSigned(from, length, properties.readUInt8(1));
    case TypeId.nchar:
    case TypeId.nvarchar:
      return decode('wide', from.bytes(length));
    case TypeId.char:
    case TypeId.varchar:
      return decode('narrow', from.bytes(length), properties.subarray(0, 5));
    case TypeId.binary:
    case TypeId.varbinary:
      return decode('bytes', from.bytes(length));
    case TypeId.time:
      return readScaled(from, 'time', properties.readUInt8(0));
    case TypeId.datetime2:
      return readScaled(from, 'datetime2', properties.readUInt8(0));
    case TypeId.datetimeoffset:
      return readScaled(from, 'datetimeoffset', properties.readUInt8(0));
    default:
      throw new ProtocolViolation(`a sql_variant of type 0x${base.toString(16)}`);
  }
}
