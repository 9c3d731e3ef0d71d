import { headerLength, packet, PacketStatus } from './packet';

/** Where packets go. `write` is false when the peer takes them more slowly than they come. */
export interface PacketSink {
  write(bytes: Buffer): boolean;
  /** Resolves when more may be written, and when the connection is gone. */
  drained(): Promise<void>;
}

/** Splits one message into packets of the agreed size and sends each as soon as it is full (MS-TDS 2.2.3). */
export class MessageWriter {
  private unsent: Buffer[] = [];
  private unsentLength = 0;
  private packetId = 0;
  private flushing: NodeJS.Immediate | undefined;

  constructor(
    private readonly sink: PacketSink,
    private readonly type: number,
    private readonly spid: number,
    private readonly packetSize: number,
  ) {}

  write(bytes: Buffer): void {
    this.unsent.push(bytes);
    this.unsentLength += bytes.length;
    const room = this.packetSize - headerLength;
    // A full packet waits for one byte more: the last one must carry the end-of-message bit.
    if (this.unsentLength <= room) return;
    let rest = Buffer.concat(this.unsent);
    for (; rest.length > room; rest = rest.subarray(room)) this.send(rest.subarray(0, room), 0);
    this.keep(rest);
  }

  /** Sends what is there once the server pauses, as SQL Server does for messages of progress. */
  flushSoon(): void {
    this.flushing ??= setImmediate(() => {
      this.flushing = undefined;
      if (this.unsentLength === 0) return;
      const bytes = Buffer.concat(this.unsent);
      this.keep(Buffer.alloc(0));
      this.send(bytes, 0);
    });
  }

  end(): void {
    clearImmediate(this.flushing);
    this.send(Buffer.concat(this.unsent), PacketStatus.endOfMessage);
  }

  drained(): Promise<void> {
    return this.sink.drained();
  }

  private keep(rest: Buffer): void {
    this.unsent = rest.length === 0 ? [] : [rest];
    this.unsentLength = rest.length;
  }

  private send(payload: Buffer, status: number): void {
    this.packetId += 1;
    this.sink.write(packet(this.type, status, this.spid, this.packetId, payload));
  }
}
