/** Watches the statements of an instance, so that each one that changes the estate (or tries to) stands in the ledger. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Estate } from '../../contract';
import type {
  AdministrativeStatement,
  InstanceFacts,
  ObjectName,
  Procedure,
  SessionFacts,
  VirtualTable,
} from '../contract';
import type { Clock, Service, Sessions } from './ports';
import type { EngineSession, LiveSession } from './session-registry';

/** A statement while it runs. */
interface Watched {
  readonly text: string;
  isAttempt: boolean;
  hasChanged: boolean;
}

type Event = Parameters<InstanceFacts['observe']>[0];

const listings = ['headeronly', 'filelistonly', 'labelonly', 'verifyonly'];
const interrupted = [3204];

/** Procedures that look and change nothing. */
const looks = /^(sp_help|xp_fileexist)/i;

/** The session that runs, and the one of another instance that made it run. */
interface Running {
  readonly observer: Observer;
  readonly session: number;
  readonly outer: Running | undefined;
}

// One for all: every storage that is in use makes each promise of the process dearer.
const running = new AsyncLocalStorage<Running>();

export class Observer {
  readonly #watched = new Map<number, Watched[]>();

  constructor(
    private readonly instance: Service & Clock & Sessions,
    private readonly estate: Pick<Estate, 'work' | 'ledger'>,
  ) {}

  /** The session as its client uses it: what changes while it executes is its doing. */
  around(live: LiveSession, close: () => void): EngineSession {
    const { engine, id } = live;
    const within = <T>(work: () => Promise<T>): Promise<T> => {
      live.lastRequestAt = this.instance.now();
      return this.estate.work.during('statement', live.programName, () =>
        running.run({ observer: this, session: id, outer: running.getStore() }, work),
      );
    };
    return {
      id,
      get database() {
        return engine.database;
      },
      get activity() {
        return engine.activity;
      },
      get isolation() {
        return engine.isolation;
      },
      onEnded: (callback) => engine.onEnded(callback),
      onTransaction: (callback) => engine.onTransaction(callback),
      describe: (...request) => engine.describe(...request),
      execute: (...request) => within(() => engine.execute(...request)),
      call: (...request) => within(() => engine.call(...request)),
      transaction: (...request) => within(() => engine.transaction(...request)),
      reset: () => engine.reset(),
      end: (reason) => engine.end(reason),
      close: () => {
        engine.close();
        close();
      },
    };
  }

  /** Something of the estate changed just now. */
  changed(): void {
    const watched = this.#top(this.#runningHere());
    if (watched) watched.hasChanged = true;
  }

  attempt(session: number, statement?: AdministrativeStatement): void {
    const isListing = statement?.kind === 'restore' && listings.includes(statement.what);
    const watched = this.#top(session);
    if (watched && !isListing) watched.isAttempt = true;
  }

  procedure(name: ObjectName, procedure: Procedure | undefined, session: SessionFacts): Procedure | undefined {
    if (procedure && !looks.test(name.name)) this.attempt(session.id);
    return procedure;
  }

  /** Rows of the chat are the users' business and stay out of the ledger; rows of msdb are the estate's. */
  table(name: ObjectName, table: VirtualTable | undefined, session: SessionFacts): VirtualTable | undefined {
    const isMsdb = (name.database ?? session.database).toLowerCase() === 'msdb';
    if (!table || !isMsdb) return table;
    const noted = <Arguments extends unknown[], Result>(work: ((...values: Arguments) => Result) | undefined) =>
      work &&
      ((...values: Arguments): Result => {
        this.attempt(session.id);
        const result = work.apply(table, values);
        this.instance.changed(`rows of ${name.name}`);
        return result;
      });
    const [insert, remove, update] = [noted(table.insert), noted(table.delete), noted(table.update)];
    return {
      columns: table.columns,
      rows: (facts) => table.rows(facts),
      ...(insert && { insert }),
      ...(remove && { delete: remove }),
      ...(update && { update }),
    };
  }

  async observe(event: Event): Promise<void> {
    const { phase, text, session, error } = event;
    const stack = this.#watched.get(session.id) ?? [];
    this.#watched.set(session.id, stack);
    if (phase === 'before') stack.push({ text, isAttempt: false, hasChanged: false });
    else this.#record(stack.pop(), event);
    // A statement that was refused, or whose session is gone, has no effect whose answer could be on the way.
    if (phase === 'before' || (error === undefined && !session.signal.aborted)) await this.#pass(event);
  }

  async #pass({ phase, text, session, act }: Event): Promise<void> {
    const { instance, estate } = this;
    await estate.work.pass(phase, () => ({
      kind: 'statement',
      where: instance.name,
      store: instance.role,
      program: session.programName,
      clientPid: instance.registry.get(session.id)?.clientPid ?? 0,
      text,
      act: act?.() ?? { command: text.toUpperCase(), objects: [], options: new Map() },
      signal: session.signal,
      drop: () => void instance.endSession(session.id),
    }));
  }

  #record(watched: Watched | undefined, { session, error }: Event): void {
    if (!watched?.isAttempt) return;
    const wasInterrupted =
      session.signal.aborted ||
      (error !== undefined && [error.details, ...error.before].some(({ number }) => interrupted.includes(number)));
    this.estate.ledger.record({
      where: this.instance.name,
      by: session.programName === '' ? session.login : `${session.login} (${session.programName})`,
      kind: 'statement',
      text: watched.text,
      outcome: wasInterrupted ? 'interrupted' : error ? 'refused' : 'done',
      // What died with its instance has to be started again from the beginning: it is no effect to be had twice.
      changed: watched.hasChanged && (this.instance.isUp || !wasInterrupted),
      ...(error && {
        error: [...error.before, error.details].map(({ number, text: said }) => `${String(number)}: ${said}`).join(' '),
      }),
    });
  }

  /** The session of this instance that runs now, perhaps because of which another instance's statement does something. */
  #runningHere(): number | undefined {
    let at = running.getStore();
    while (at !== undefined && at.observer !== this) at = at.outer;
    return at?.session;
  }

  #top(session: number | undefined): Watched | undefined {
    return session === undefined ? undefined : this.#watched.get(session)?.at(-1);
  }
}
