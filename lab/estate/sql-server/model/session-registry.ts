/** The sessions of one instance: who is connected, what runs now, and how a session ends. */
import type { LabInstance } from '../../contract';
import type { IsolationLevel, SqlSession } from '../contract';
import type { Activity } from '../engine/session-state';
import type { Login } from './logins';

/** A session of the engine: the language behind one connection. */
export interface EngineSession extends SqlSession {
  readonly activity: Activity;
  /** What SET TRANSACTION ISOLATION LEVEL has made of it. */
  readonly isolation: IsolationLevel;
  /** Aborts what runs, rolls back, and tells the client. */
  end(reason: string): void;
}

export type RunningRequest = Activity & { readonly startedAt: Date };

const whole = 100;

/** What a session executes now, as sys.dm_exec_requests shows it. */
export function requestOf({ engine, rollback }: Pick<LiveSession, 'engine' | 'rollback'>): RunningRequest | undefined {
  const { activity } = engine;
  if (rollback) return { ...activity, status: 'suspended', command: 'KILLED/ROLLBACK', ...progressOf(rollback) };
  const { startedAt } = activity;
  return activity.status === 'sleeping' || startedAt === undefined ? undefined : { ...activity, startedAt };
}

/** How far a rollback has come. */
export function progressOf({ startedAt, milliseconds }: NonNullable<LiveSession['rollback']>): {
  readonly startedAt: Date;
  readonly percent: number;
  readonly estimatedMs: number;
} {
  const estimatedMs = Math.max(0, startedAt.getTime() + milliseconds - Date.now());
  return { startedAt, percent: Math.floor(whole * (1 - estimatedMs / milliseconds)), estimatedMs };
}

export interface Client {
  readonly hostName: string;
  readonly programName: string;
  readonly clientPid: number;
  readonly encrypted?: boolean;
}

/** One session with what the catalog shows of it. */
export interface LiveSession extends Client {
  readonly id: number;
  readonly login: Login;
  readonly connectedAt: Date;
  readonly connectionId: string;
  readonly engine: EngineSession;
  lastRequestAt: Date;
  /** Set once the session is killed and its transaction is being undone. */
  rollback?: { readonly startedAt: Date; readonly milliseconds: number };
}

const firstUserSession = 51;

export class SessionRegistry {
  readonly #live = new Map<number, LiveSession>();
  readonly #waiting = new Set<() => void>();

  /** Like SQL Server, a new session takes the lowest id that is free. */
  freeId(): number {
    let id = firstUserSession;
    while (this.#live.has(id)) id += 1;
    return id;
  }

  get all(): readonly LiveSession[] {
    return [...this.#live.values()].sort((one, other) => one.id - other.id);
  }

  in(database: string): readonly LiveSession[] {
    return this.all.filter(({ engine }) => engine.database.toLowerCase() === database.toLowerCase());
  }

  /** What other parts of the estate may know of the sessions in a database, or of all. */
  facts(database?: string): ReturnType<LabInstance['sessions']> {
    return (database === undefined ? this.all : this.in(database)).map(
      ({ id, login, hostName, programName, engine }) => ({
        id,
        login: login.name,
        hostName,
        programName,
        database: engine.database,
      }),
    );
  }

  get(id: number): LiveSession | undefined {
    return this.#live.get(id);
  }

  add(session: LiveSession): void {
    this.#live.set(session.id, session);
  }

  remove(id: number): void {
    if (this.#live.delete(id)) this.noticed();
  }

  /** Something about sessions changed: whoever waits for them looks again. */
  noticed(): void {
    for (const look of [...this.#waiting]) look();
  }

  /** Resolves when `holds` does; rejects when the signal is aborted. */
  async until(holds: () => boolean, signal: AbortSignal): Promise<void> {
    if (holds()) return;
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const end = (): void => {
        this.#waiting.delete(look);
        signal.removeEventListener('abort', aborted);
      };
      const look = (): void => {
        if (!holds()) return;
        end();
        resolve();
      };
      const aborted = (): void => {
        end();
        reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
      };
      this.#waiting.add(look);
      signal.addEventListener('abort', aborted, { once: true });
    });
  }
}
