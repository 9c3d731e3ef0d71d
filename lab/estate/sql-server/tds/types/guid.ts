// MS-TDS 2.2.5.5.1.9: uniqueidentifier, whose first three groups travel little-endian.
import { ProtocolViolation } from '../protocol-violation';
import type { Codec, ReadableType } from './codec';
import { mismatch } from './codec';
import { TypeId } from './type-id';

const form = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const guidCodec: Codec = {
  writeTypeInfo: (out) => void out.uint8(TypeId.guid).uint8(16),
  writeValue(out, value) {
    if (typeof value !== 'string' || !form.test(value)) throw mismatch('uniqueidentifier', value);
    out.uint8(16).bytes(swapped(Buffer.from(value.replaceAll('-', ''), 'hex')));
  },
  writeNull: (out) => void out.uint8(0),
};

export const readableGuid: ReadableType = {
  type: { name: 'uniqueidentifier' },
  read(from) {
    const length = from.uint8();
    if (length === 0) return null;
    if (length !== 16) throw new ProtocolViolation(`a uniqueidentifier of ${String(length)} bytes`);
    return guidText(from.bytes(16));
  },
};

export function guidText(bytes: Buffer): string {
  const hex = swapped(bytes).toString('hex').toUpperCase();
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function swapped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy.subarray(0, 4).reverse();
  copy.subarray(4, 6).reverse();
  copy.subarray(6, 8).reverse();
  return copy;
}
