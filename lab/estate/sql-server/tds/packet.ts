/** Packet header: type, status, length (big-endian), SPID, packet id, window (MS-TDS 2.2.3.1). */

export const headerLength = 8;

/** Both sides may send packets of this size until login has agreed on another (MS-TDS 2.2.6.5). */
export const defaultPacketSize = 4096;

export const PacketType = {
  sqlBatch: 0x01,
  rpc: 0x03,
  tabularResult: 0x04,
  attention: 0x06,
  bulkLoad: 0x07,
  transactionManager: 0x0e,
  login7: 0x10,
  prelogin: 0x12,
} as const;

export const PacketStatus = {
  endOfMessage: 0x01,
  ignore: 0x02,
  resetConnection: 0x08,
  resetConnectionSkipTransaction: 0x10,
} as const;

export function packet(type: number, status: number, spid: number, id: number, payload: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(headerLength + payload.length);
  bytes.writeUInt8(type, 0);
  bytes.writeUInt8(status, 1);
  bytes.writeUInt16BE(bytes.length, 2);
  bytes.writeUInt16BE(spid & 0xffff, 4);
  bytes.writeUInt8(id & 0xff, 6);
  bytes.writeUInt8(0, 7);
  payload.copy(bytes, headerLength);
  return bytes;
}
