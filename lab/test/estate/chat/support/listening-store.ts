/** Puts a TDS listener before a fake instance: it keeps inserted rows and open sessions, and knows nothing else. */
import { listen } from '../../../../estate/sql-server/tds/listener';
import type { LoginRequest, Parameter, Reply, SqlSession, SqlValue } from '../../../../estate/sql-server/contract';
import type { TdsListener } from '../../../../estate/sql-server/tds/listener';
import type { FakeEstate, FakeInstance } from '../../lync/support/fake-estate';

/** Rows by table; they outlive the listener, as a database outlives its instance's service. */
export type Rows = Map<string, SqlValue[][]>;

class StoringSession implements SqlSession {
  private ended: () => void = () => undefined;

  constructor(
    readonly id: number,
    readonly login: LoginRequest,
    private readonly rows: Rows,
    private readonly closed: (session: StoringSession) => void,
  ) {}

  get database(): string {
    return this.login.database;
  }

  onEnded(callback: () => void): void {
    this.ended = callback;
  }

  onTransaction(): void {
    // It has none.
  }

  describe(): undefined {
    return undefined;
  }

  end(): void {
    this.closed(this);
    this.ended();
  }

  execute(text: string, parameters: readonly Parameter[], reply: Reply): Promise<void> {
    const table = /^INSERT INTO dbo\.(\w+)/.exec(text)?.[1];
    if (table !== undefined)
      this.rows.set(table, [...(this.rows.get(table) ?? []), parameters.map(({ value }) => value)]);
    reply.done(table === undefined ? 0 : 1);
    return Promise.resolve();
  }

  call(): Promise<void> {
    return Promise.reject(new Error('a storing session knows no procedure'));
  }

  transaction(): Promise<void> {
    return Promise.resolve();
  }

  reset(): void {
    // Nothing of a former user is kept.
  }

  close(): void {
    this.closed(this);
  }
}

export interface ListeningStore {
  readonly rows: Rows;
  /** Ends every session, as KILL does. */
  kill(): void;
  /** The service stops: nothing answers, its sessions end. */
  stop(): Promise<void>;
}

export async function listenAt(estate: FakeEstate, instance: FakeInstance): Promise<ListeningStore> {
  const rows: Rows = new Map();
  const sessions = new Set<StoringSession>();
  let next = 51;
  instance.login = (login) => {
    const session = new StoringSession(next++, login, rows, (gone) => {
      sessions.delete(gone);
      estate.changed('a session ended');
    });
    sessions.add(session);
    estate.changed('a session began');
    return Promise.resolve(session);
  };
  instance.sessions = (database) =>
    [...sessions]
      .filter((session) => database === undefined || session.database === database)
      .map(({ id, login: { user, hostName, programName, database: name } }) => ({
        id,
        login: user,
        hostName,
        programName,
        database: name,
      }));
  const copy = instance.held.get('mgc');
  if (copy !== undefined) copy.rowsOf = (table) => rows.get(table) ?? [];
  const listener: TdsListener = await listen(instance, { host: '127.0.0.1', port: 0 });
  instance.port = listener.port;
  let stopped = false;
  return {
    rows,
    kill() {
      for (const session of sessions) session.end();
    },
    async stop() {
      if (stopped) return;
      stopped = true;
      instance.isUp = false;
      await listener.close();
    },
  };
}
