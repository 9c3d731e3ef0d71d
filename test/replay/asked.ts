/** What a run asks of Temporal, with everything in it: as its history has it, and as the workflow code asks for it in a replay. */
import type { Command } from './interceptor';
import { attributesOf, typeOf, type EventAttributes, type HistoryEvent } from './events';
import { decoded, type JsonPayload } from './payloads';

/** `id` tells what it is; the rest is compared. */
export interface Asked {
  readonly id: string;
  readonly [field: string]: unknown;
}

interface RetryPolicy {
  readonly initialInterval?: unknown;
  readonly backoffCoefficient?: number | null;
  readonly maximumInterval?: unknown;
  readonly maximumAttempts?: number | null;
  readonly nonRetryableErrorTypes?: readonly string[] | null;
}

/** The fields of an activity that events and commands have alike. */
interface Activity {
  readonly taskQueue: string | null | undefined;
  readonly type: string | null | undefined;
  readonly input: readonly unknown[];
  readonly summary: unknown;
  readonly scheduleToCloseTimeout?: unknown;
  readonly scheduleToStartTimeout?: unknown;
  readonly startToCloseTimeout?: unknown;
  readonly heartbeatTimeout?: unknown;
  readonly retryPolicy?: RetryPolicy | null | undefined;
}

interface Failure {
  readonly message?: string | null;
  readonly applicationFailureInfo?: { readonly type?: string | null; readonly nonRetryable?: boolean | null } | null;
}

const activityAsked = (id: string, { retryPolicy, summary, type, input, taskQueue, ...timeouts }: Activity): Asked => ({
  id: `activity ${id}`,
  type,
  taskQueue,
  input,
  summary,
  scheduleToCloseSeconds: seconds(timeouts.scheduleToCloseTimeout),
  scheduleToStartSeconds: seconds(timeouts.scheduleToStartTimeout),
  startToCloseSeconds: seconds(timeouts.startToCloseTimeout),
  heartbeatSeconds: seconds(timeouts.heartbeatTimeout),
  retry: asServed(retryPolicy ?? {}),
});

/** The server writes its defaults in the place of what was not asked for. */
function asServed(policy: RetryPolicy): object {
  const or = (value: number | null | undefined, fallback: number): number =>
    value == null || value === 0 ? fallback : value;
  const initial = or(seconds(policy.initialInterval), 1);
  return {
    initialSeconds: initial,
    backoffCoefficient: or(policy.backoffCoefficient, 2),
    maximumSeconds: or(seconds(policy.maximumInterval), 100 * initial),
    maximumAttempts: policy.maximumAttempts ?? 0,
    notFor: policy.nonRetryableErrorTypes ?? [],
  };
}

const failureAsked = (failure: Failure | null | undefined): object => ({
  message: failure?.message,
  type: failure?.applicationFailureInfo?.type,
  nonRetryable: failure?.applicationFailureInfo?.nonRetryable === true,
});

const answered = (says: readonly unknown[] | undefined, failure: Failure | null | undefined): object =>
  failure == null ? { says } : { failure: failureAsked(failure) };

/** A duration: text with an "s" in JSON, an object with a 64-bit number in two halves in a command. */
function seconds(duration: unknown): number {
  if (typeof duration === 'string') return Number.parseFloat(duration);
  if (typeof duration !== 'object' || duration === null) return 0;
  const { seconds: whole = 0, nanos = 0 } = duration as {
    seconds?: number | { low: number; high: number };
    nanos?: number;
  };
  return (typeof whole === 'number' ? whole : whole.high * 2 ** 32 + (whole.low >>> 0)) + nanos / 1e9;
}

/** What the server adds for the SDK when the code asks for a patch; the replayer itself compares patches. */
const ofPatches = 'TemporalChangeVersion';

