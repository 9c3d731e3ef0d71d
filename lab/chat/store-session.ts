/** A chat server's TDS session on one copy of a database: opened when asked for, closed as soon as anything fails. */
import { ConnectionPool } from 'mssql';
import type { Request } from 'mssql';
import type { LabInstance } from '../estate/contract';

export interface SessionSettings {
  readonly database: string;
  readonly login: { readonly user: string; readonly password: string };
  readonly hostName: string;
  readonly programName: string;
}

const answersWithinMs = 15_000;

export class StoreSession {
  private pool: ConnectionPool | undefined;
  private target: LabInstance | undefined;
  private opening = false;

  constructor(private readonly settings: SessionSettings) {}

  /** The instance that it is connected to. */
  get connectedTo(): LabInstance | undefined {
    return this.pool === undefined ? undefined : this.target;
  }

  /** Makes the session one with `instance`, or closes it when there is none. Never rejects: the next look tries again. */
  async follow(instance: LabInstance | undefined): Promise<void> {
    if (this.opening) return;
    if (this.pool !== undefined && (instance !== this.target || !this.pool.connected)) await this.close();
    if (instance === undefined || this.pool !== undefined) return;
    this.opening = true;
    const pool = this.poolFor(instance);
    try {
      await pool.connect();
      this.target = instance;
      this.pool = pool;
    } catch {
      await pool.close().catch(() => undefined);
    } finally {
      this.opening = false;
    }
  }

  /** Runs one statement with bound parameters. @throws when there is no session, or it fails and is closed with it. */
  async run(statement: string, bind: (request: Request) => void): Promise<number> {
    const { pool } = this;
    if (pool === undefined) throw new Error(`${this.settings.hostName} has no session on ${this.settings.database}.`);
    try {
      const request = pool.request();
      bind(request);
      const { rowsAffected } = await request.query(statement);
      return rowsAffected[0] ?? 0;
    } catch (error) {
      if (this.pool === pool) await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    const { pool } = this;
    this.pool = undefined;
    this.target = undefined;
    await pool?.close().catch(() => undefined);
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
      if (this.pool === pool) void this.close();
    });
    return pool;
  }
}
