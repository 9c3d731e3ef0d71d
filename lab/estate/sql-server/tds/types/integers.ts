// MS-TDS 2.2.5.5.1.1 and 2.2.5.5.1.2: bit and the integers.
import type { SqlTypeName, SqlValue } from '../../contract';
import type { ByteReader } from '../byte-reader';
import { ProtocolViolation } from '../protocol-violation';
import type { Codec, PresentValue, ReadableType } from './codec';
import { codecOfTwoForms, mismatch } from './codec';
import { TypeId } from './type-id';
import { toUnscaled } from './exact-numerics';

export const bitCodec = codecOfTwoForms({
  nullable: TypeId.bitN,
  fixed: TypeId.bit,
  bytes: 1,
  write: (out, value) => out.uint8(bit(value)),
});

function bit(value: PresentValue): number {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value === 0 || value === 1) return value;
  throw mismatch('bit', value);
}

const names: Readonly<Record<number, SqlTypeName>> = { 1: 'tinyint', 2: 'smallint', 4: 'int', 8: 'bigint' };
const fixedIds = { 1: TypeId.int1, 2: TypeId.int2, 4: TypeId.int4, 8: TypeId.int8 } as const;

export function integerCodec(bytes: 1 | 2 | 4 | 8): Codec {
  return codecOfTwoForms({
    nullable: TypeId.intN,
    fixed: fixedIds[bytes],
    bytes,
    write(out, value) {
      if (bytes === 8) return out.int64(toUnscaled(value, 0));
      if (typeof value !== 'number') throw mismatch(names[bytes] ?? 'int', value);
      if (bytes === 4) return out.int32(value);
      return bytes === 2 ? out.int16(value) : out.uint8(value);
    },
  });
}

/** `length` is what TYPE_INFO says; the value repeats it, or says 0 for NULL. */
export function readableInteger(length: number): ReadableType {
  return { type: { name: nameOf(length) }, read: (from) => integer(from, from.uint8()) };
}

/** INT1TYPE to INT8TYPE, which cannot be NULL. */
export function readableFixedInteger(bytes: number): ReadableType {
  return { type: { name: nameOf(bytes) }, read: (from) => integer(from, bytes) };
}

export const readableBit: ReadableType = {
  type: { name: 'bit' },
  read: (from) => (from.uint8() === 0 ? null : from.uint8() !== 0),
};

export const readableFixedBit: ReadableType = { type: { name: 'bit' }, read: (from) => from.uint8() !== 0 };

function nameOf(length: number): SqlTypeName {
  const name = names[length];
  if (name === undefined) throw new ProtocolViolation(`an integer of ${String(length)} bytes`);
  return name;
}

function integer(from: ByteReader, bytes: number): SqlValue {
  switch (bytes) {
    case 0:
      return null;
    case 1:
      return from.uint8();
    case 2:
      return from.int16();
    case 4:
      return from.int32();
    case 8:
      return from.int64();
    default:
      throw new ProtocolViolation(`an integer of ${String(bytes)} bytes`);
  }
}
