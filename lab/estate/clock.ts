/**
 * Lab time. Instants are real; only what lasts is modelled: work that would take `modelled` seconds takes
 * `modelled / timeScale` real ones. Agent schedules are scaled the same way.
 */
export class LabClock {
  constructor(readonly timeScale: number) {
    if (!(timeScale > 0)) throw new RangeError(`timeScale must be above 0, not ${String(timeScale)}`);
  }

  now(): Date {
    return new Date();
  }

  /** Resolves after `modelledSeconds`; rejects with the signal's reason when it is aborted first. */
  async lasts(modelledSeconds: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', aborted);
      };
      const aborted = (): void => {
        end();
        reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
      };
      const timer = setTimeout(
        () => {
          end();
          resolve();
        },
        (modelledSeconds * 1000) / this.timeScale,
      );
      signal?.addEventListener('abort', aborted, { once: true });
    });
  }
}
