/** Builds a token, little-endian as TDS is. */
export class ByteWriter {
  private buffer = Buffer.allocUnsafe(128);
  private length = 0;

  uint8(value: number): this {
    const start = this.grow(1);
    this.buffer.writeUInt8(value, start);
    return this;
  }

  uint16(value: number): this {
    const start = this.grow(2);
    this.buffer.writeUInt16LE(value, start);
    return this;
  }

  uint32(value: number): this {
    const start = this.grow(4);
    this.buffer.writeUInt32LE(value, start);
    return this;
  }

  uint64(value: bigint): this {
    const start = this.grow(8);
    this.buffer.writeBigUInt64LE(value, start);
    return this;
  }

  int16(value: number): this {
    const start = this.grow(2);
    this.buffer.writeInt16LE(value, start);
    return this;
  }

  int32(value: number): this {
    const start = this.grow(4);
    this.buffer.writeInt32LE(value, start);
    return this;
  }

  int64(value: bigint): this {
    const start = this.grow(8);
    this.buffer.writeBigInt64LE(value, start);
    return this;
  }

  float(value: number): this {
    const start = this.grow(4);
    this.buffer.writeFloatLE(value, start);
    return this;
  }

  double(value: number): this {
    const start = this.grow(8);
    this.buffer.writeDoubleLE(value, start);
    return this;
  }

  /** An unsigned number of any width. @throws RangeError when it does not fit. */
  uint(value: bigint, bytes: number): this {
    if (value < 0n || value >> BigInt(bytes * 8)) {
      throw new RangeError(`${String(value)} does not fit in ${String(bytes)} bytes`);
    }
    for (let shift = 0; shift < bytes; shift++) this.uint8(Number((value >> BigInt(shift * 8)) & 0xffn));
    return this;
  }

  bytes(value: Buffer): this {
    const start = this.grow(value.length);
    value.copy(this.buffer, start);
    return this;
  }

  text(value: string): this {
    return this.bytes(Buffer.from(value, 'utf16le'));
  }

  /** B_VARCHAR; what does not fit is cut, as SQL Server cuts names. */
  shortText(value: string): this {
    const fitting = value.slice(0, 0xff);
    return this.uint8(fitting.length).text(fitting);
  }

  /** US_VARCHAR. */
  longText(value: string): this {
    const fitting = value.slice(0, 0xffff);
    return this.uint16(fitting.length).text(fitting);
  }

  take(): Buffer {
    return this.buffer.subarray(0, this.length);
  }

  /** Where the next `by` bytes go; the buffer may be another one afterwards. */
  private grow(by: number): number {
    const start = this.length;
    this.length += by;
    if (this.length > this.buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.length, this.buffer.length * 2));
      this.buffer.copy(larger, 0, 0, start);
      this.buffer = larger;
    }
    return start;
  }
}
