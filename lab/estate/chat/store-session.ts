/** A chat server's TDS session on one copy of a database: opened when asked for, closed as soon as anything fails. */
import { ConnectionPool } from 'mssql';
import type { Request } from 'mssql';
import type { LabInstance } from '../contract';

export interface SessionSettings {
  readonly database: string;
  readonly login: { readonly user: string; readonly password: string };
  readonly hostName: string;
  readonly programName: string;
}

const answersWithinMs = 15_000;

export class StoreSession {
  private open: { readonly pool: ConnectionPool; readonly instance: LabInstance } | undefined;
  /** Where it should be connected to; a log-in that arrives after that has changed is dropped. */
  private wanted: LabInstance | undefined;
  private opening = false;

  constructor(private readonly settings: SessionSettings) {}

  /** The instance that it is connected to. */
  get connectedTo(): LabInstance | undefined {
    return this.open?.instance;
  }

  /** Makes the session one with `instance`, or closes it when there is none. Never rejects: the next look tries again. */
  async follow(instance: LabInstance | undefined): Promise<void> {
    if (this.open !== undefined && (instance !== this.open.instance || !this.open.pool.connected)) await this.close();
    this.wanted = instance;
    if (instance === undefined || this.open !== undefined || this.opening) return;
    this.opening = true;
    const pool = this.poolFor(instance);
    try {
      await pool.connect();
      if (this.wanted === instance) this.open = { pool, instance };
      else await pool.close();
    } catch {
      await pool.close().catch(() => undefined);
    } finally {
      this.opening = false;
    }
  }

  /** Runs one statement with bound parameters. @throws when there is no session, or it fails and is closed with it. */
  async run(statement: string, bind: (request: Request) => void): Promise<number> {
    const { open } = this;
    if (open === undefined) throw new Error(`${this.settings.hostName} has no session on ${this.settings.database}.`);
    try {
      const request = open.pool.request();
      bind(request);
      const { rowsAffected } = await request.query(statement);
      return rowsAffected[0] ?? 0;
    } catch (error) {
      if (this.open === open) await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    const { open } = this;
    this.open = undefined;
    this.wanted = undefined;
    await open?.pool.close().catch(() => undefined);
  }

  private poolFor(instance: LabInstance): ConnectionPool {
    const { database, login, hostName, programName } = this.settings;
    const pool = new ConnectionPool({
      server: '127.0.0.1',
      port: instance.port,
      database,
      ...login,
      connectionTimeout: answersWithinMs,
      requestTimeout: answersWithinMs,
      // One connection that stays: who holds a session on mgc is what the fence looks at.
      pool: { min: 1, max: 1, idleTimeoutMillis: 3_600_000 },
      options: { appName: programName, workstationId: hostName, encrypt: false, trustServerCertificate: true },
    });
    pool.on('error', () => {
      if (this.open?.pool === pool) void this.close();
    });
    return pool;
  }
}