/** What the history says was asked for, in its order. */
export function recordedAsks(events: readonly HistoryEvent[]): Asked[] {
  const asks = new Numbered();
  const activities = new Map<string, string>();
  for (const event of events) {
    const attributes = decoded(attributesOf(event)) as EventAttributes;
    switch (typeOf(event)) {
      case 'ActivityTaskScheduled': {
        const { activityId = '', activityType, taskQueue, input, ...rest } = attributes;
        const { summary } = (decoded(event['userMetadata']) ?? {}) as { summary?: unknown };
        activities.set(event.eventId, activityId);
        const more = { type: activityType?.name, taskQueue: taskQueue?.name, input: input?.payloads ?? [], summary };
        asks.add(activityAsked(activityId, { ...rest, ...more }));
        break;
      }
      case 'ActivityTaskCancelRequested':
        asks.add({ id: `cancel activity ${activities.get(attributes.scheduledEventId ?? '') ?? ''}` });
        break;
      case 'TimerStarted':
        asks.add({ id: `timer ${attributes.timerId ?? ''}`, seconds: seconds(attributes.startToFireTimeout) });
        break;
      case 'TimerCanceled':
        asks.add({ id: `cancel timer ${attributes.timerId ?? ''}` });
        break;
      case 'UpsertWorkflowSearchAttributes': {
        const fields = attributes.searchAttributes?.indexedFields ?? {};
        if (!(ofPatches in fields)) asks.addNumbered('search attributes', { fields });
        break;
      }
      case 'WorkflowExecutionUpdateCompleted':
        asks.addNumbered('answer', answered(attributes.outcome?.success?.payloads, attributes.outcome?.failure));
        break;
      case 'WorkflowExecutionCompleted':
        asks.add({ id: 'end', result: attributes.result?.payloads });
        break;
      case 'WorkflowExecutionFailed':
        asks.add({ id: 'end', failure: failureAsked(attributes.failure) });
        break;
      case 'WorkflowExecutionCanceled':
        asks.add({ id: 'end', isCancelled: true });
        break;
    }
  }
  return asks.all;
}

/** What the workflow code asked for in a replay, in its order. @throws Error at a kind of command that this does not compare yet. */
export function replayedAsks(commands: readonly Command[]): Asked[] {
  const asks = new Numbered();
  for (const command of commands) {
    const { scheduleActivity, requestCancelActivity, startTimer, cancelTimer, updateResponse } = command;
    const { upsertWorkflowSearchAttributes, completeWorkflowExecution, failWorkflowExecution } = command;
    if (scheduleActivity != null) {
      const { activityType, activityId, taskQueue, arguments: input } = scheduleActivity;
      asks.add(
        activityAsked(activityId ?? '', {
          ...scheduleActivity,
          type: activityType,
          taskQueue,
          input: (input ?? []).map(given),
          summary: given(command.userMetadata?.summary),
        }),
      );
    } else if (requestCancelActivity != null) asks.add({ id: `cancel activity ${String(requestCancelActivity.seq)}` });
    else if (startTimer != null)
      asks.add({ id: `timer ${String(startTimer.seq)}`, seconds: seconds(startTimer.startToFireTimeout) });
    else if (cancelTimer != null) asks.add({ id: `cancel timer ${String(cancelTimer.seq)}` });
    else if (upsertWorkflowSearchAttributes != null) {
      const fields = upsertWorkflowSearchAttributes.searchAttributes?.indexedFields ?? {};
      const values = Object.entries(fields).map(([name, payload]) => [name, given(payload)]);
      asks.addNumbered('search attributes', { fields: Object.fromEntries(values) });
    } else if (updateResponse != null) {
      const { completed, rejected } = updateResponse;
      if (completed != null || rejected != null) asks.addNumbered('answer', answered([given(completed)], rejected));
    } else if (completeWorkflowExecution != null)
      asks.add({ id: 'end', result: [given(completeWorkflowExecution.result)] });
    else if (failWorkflowExecution != null)
      asks.add({ id: 'end', failure: failureAsked(failWorkflowExecution.failure) });
    else if (command.cancelWorkflowExecution != null) asks.add({ id: 'end', isCancelled: true });
    else if (command.setPatchMarker == null && command.respondToQuery == null)
      throw new Error(
        `A replay asks for something that asked.ts does not compare yet: ${Object.keys(command).join()}.`,
      );
  }
  return asks.all;
}

class Numbered {
  readonly all: Asked[] = [];
  readonly #numbers = new Map<string, number>();

  add(asked: Asked): void {
    this.all.push(asked);
  }

  addNumbered(kind: string, asked: object): void {
    const number = (this.#numbers.get(kind) ?? 0) + 1;
    this.#numbers.set(kind, number);
    this.add({ id: `${kind} ${String(number)}`, ...asked });
  }
}

interface RawPayload {
  readonly metadata?: Readonly<Record<string, Uint8Array>> | null;
  readonly data?: Uint8Array | null;
}

/** The value of a payload in memory, by way of its JSON form. */
function given(payload: RawPayload | null | undefined): unknown {
  if (payload == null) return undefined;
  const metadata = Object.entries(payload.metadata ?? {}).map(([key, bytes]) => [key, base64(bytes)]);
  return decoded({
    metadata: Object.fromEntries(metadata) as Record<string, string>,
    data: base64(payload.data ?? new Uint8Array()),
  } satisfies JsonPayload);
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
