import type { config } from 'mssql';
import { ConnectionPool } from 'mssql';
import { Connection } from 'tedious';
import type { TdsListener } from '../../../../../estate/sql-server/tds/listener';

/** A pool of one connection as our own workers open it; `options` are laid over it. */
export async function connect(listener: TdsListener, options: Partial<config> = {}): Promise<ConnectionPool> {
  const pool = new ConnectionPool({
    server: '127.0.0.1',
    port: listener.port,
    user: 'sa',
    password: 'Pa$$w0rd',
    pool: { max: 1, min: 0 },
    ...options,
    options: { encrypt: false, trustServerCertificate: true, ...options.options },
  });
  // A connection that the server ends reports it here as well as to its request.
  pool.on('error', () => undefined);
  return pool.connect();
}

/** The driver beneath mssql, for what mssql does not show. */
export async function openTedious(port: number): Promise<{ connection: Connection; reset: () => Promise<void> }> {
  const connection = new Connection({
    server: '127.0.0.1',
    authentication: { type: 'default', options: { userName: 'sa', password: 'Pa$$w0rd' } },
    options: { port, encrypt: false },
  });
  await new Promise<void>((resolve, reject) => connection.connect((error) => (error ? reject(error) : resolve())));
  const reset = (): Promise<void> =>
    new Promise((resolve, reject) => connection.reset((error) => (error ? reject(error) : resolve())));
  return { connection, reset };
}

/** A client of TDS 8.0, whose first byte is one of TLS. */
export async function strictly(port: number): Promise<void> {
  const connection = new Connection({
    server: '127.0.0.1',
    authentication: { type: 'default', options: { userName: 'sa', password: 'Pa$$w0rd' } },
    options: { port, encrypt: 'strict', trustServerCertificate: true },
  });
  await new Promise<void>((resolve, reject) => connection.connect((error) => (error ? reject(error) : resolve())));
}
