import type { Duplex } from 'node:stream';
import type { SecureContext } from 'node:tls';
import type { PacketSink } from './message-writer';
import { TlsTunnel } from './tls-tunnel';

/** The bytes of one connection, in clear or in TLS; who reads and writes packets does not see which. */
export class Transport implements PacketSink {
  private tunnel: TlsTunnel | undefined;

  /** @param onBytes what it throws is a violation of the protocol. */
  constructor(
    private readonly socket: Duplex,
    private readonly onBytes: (bytes: Buffer) => void,
    private readonly onViolation: (error: unknown) => void,
  ) {
    socket.on('data', (bytes: Buffer) => {
      this.guarded(() => (this.tunnel === undefined ? onBytes(bytes) : this.tunnel.receive(bytes)));
    });
  }

  get isSecure(): boolean {
    return this.tunnel !== undefined;
  }

  write(bytes: Buffer): boolean {
    if (this.socket.destroyed) return false;
    return (this.tunnel?.cleartext ?? this.socket).write(bytes);
  }

  async drained(): Promise<void> {
    const stream = this.tunnel?.cleartext ?? this.socket;
    if (this.socket.destroyed || !stream.writableNeedDrain) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        stream.off('drain', done);
        this.socket.off('close', done);
        resolve();
      };
      stream.once('drain', done);
      this.socket.once('close', done);
    });
  }

  /** From the next byte on the peer speaks TLS. */
  secure(context: SecureContext): void {
    const network: PacketSink = { write: (bytes) => this.socket.write(bytes), drained: () => Promise.resolve() };
    this.tunnel = new TlsTunnel(network, context);
    this.tunnel.cleartext.on('data', (bytes: Buffer) => this.guarded(() => this.onBytes(bytes)));
    this.tunnel.cleartext.on('error', this.onViolation);
  }

  /** Encryption of the login only: what follows goes in clear, without a goodbye from TLS. */
  unsecure(): void {
    this.tunnel?.cleartext.removeAllListeners('data');
    this.tunnel = undefined;
  }

  /** Sends what is written, then closes. */
  end(): void {
    if (this.tunnel === undefined) this.socket.end();
    else this.tunnel.cleartext.end(() => this.socket.end());
  }

  private guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.onViolation(error);
    }
  }
}
