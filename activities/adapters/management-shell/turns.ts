/** First come, first served: one holder at a time, and a wait that always ends. */
import { E_CANCELED, Mutex, withTimeout } from 'async-mutex';

/** Thrown to those whose turn did not come in time. */
export class TurnMissed extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TurnMissed';
  }
}

export class Turns {
  private readonly mutex = new Mutex();
  private closed: string | undefined;

  /** Resolves to the function that ends the turn. Rejects with TurnMissed, or with the signal's reason. */
  async take(timeoutMs: number, signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    if (this.closed !== undefined) throw new TurnMissed(this.closed);
    const late = new TurnMissed('others were served the whole time');
    return unlessAborted(withTimeout(this.mutex, timeoutMs, late).acquire(), signal).catch((error: unknown) => {
      throw error === E_CANCELED ? new TurnMissed(this.closed ?? '') : error;
    });
  }

  /** Sends everybody away who waits, and all who come later. */
  close(why: string): void {
    this.closed = why;
    this.mutex.cancel();
  }
}

/** The library knows no signals: the turn of somebody who was called off ends as soon as it comes. */
function unlessAborted(turn: Promise<() => void>, signal: AbortSignal | undefined): Promise<() => void> {
  if (signal === undefined) return turn;
  return new Promise((resolve, reject) => {
    let isCalledOff = false;
    const callOff = (): void => {
      isCalledOff = true;
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', callOff, { once: true });
    turn
      .then((end) => (isCalledOff ? end() : resolve(end)), reject)
      .finally(() => signal.removeEventListener('abort', callOff));
  });
}
