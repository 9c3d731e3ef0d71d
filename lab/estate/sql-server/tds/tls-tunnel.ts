import { Duplex } from 'node:stream';
import { createSecureContext, TLSSocket, type SecureContext } from 'node:tls';
import { MessageReader } from './message-reader';
import { defaultPacketSize, PacketType } from './packet';
import { MessageWriter } from './message-writer';
import type { PacketSink } from './message-writer';
import type { Certificate } from './self-signed-certificate';

/** What every handshake of one server begins with. TLS 1.3 sends tickets after the handshake, which TDS 7 has no place for. */
export const secureContextOf = ({ key, cert }: Certificate): SecureContext =>
  createSecureContext({ key, cert, maxVersion: 'TLSv1.2' });

/** First byte of a TLS record with data; a packet of the handshake begins with the type of PRELOGIN instead. */
const tlsApplicationData = 0x17;

/**
 * TLS as TDS has it (MS-TDS 3.3.5.3): the handshake travels inside PRELOGIN packets, everything after it does not. The
 * client's first record outside a packet is where both directions change over.
 */
export class TlsTunnel {
  readonly cleartext: TLSSocket;
  private readonly encrypted: Duplex;
  private readonly handshake = new MessageReader();
  private inHandshake = true;

  constructor(
    private readonly network: PacketSink,
    secureContext: SecureContext,
  ) {
    this.encrypted = new Duplex({
      read: () => undefined,
      write: (chunk: Buffer, _encoding, callback) => {
        this.send(chunk);
        callback();
      },
      // One flight of the handshake must be one message.
      writev: (chunks: { chunk: Buffer }[], callback) => {
        this.send(Buffer.concat(chunks.map(({ chunk }) => chunk)));
        callback();
      },
    });
    this.cleartext = new TLSSocket(this.encrypted, { isServer: true, secureContext });
  }

  /** Bytes from the network. @throws ProtocolViolation */
  receive(bytes: Buffer): void {
    if (this.inHandshake && bytes[0] === tlsApplicationData && this.handshake.isBetweenPackets)
      this.inHandshake = false;
    if (!this.inHandshake) {
      this.encrypted.push(bytes);
      return;
    }
    for (const message of this.handshake.read(bytes)) this.encrypted.push(message.payload);
  }

  private send(bytes: Buffer): void {
    if (!this.inHandshake) {
      this.network.write(bytes);
      return;
    }
    const message = new MessageWriter(this.network, PacketType.prelogin, 0, defaultPacketSize);
    message.write(bytes);
    message.end();
  }
}
