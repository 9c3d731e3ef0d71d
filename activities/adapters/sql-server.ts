/** SQL Server through mssql: looks with bound parameters, acts as text, every failure named. Connects to master only. */
import { ConnectionPool, Int, NVarChar, type config as PoolConfig, type Request } from 'mssql';
import type { SqlFailureName } from '../../domain/failures';
import type { SqlErrorMessage } from '../../domain/sql-failures';
import { instanceName, type Store } from '../../domain/topology/pool';
import { evidenceOf, serverMessage } from './sql-server/driver-evidence';
import { prepareLook, type LookName, type LookValues } from './sql-server/sql-files';
import type { LookRows } from './sql-server/sql-rows';
import { SqlServerError } from './sql-server/sql-server-error';

export interface SqlCredentials {
  readonly user: string;
  readonly password: string;
  /** Windows domain: logs in by NTLM. */
  readonly domain?: string;
}

export interface SqlServerOptions {
  credentials(store: Store): SqlCredentials;
  /** What sys.dm_exec_sessions shows as program_name. */
  readonly applicationName: string;
  readonly log: { debug(fields: object, message: string): void };
  /** Default: true. Without it the login is not encrypted either. */
  readonly encrypt?: boolean;
  /** Accepts a certificate that nobody vouches for. Default: false. */
  readonly trustCertificate?: boolean;
  /** Also speaks TLS 1.0, which is all that SQL Server 2008 R2 SP2 knows. Default: false. */
  readonly allowTls10?: boolean;
  /** Default for a look or an act on a store: one minute. */
  timeoutMs?(store: Store): number;
  readonly connectTimeoutMs?: number;
}

export interface CallOptions {
  readonly timeoutMs?: number;
  /** Cancels the statement on the server. */
  readonly signal?: AbortSignal;
}

export interface ExecuteOptions extends CallOptions {
  /** Runs in this database, on a connection that is closed at once so that it does not keep the database in use. */
  readonly database?: string;
  /** Failures that are as good as success here, such as `AlreadyInEffect`. */
  readonly accept?: readonly SqlFailureName[];
}

export interface InfoMessage {
  readonly number: number;
  readonly text: string;
}

/** What an activity may do with SQL Server. Everything throws SqlServerError. */
export interface SqlServer {
  query<Name extends LookName>(
    store: Store,
    look: Name,
    values: LookValues<Name>,
    options?: CallOptions,
  ): Promise<LookRows[Name][]>;
  /** One batch of one statement, as `actText` renders it. Anything that lasts belongs into an Agent job. */
  execute(store: Store, text: string, options?: ExecuteOptions): Promise<{ messages: InfoMessage[] }>;
  close(): Promise<void>;
}

/** A server that says nothing at all is for the driver to give up. */
const driverFirstMs = 250;

interface Connections {
  readonly pool: ConnectionPool;
  /** What the server said to the login that was tried last. */
  readonly loginMessages: SqlErrorMessage[];
}

