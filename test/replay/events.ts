/** Events of a history as Temporal's JSON form has them. */

export interface HistoryEvent {
  readonly eventId: string;
  readonly eventType: string;
  /** ISO, UTC. */
  readonly eventTime: string;
  readonly [field: string]: unknown;
}

export interface HistoryFile {
  /** What happened to the run, as a sentence. */
  readonly situation: string;
  readonly events: readonly HistoryEvent[];
}

/** E.g. `ActivityTaskScheduled`. */
export const typeOf = ({ eventType }: HistoryEvent): string =>
  eventType
    .replace('EVENT_TYPE_', '')
    .split('_')
    .map((word) => `${word.slice(0, 1)}${word.slice(1).toLowerCase()}`)
    .join('');

/** The attributes of an event, whatever its type is: any of these, or none. */
export interface EventAttributes {
  readonly workflowType?: Named;
  readonly workflowId?: string;
  readonly firstExecutionRunId?: string;
  readonly activityId?: string;
  readonly activityType?: Named;
  readonly taskQueue?: Named;
  readonly scheduledEventId?: string;
  readonly timerId?: string;
  readonly startToFireTimeout?: string;
  readonly retryPolicy?: Readonly<Record<string, unknown>>;
  readonly input?: Payloads & { readonly name?: string; readonly args?: Payloads };
  readonly result?: Payloads;
  readonly failure?: HistoryFailure;
  readonly lastFailure?: HistoryFailure;
  readonly attempt?: number;
  readonly cause?: string;
  readonly timeoutType?: string;
  readonly acceptedRequest?: { readonly input?: { readonly name?: string; readonly args?: Payloads } };
  readonly outcome?: { readonly success?: Payloads; readonly failure?: HistoryFailure };
  readonly searchAttributes?: { readonly indexedFields?: Readonly<Record<string, unknown>> };
  readonly sdkMetadata?: { readonly coreUsedFlags?: readonly number[] };
  readonly workerVersion?: { readonly buildId?: string };
}

interface Named {
  readonly name: string;
}

/** Values, once they are decoded. */
interface Payloads {
  readonly payloads?: readonly unknown[];
}

export interface HistoryFailure {
  readonly message?: string;
  readonly cause?: HistoryFailure;
  readonly applicationFailureInfo?: { readonly type?: string; readonly nonRetryable?: boolean };
  readonly timeoutFailureInfo?: { readonly timeoutType?: string };
}

export function attributesOf(event: HistoryEvent): EventAttributes {
  const [, attributes] = Object.entries(event).find(([field]) => field.endsWith('EventAttributes')) ?? [];
  return attributes ?? {};
}
