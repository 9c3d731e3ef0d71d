import { headerLength, PacketStatus, PacketType } from './packet';
import { ProtocolViolation } from './protocol-violation';

/** A client's message, joined from its packets (MS-TDS 2.2.3). */
export interface Message {
  readonly type: number;
  /** Status bits of the first packet (reset connection) and of the last (ignore) together. */
  readonly status: number;
  readonly payload: Buffer;
}

/** No request of a client we serve comes near this; a peer that goes on sending is not one. */
const longestMessage = 256 * 1024 * 1024;

const packetTypes: readonly number[] = Object.values(PacketType);

/** Joins bytes, however the network cut them, into packets, and packets into messages. */
export class MessageReader {
  private unread: Buffer = Buffer.alloc(0);
  private type: number | undefined;
  private status = 0;
  private payloads: Buffer[] = [];
  private length = 0;

  get isBetweenPackets(): boolean {
    return this.unread.length === 0;
  }

  /** The messages that `bytes` complete. @throws ProtocolViolation */
  *read(bytes: Buffer): Generator<Message> {
    this.unread = this.unread.length === 0 ? bytes : Buffer.concat([this.unread, bytes]);
    while (this.unread.length >= headerLength) {
      if (!packetTypes.includes(this.unread.readUInt8(0))) throw new ProtocolViolation('bytes that are no TDS packet');
      const packetLength = this.unread.readUInt16BE(2);
      if (packetLength < headerLength) throw new ProtocolViolation(`a packet of ${String(packetLength)} bytes`);
      if (this.unread.length < packetLength) return;
      const packet = this.unread.subarray(0, packetLength);
      this.unread = this.unread.subarray(packetLength);
      const message = this.join(packet);
      if (message !== undefined) yield message;
    }
  }

  private join(packet: Buffer): Message | undefined {
    const type = packet.readUInt8(0);
    this.type ??= type;
    if (type !== this.type) {
      throw new ProtocolViolation(`a packet of type ${String(type)} within a message of type ${String(this.type)}`);
    }
    this.status |= packet.readUInt8(1);
    this.payloads.push(packet.subarray(headerLength));
    this.length += packet.length - headerLength;
    if (this.length > longestMessage)
      throw new ProtocolViolation(`a message of more than ${String(longestMessage)} bytes`);
    if ((this.status & PacketStatus.endOfMessage) === 0) return undefined;

    const message = { type, status: this.status, payload: Buffer.concat(this.payloads) };
    this.type = undefined;
    this.status = 0;
    this.payloads = [];
    this.length = 0;
    return message;
  }
}