export function createSqlServer(options: SqlServerOptions): SqlServer {
  const open = new Map<string, Promise<Connections>>();

  async function connect(store: Store, database: string): Promise<Connections> {
    const loginMessages: SqlErrorMessage[] = [];
    const pool = new ConnectionPool(poolConfig(store, database, options, loginMessages));
    // The request that uses a connection reports its loss; without a listener the event would end the process.
    pool.on('error', (error: Error) =>
      options.log.debug({ instance: instanceName(store), reason: error.message }, 'connection lost'),
    );
    try {
      await pool.connect();
    } catch (error) {
      throw new SqlServerError(evidenceOf(error, instanceName(store), loginMessages), 'connect', { cause: error });
    }
    return { pool, loginMessages };
  }

  /** The pool of an instance, made on first use; one that could not connect is forgotten, so that the next call tries again. */
  function connectionsTo(store: Store): Promise<Connections> {
    const key = `${addressOf(store)}:${String(store.port)}`;
    const known = open.get(key);
    if (known !== undefined) return known;
    const made = connect(store, 'master');
    open.set(key, made);
    made.catch(() => open.delete(key));
    return made;
  }

  async function run<Result>(
    store: Store,
    { pool, loginMessages }: Connections,
    text: string,
    { timeoutMs = options.timeoutMs?.(store) ?? 60_000, signal }: CallOptions,
    send: (request: Request) => Promise<Result>,
  ): Promise<Result> {
    if (!(timeoutMs > 0 && Number.isFinite(timeoutMs)))
      throw new RangeError(`a statement needs a finite timeout, not ${String(timeoutMs)}`);
    signal?.throwIfAborted();
    const request = requestOn(pool, Math.ceil(timeoutMs));
    const cancel = (): void => request.cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    // The driver's own timeout ends with the first packet of an answer, whether or not the rest ever comes.
    const late = new AbortController();
    const deadline = setTimeout(() => {
      late.abort();
      cancel();
    }, timeoutMs + driverFirstMs);
    const started = performance.now();
    try {
      return await send(request);
    } catch (error) {
      const evidence = evidenceOf(error, instanceName(store), loginMessages);
      const lost = { code: 'ETIMEOUT', detail: `The answer was not complete within ${String(timeoutMs)} ms.` };
      throw new SqlServerError(late.signal.aborted ? { ...evidence, ...lost } : evidence, text, { cause: error });
    } finally {
      clearTimeout(deadline);
      signal?.removeEventListener('abort', cancel);
      const elapsedMs = Math.round(performance.now() - started);
      options.log.debug({ instance: instanceName(store), statement: text.split('\n', 1)[0], elapsedMs }, 'statement');
    }
  }

  async function send(
    store: Store,
    connections: Connections,
    text: string,
    call: CallOptions,
  ): Promise<{ messages: InfoMessage[] }> {
    const messages: InfoMessage[] = [];
    await run(store, connections, text, call, (request) => {
      request.on('info', (info: { number: number; message: string }) =>
        messages.push({ number: info.number, text: info.message }),
      );
      return request.batch(text);
    });
    return { messages };
  }

  return {
    async query<Name extends LookName>(store: Store, look: Name, values: LookValues<Name>, call: CallOptions = {}) {
      const { text, parameters } = prepareLook(look, values);
      return run(store, await connectionsTo(store), `${look}.sql`, call, async (request) => {
        for (const { name, type, value } of parameters)
          request.input(name, type === 'integer' ? Int : NVarChar(4000), value);
        const { recordset } = await request.query<LookRows[Name]>(text);
        return [...recordset];
      });
    },

    async execute(store, text, { database, accept = [], ...call } = {}) {
      try {
        if (database === undefined) return await send(store, await connectionsTo(store), text, call);
        const connections = await connect(store, database);
        try {
          return await send(store, connections, text, call);
        } finally {
          await connections.pool.close();
        }
      } catch (error) {
        if (error instanceof SqlServerError && accept.includes(error.failure)) return { messages: [] };
        throw error;
      }
    },

    async close() {
      const made = await Promise.allSettled(open.values());
      open.clear();
      await Promise.all(made.flatMap((each) => (each.status === 'fulfilled' ? [each.value.pool.close()] : [])));
    },
  };
}

/** mssql takes a timeout for each request; its type declarations do not say so. */
function requestOn(pool: ConnectionPool, requestTimeout: number): Request {
  const make: (this: ConnectionPool, overrides: { requestTimeout: number }) => Request = pool.request;
  return make.call(pool, { requestTimeout });
}

const addressOf = (store: Store): string => store.address ?? store.server;

function poolConfig(
  store: Store,
  database: string,
  options: SqlServerOptions,
  loginMessages: SqlErrorMessage[],
): PoolConfig {
  const { user, password, domain } = options.credentials(store);
  return {
    server: addressOf(store),
    port: store.port,
    database,
    user,
    password,
    ...(domain === undefined ? {} : { domain }),
    connectionTimeout: options.connectTimeoutMs ?? 15_000,
    // Also the limit for the probe that shows whether an idle connection still stands.
    requestTimeout: options.connectTimeoutMs ?? 15_000,
    pool: { min: 0, max: 4, idleTimeoutMillis: 10_000 },
    options: {
      appName: options.applicationName,
      encrypt: options.encrypt ?? true,
      trustServerCertificate: options.trustCertificate ?? false,
      ...(options.allowTls10 === true
        ? { cryptoCredentialsDetails: { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } }
        : {}),
    },
    beforeConnect: (connection) => {
      loginMessages.length = 0;
      const heard = (token: Parameters<typeof serverMessage>[0]): void => {
        const message = serverMessage(token);
        if (message !== undefined) loginMessages.push(message);
      };
      connection.on('errorMessage', heard);
      connection.once('connect', () => {
        connection.removeListener('errorMessage', heard);
        // The second packet of a long request would wait until the server acknowledges the first: up to 200 ms each time.
        connection.socket?.setNoDelay(true);
      });
    },
  };
}
