/** First come, first served: one holder at a time, and a wait that always ends. */

/** Thrown to those whose turn did not come in time. */
export class TurnMissed extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TurnMissed';
  }
}

interface Waiting {
  begin(): void;
  giveUp(error: unknown): void;
}

export class Turns {
  private readonly waiting: Waiting[] = [];
  private taken = false;
  private closed: string | undefined;

  /** Resolves to the function that ends the turn. Rejects with TurnMissed, or with the signal's reason. */
  async take(timeoutMs: number, signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    if (this.closed !== undefined) throw new TurnMissed(this.closed);
    if (this.taken) await this.wait(timeoutMs, signal);
    this.taken = true;
    return () => this.next();
  }

  /** Sends everybody away who waits, and all who come later. */
  close(why: string): void {
    this.closed = why;
    for (const each of [...this.waiting]) each.giveUp(new TurnMissed(why));
  }

  private wait(timeoutMs: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const leave = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        const place = this.waiting.indexOf(entry);
        if (place >= 0) this.waiting.splice(place, 1);
      };
      const entry: Waiting = {
        begin: () => {
          leave();
          resolve();
        },
        giveUp: (error) => {
          leave();
          reject(error instanceof Error ? error : new TurnMissed(String(error)));
        },
      };
      const onAbort = (): void => entry.giveUp(signal?.reason);
      const timer = setTimeout(() => entry.giveUp(new TurnMissed('others were served the whole time')), timeoutMs);
      signal?.addEventListener('abort', onAbort, { once: true });
      this.waiting.push(entry);
    });
  }

  private next(): void {
    const first = this.waiting[0];
    // The turn passes on without becoming free, so that nobody who comes now steps in between.
    if (first === undefined) this.taken = false;
    else first.begin();
  }
}
