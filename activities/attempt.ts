/**
 * One attempt of an activity: heartbeats from a timer, cancellation as a signal, and every failure turned into an
 * ApplicationFailure at this one place.
 */
import { setTimeout } from 'node:timers/promises';
import { activityInfo, cancellationSignal, heartbeat } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { isFailure } from './failure';

/** What a heartbeat says; the progress bar of a long act is drawn from it. */
export interface Beat {
  readonly says?: string;
  readonly percent?: number;
}

export interface Attempt {
  readonly signal: AbortSignal;
  /** Becomes the heartbeat from now on. */
  beat(beat: Beat): void;
}

/** Runs `body` as one attempt. @throws ApplicationFailure, or CancelledFailure when the attempt was cancelled. */
export async function attempt<Result>(body: (attempt: Attempt) => Promise<Result>): Promise<Result> {
  const signal = cancellationSignal();
  const timeout = activityInfo().heartbeatTimeoutMs;
  let latest: Beat = {};
  const pulse = setInterval(() => heartbeat(latest), timeout === undefined ? 10_000 : Math.max(200, timeout / 4));
  heartbeat(latest);
  try {
    return await body({
      signal,
      beat: (beat) => {
        latest = beat;
        heartbeat(beat);
      },
    });
  } catch (error) {
    if (signal.aborted)
      throw error instanceof CancelledFailure
        ? error
        : new CancelledFailure('the attempt was cancelled', [], asError(error));
    throw applicationFailureOf(error);
  } finally {
    clearInterval(pulse);
  }
}

/** A short answer from what this worker knows: no heartbeat, nothing to cancel. @throws ApplicationFailure. */
export async function answer<Result>(body: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await body();
  } catch (error) {
    throw applicationFailureOf(error);
  }
}

/** What is no failure of ours is a mistake of the program; it is tried again like everything that is not refused. */
function applicationFailureOf(error: unknown): ApplicationFailure {
  const { message, name } = asError(error);
  return isFailure(error)
    ? ApplicationFailure.create({ message, type: error.failure, nonRetryable: error.verdict === 'refuse' })
    : ApplicationFailure.create({ message, type: name, nonRetryable: false });
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** Resolves after `milliseconds`, rejects at once with the signal's reason when the attempt is cancelled. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(milliseconds, undefined, { signal });
  } catch (error) {
    // Node's own error has the reason as its cause only.
    signal.throwIfAborted();
    throw error;
  }
}

/** Looks every `poll` seconds until `look` answers; `undefined` = not yet. Rejects with `late()` after `within` seconds. */
export async function until<Result>(
  look: () => Promise<Result | undefined>,
  { poll, within, late, signal }: { poll: number; within: number; late: () => Error; signal: AbortSignal },
): Promise<Result> {
  const deadline = Date.now() + within * 1000;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() >= deadline) throw late();
    await pause(poll * 1000, signal);
  }
}
