import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import type { SqlServer, SqlSession } from '../contract';
import { logIn } from './login';
import type { Message } from './message-reader';
import { MessageReader } from './message-reader';
import { MessageWriter } from './message-writer';
import { defaultPacketSize, PacketType } from './packet';
import { ProtocolViolation } from './protocol-violation';
import { readLogin7 } from './requests/login7';
import { Encryption, negotiateEncryption, preloginResponse, readEncryption } from './requests/prelogin';
import { SessionRequests } from './session-requests';
import { Transport } from './transport';

export interface ConnectionOptions {
  /** Made for the first client that encrypts. */
  readonly secureContext: () => SecureContext;
  readonly log: (text: string) => void;
}

/** The reason of a signal that a client's attention has aborted. */
class Attention extends Error {
  constructor() {
    super('the client cancelled the request');
  }
}

/**
 * One client: its states from PRELOGIN to the end (MS-TDS 3.3.1). Messages are served one after another; only attention
 * overtakes them.
 */
export class Connection {
  private readonly reader = new MessageReader();
  private readonly transport: Transport;
  private readonly running = new Set<AbortController>();
  private queue: Promise<void> = Promise.resolve();
  private encryptsLoginOnly = false;
  private session: SqlSession | undefined;
  private requests: SessionRequests | undefined;

  constructor(
    private readonly server: SqlServer,
    private readonly socket: Socket,
    private readonly options: ConnectionOptions,
  ) {
    this.transport = new Transport(
      socket,
      (bytes) => this.receive(bytes),
      (error) => this.violated(error),
    );
    socket.on('error', (error) => options.log(`a connection failed: ${error.message}`));
    socket.on('close', () => this.closed());
  }

  /** Without a goodbye, as when the host is lost. */
  lose(): void {
    this.socket.resetAndDestroy();
  }

  private receive(bytes: Buffer): void {
    for (const message of this.reader.read(bytes)) {
      if (message.type === PacketType.attention) this.cancel();
      else this.enqueue(message);
    }
  }

  private enqueue(message: Message): void {
    const controller = new AbortController();
    this.running.add(controller);
    this.then(async () => {
      try {
        await this.serve(message, controller.signal);
      } finally {
        this.running.delete(controller);
      }
    });
  }

  private then(work: () => Promise<void> | void): void {
    this.queue = this.queue
      .then(() => (this.socket.destroyed ? undefined : work()))
      .catch((error: unknown) => this.violated(error));
  }

  /** MS-TDS 2.2.1.7: what runs ends its own answer first; the acknowledgement is the message after it. */
  private cancel(): void {
    for (const controller of this.running) controller.abort(new Attention());
    this.then(() => {
      if (this.requests === undefined) throw new ProtocolViolation('an attention before login');
      this.requests.acknowledgeAttention();
    });
  }

  private async serve(message: Message, signal: AbortSignal): Promise<void> {
    if (this.requests !== undefined) {
      const endsConnection = await this.requests.serve(message, signal);
      if (endsConnection) this.transport.end();
    } else if (message.type === PacketType.prelogin) {
      this.prelogin(message.payload);
    } else if (message.type === PacketType.login7) {
      await this.login(message.payload);
    } else {
      throw new ProtocolViolation(`a message of type ${String(message.type)} before login`);
    }
  }

  private prelogin(payload: Buffer): void {
    const encryption = negotiateEncryption(readEncryption(payload));
    const response = new MessageWriter(this.transport, PacketType.tabularResult, 0, defaultPacketSize);
    response.write(preloginResponse(this.server.version, encryption));
    response.end();
    if (encryption === Encryption.notSupported) return;
    this.encryptsLoginOnly = encryption === Encryption.off;
    this.transport.secure(this.options.secureContext());
  }

  private async login(payload: Buffer): Promise<void> {
    const login = readLogin7(payload);
    if (this.encryptsLoginOnly) this.transport.unsecure();
    const outcome = await logIn(this.server, login, this.transport.isSecure, this.transport);
    if (outcome === undefined) {
      this.transport.end();
      return;
    }
    if (this.socket.destroyed) {
      outcome.session.close();
      return;
    }
    this.session = outcome.session;
    this.requests = new SessionRequests(outcome, this.transport, this.options.log);
    outcome.session.onEnded(() => this.socket.destroy());
  }

  private violated(error: unknown): void {
    this.options.log(`a connection is closed: ${error instanceof Error ? error.message : String(error)}`);
    this.socket.destroy();
  }

  private closed(): void {
    for (const controller of this.running) controller.abort(new Error('the connection is closed'));
    this.session?.close();
  }
}
