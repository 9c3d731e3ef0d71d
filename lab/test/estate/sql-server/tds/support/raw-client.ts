import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { MessageReader } from '../../../../../estate/sql-server/tds/message-reader';
import type { Message } from '../../../../../estate/sql-server/tds/message-reader';
import { packet, PacketStatus, PacketType } from '../../../../../estate/sql-server/tds/packet';

/** A client that sends exactly the bytes it is told to. */
export class RawClient {
  private readonly reader = new MessageReader();
  private readonly received: Message[] = [];
  private readonly waiting: ((message: Message) => void)[] = [];
  readonly closed: Promise<unknown>;

  private constructor(readonly socket: Socket) {
    this.closed = new Promise((resolve) => socket.on('close', resolve));
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => {
      for (const message of this.reader.read(bytes)) {
        const waiting = this.waiting.shift();
        if (waiting === undefined) this.received.push(message);
        else waiting(message);
      }
    });
  }

  static async open(port: number): Promise<RawClient> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  /** As TDS 7.4. */
  static async logIn(port: number): Promise<RawClient> {
    const client = await RawClient.open(port);
    client.send(PacketType.login7, login7('sa', 'Pa$$w0rd'));
    await client.next();
    return client;
  }

  send(type: number, payload: Buffer, status: number = PacketStatus.endOfMessage): void {
    this.socket.write(packet(type, status, 0, 1, payload));
  }

  /** A message that begins with ALL_HEADERS, as every request does. */
  request(type: number, payload: Buffer, status?: number): void {
    this.send(type, Buffer.concat([allHeaders, payload]), status);
  }

  batch(text: string): void {
    this.request(PacketType.sqlBatch, Buffer.from(text, 'utf16le'));
  }

  /** The server's next message. */
  next(): Promise<Message> {
    const message = this.received.shift();
    if (message !== undefined) return Promise.resolve(message);
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}

/** One header: no transaction, one request outstanding (MS-TDS 2.2.5.3.2). */
export const allHeaders = Buffer.from('16000000' + '12000000' + '0200' + '0000000000000000' + '01000000', 'hex');

export function login7(user: string, password: string, version = 0x74000004): Buffer {
  const fixed = Buffer.alloc(94);
  fixed.writeUInt32LE(version, 4);
  const hidden = Buffer.from(password, 'utf16le').map((byte) => (((byte << 4) | (byte >> 4)) & 0xff) ^ 0xa5);
  const fields: readonly (readonly [number, Buffer])[] = [
    [40, Buffer.from(user, 'utf16le')],
    [44, Buffer.from(hidden)],
  ];
  let offset = fixed.length;
  for (const [at, bytes] of fields) {
    fixed.writeUInt16LE(offset, at);
    fixed.writeUInt16LE(bytes.length / 2, at + 2);
    offset += bytes.length;
  }
  fixed.writeUInt32LE(offset, 0);
  return Buffer.concat([fixed, ...fields.map(([, bytes]) => bytes)]);
}
