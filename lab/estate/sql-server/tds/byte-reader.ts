import { ProtocolViolation } from './protocol-violation';

/** Reads a message front to back, little-endian as TDS is. @throws ProtocolViolation beyond its end. */
export class ByteReader {
  private offset = 0;

  constructor(private readonly buffer: Buffer) {}

  get remaining(): number {
    return this.buffer.length - this.offset;
  }

  uint8(): number {
    return this.buffer.readUInt8(this.advance(1));
  }

  uint16(): number {
    return this.buffer.readUInt16LE(this.advance(2));
  }

  uint32(): number {
    return this.buffer.readUInt32LE(this.advance(4));
  }

  uint64(): bigint {
    return this.buffer.readBigUInt64LE(this.advance(8));
  }

  int16(): number {
    return this.buffer.readInt16LE(this.advance(2));
  }

  int32(): number {
    return this.buffer.readInt32LE(this.advance(4));
  }

  int64(): bigint {
    return this.buffer.readBigInt64LE(this.advance(8));
  }

  float(): number {
    return this.buffer.readFloatLE(this.advance(4));
  }

  double(): number {
    return this.buffer.readDoubleLE(this.advance(8));
  }

  /** An unsigned number of any width. */
  uint(bytes: number): bigint {
    let value = 0n;
    for (const byte of [...this.bytes(bytes)].reverse()) value = (value << 8n) | BigInt(byte);
    return value;
  }

  bytes(length: number): Buffer {
    const start = this.advance(length);
    return this.buffer.subarray(start, start + length);
  }

  text(characters: number): string {
    return this.bytes(characters * 2).toString('utf16le');
  }

  /** B_VARCHAR. */
  shortText(): string {
    return this.text(this.uint8());
  }

  /** US_VARCHAR. */
  longText(): string {
    return this.text(this.uint16());
  }

  private advance(length: number): number {
    const start = this.offset;
    if (length > this.remaining) {
      throw new ProtocolViolation(`the message ends at byte ${String(this.buffer.length)}, inside a field`);
    }
    this.offset += length;
    return start;
  }
}
