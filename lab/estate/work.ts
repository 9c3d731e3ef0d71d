/** What reaches the estate: when statements, Agent jobs and cmdlets execute, and the edges that each call passes. */
import type { StoreRole } from './pool';
import type { StatementAct } from './sql-server/contract';

/** For figures that ask what part of a wall clock was theirs. */
export interface Work {
  readonly kind: 'statement' | 'job' | 'cmdlet';
  /** Program of the session, name of the job, or host of the shell. */
  readonly by: string;
  readonly startedAt: number;
  readonly finishedAt: number;
}

/** `before`: about to execute. `after`: its effect is there, its answer is on the way. */
export type Edge = 'before' | 'after';

/** One statement or cmdlet while it stands at an edge. */
export interface EstateCall {
  readonly kind: 'statement' | 'cmdlet';
  /** Name of the instance, or host of the shell. */
  readonly where: string;
  /** Store of the instance; absent for a cmdlet. */
  readonly store?: StoreRole;
  /** Program of the session. */
  readonly program: string;
  /** Process of the client as it said at login; absent for a cmdlet. */
  readonly clientPid?: number;
  readonly text: string;
  /** What it does, with variables resolved. */
  readonly act: StatementAct;
  /** Aborted when its client is gone or has given up. */
  readonly signal: AbortSignal;
  /** Cuts the client off: nothing more of this call reaches it. Before its effect it has none. */
  drop(): void;
}

/** Awaited while the call stands at the edge; what it throws is what the client of the call gets. */
export type Gate = (edge: Edge, call: () => EstateCall) => Promise<void> | undefined;

export class WorkObserver {
  readonly #listeners = new Set<(work: Work) => void>();
  #gate: Gate | undefined;

  onWork(listener: (work: Work) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** From now on every call passes this gate at both of its edges. */
  guard(gate: Gate): void {
    this.#gate = gate;
  }

  async pass(edge: Edge, call: () => EstateCall): Promise<void> {
    await this.#gate?.(edge, call);
  }

  /** Runs `work`, and says how long it took, also when it failed. */
  async during<Result>(kind: Work['kind'], by: string, work: () => Promise<Result>): Promise<Result> {
    if (this.#listeners.size === 0) return work();
    const startedAt = performance.now();
    try {
      return await work();
    } finally {
      const done = { kind, by, startedAt, finishedAt: performance.now() };
      for (const listener of this.#listeners) listener(done);
    }
  }
}
