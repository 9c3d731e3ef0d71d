import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import type { SecureContext } from 'node:tls';
import type { SqlServer } from '../contract';
import { Connection } from './connection';
import { selfSignedCertificate, type Certificate } from './self-signed-certificate';
import { secureContextOf } from './tls-tunnel';

export interface ListenOptions {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  /** Default: one that the server makes for itself, as SQL Server does at each start under the same name. */
  readonly certificate?: Certificate;
  /** Told of connections that break the protocol and of faults of the server's own. */
  readonly log?: (text: string) => void;
}

export interface TdsListener {
  readonly port: number;
  /** How many clients are connected, logged in or not. */
  readonly connections: number;
  /** Ends every connection without a goodbye, as a lost host does; resolves when all are gone. */
  close(): Promise<void>;
}

/** Serves `server` to clients that speak TDS 7.2 to 7.4 (MS-TDS). */
export async function listen(server: SqlServer, options: ListenOptions): Promise<TdsListener> {
  const connections = new Set<Connection>();
  const log = options.log ?? ((): void => undefined);
  let context: SecureContext | undefined;
  const secureContext = (): SecureContext =>
    (context ??= secureContextOf(options.certificate ?? selfSignedCertificate('SSL_Self_Signed_Fallback')));
  const listener = createServer({ noDelay: true }, (socket) => {
    const connection = new Connection(server, socket, { log, secureContext });
    connections.add(connection);
    socket.on('close', () => connections.delete(connection));
  });
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(options.port, options.host, () => {
      listener.off('error', reject);
      resolve();
    });
  });
  const { port } = listener.address() as AddressInfo;
  return {
    port,
    get connections() {
      return connections.size;
    },
    async close() {
      const closed = new Promise<void>((resolve) => listener.close(() => resolve()));
      for (const connection of connections) connection.lose();
      await closed;
    },
  };
}
