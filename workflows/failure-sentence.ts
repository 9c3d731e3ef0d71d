/** The sentence an operator reads about a failure: the deepest message, with what Temporal knows of a lost worker. */
import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';

const lost: Readonly<Record<string, string>> = {
  HEARTBEAT: 'the worker that ran it died or lost its connection, at every attempt',
  START_TO_CLOSE: 'it lasted longer than its limit',
  SCHEDULE_TO_START: 'no worker of that data centre took the task',
  SCHEDULE_TO_CLOSE: 'it lasted longer than its limit, all attempts together',
};

export function sentenceOf(failure: unknown): string {
  const cause = failure instanceof ActivityFailure ? failure.cause : failure;
  if (cause instanceof TimeoutFailure) return lost[cause.timeoutType ?? ''] ?? cause.message;
  if (cause instanceof ApplicationFailure) return cause.message;
  return cause instanceof Error ? cause.message : String(cause);
}

/** Of the failure that says that an operation was waited for long enough. */
export const untakenType = 'NoWorker';

export const isUntaken = (failure: unknown): boolean =>
  failure instanceof ApplicationFailure && failure.type === untakenType;

/** Whether nobody took the task in time: a fact about the data centre, not a failure of the run. */
export function nobodyTookIt(failure: unknown): boolean {
  const cause = failure instanceof ActivityFailure ? failure.cause : failure;
  return cause instanceof TimeoutFailure && cause.timeoutType === 'SCHEDULE_TO_START';
}
