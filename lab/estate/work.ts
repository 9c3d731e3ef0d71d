/** When statements, Agent jobs and cmdlets execute: for figures that ask what part of a wall clock was theirs. */
export interface Work {
  readonly kind: 'statement' | 'job' | 'cmdlet';
  /** Program of the session, name of the job, or host of the shell. */
  readonly by: string;
  readonly startedAt: number;
  readonly finishedAt: number;
}

export class WorkObserver {
  readonly #listeners = new Set<(work: Work) => void>();

  onWork(listener: (work: Work) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
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
