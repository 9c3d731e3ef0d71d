// MS-TDS 2.2.5.5.1.3: real and float.
import type { ByteReader } from '../byte-reader';
import { ProtocolViolation } from '../protocol-violation';
import type { Codec, ReadableType } from './codec';
import { codecOfTwoForms, mismatch } from './codec';
import { TypeId } from './type-id';

export function floatCodec(bytes: 4 | 8): Codec {
  return codecOfTwoForms({
    nullable: TypeId.floatN,
    fixed: bytes === 4 ? TypeId.real : TypeId.float,
    bytes,
    write(out, value) {
      if (typeof value !== 'number') throw mismatch(bytes === 4 ? 'real' : 'float', value);
      return bytes === 4 ? out.float(value) : out.double(value);
    },
  });
}

export function readableFloat(length: number): ReadableType {
  return { type: { name: length === 4 ? 'real' : 'float' }, read: (from) => float(from, from.uint8()) };
}

/** FLT4TYPE and FLT8TYPE, which cannot be NULL. */
export function readableFixedFloat(bytes: 4 | 8): ReadableType {
  return { type: { name: bytes === 4 ? 'real' : 'float' }, read: (from) => float(from, bytes) };
}

function float(from: ByteReader, bytes: number): number | null {
  if (bytes === 0) return null;
  if (bytes === 4) return from.float();
  if (bytes === 8) return from.double();
  throw new ProtocolViolation(`a floating-point number of ${String(bytes)} bytes`);
}
