/** What `mend` ends: faults that last, and faults that wait for their time. */
import type { LabClock } from '../../estate/clock';

interface Waiting {
  readonly says: string;
  readonly given: AbortController;
}

export class LastingFaults {
  readonly #ends: (() => void)[] = [];
  readonly #waiting = new Set<Waiting>();
  /** What went wrong when a fault's time had come. */
  readonly failures: string[] = [];

  constructor(private readonly clock: LabClock) {}

  until(end: () => void): void {
    this.#ends.push(end);
  }

  /** Does it after so many modelled seconds. */
  after(seconds: number, says: string, deed: () => Promise<unknown>): void {
    const waiting: Waiting = { says: `in ${String(seconds)} s: ${says}`, given: new AbortController() };
    this.#waiting.add(waiting);
    void this.clock
      .lasts(seconds, waiting.given.signal)
      .then(() => this.#waiting.delete(waiting) && deed())
      .catch((error: unknown) => {
        if (!waiting.given.signal.aborted)
          this.failures.push(`${waiting.says}: ${error instanceof Error ? error.message : String(error)}`);
      });
  }

  get waiting(): readonly string[] {
    return [...this.#waiting].map(({ says }) => says);
  }

  mend(): void {
    for (const { given } of this.#waiting) given.abort(new Error('mended'));
    this.#waiting.clear();
    for (const end of this.#ends.splice(0)) end();
    this.failures.length = 0;
  }
}
