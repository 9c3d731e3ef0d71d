/**
 * One attempt of an activity: heartbeats from a timer, cancellation as a signal, and every adapter's failure turned into an
 * ApplicationFailure at this one place.
 */
import { activityInfo, cancellationSignal, heartbeat } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';

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

/** Whether trying again cannot help: a refusal is for a person, everything else may be tried again after a look. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof Error &&
  ((error instanceof ApplicationFailure && error.nonRetryable === true) ||
    ('verdict' in error && error.verdict === 'refuse') ||
    ('kind' in error && (error.kind === 'refused' || error.kind === 'refuse')));

const nameOf = (error: Error): string =>
  'failure' in error && typeof error.failure === 'string' ? error.failure : error.name;

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
    throw failureOf(error);
  } finally {
    clearInterval(pulse);
  }
}

/** A refusal of ours: trying again cannot help. */
export const refusal = (failure: string, sentence: string): ApplicationFailure =>
  ApplicationFailure.nonRetryable(sentence, failure);

/** A goal that is not reached yet or was missed; trying again may help. */
export const setback = (failure: string, sentence: string): ApplicationFailure =>
  ApplicationFailure.retryable(sentence, failure);

function failureOf(error: unknown): Error {
  if (error instanceof ApplicationFailure) return error;
  const { message } = asError(error);
  return ApplicationFailure.create({ message, type: nameOf(asError(error)), nonRetryable: isRefusal(asError(error)) });
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** Resolves after `milliseconds`, rejects at once when the attempt is cancelled. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const aborted = (): void => {
      clearTimeout(timer);
      reject(asError(signal.reason));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', aborted);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', aborted, { once: true });
  });
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
