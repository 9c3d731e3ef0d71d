// MS-TDS 2.2.5.2.3 and 2.2.7.20: the two ways in which long data travel, in chunks (PLP) and behind a text pointer.
import type { ByteReader } from '../byte-reader';
import type { ByteWriter } from '../byte-writer';

const plpNull = 0xffffffffffffffffn;

export function writePlp(out: ByteWriter, data: Buffer): void {
  out.uint64(BigInt(data.length));
  if (data.length > 0) out.uint32(data.length).bytes(data);
  out.uint32(0);
}

export function writePlpNull(out: ByteWriter): void {
  out.uint64(plpNull);
}

/** The announced length may be "unknown"; only the chunks count. */
export function readPlp(from: ByteReader): Buffer | null {
  if (from.uint64() === plpNull) return null;
  const chunks: Buffer[] = [];
  for (let length = from.uint32(); length > 0; length = from.uint32()) chunks.push(from.bytes(length));
  return Buffer.concat(chunks);
}

/** Clients skip pointer and timestamp: nobody uses READTEXT and UPDATETEXT on this server. */
const textPointer = Buffer.from('dummy textptr\0\0\0');
const timestamp = Buffer.from('dummyTS\0');

export function writeBehindPointer(out: ByteWriter, data: Buffer): void {
  out.uint8(textPointer.length).bytes(textPointer).bytes(timestamp).uint32(data.length).bytes(data);
}

export function writeNullPointer(out: ByteWriter): void {
  out.uint8(0);
}

/** In a parameter: no pointer, a length of four bytes. */
export function readLong(from: ByteReader): Buffer | null {
  const length = from.uint32();
  return length === 0xffffffff ? null : from.bytes(length);
}
