/**
 * A history as text, for people and for diffs: one event a line, and a plan below the event that brings it. What any two
 * recordings of one situation have differently (times, LSNs, ids, ports) stands as a name in angle brackets. Tasks of the
 * workflow that went well and first attempts have no line: how many there are is chance.
 */
import { createHash } from 'node:crypto';
import type { Plan, PlannedOperation, PlannedStep } from '../../domain/run/plan';
import { conditionOf } from '../../domain/run/details';
import { isStep, resolved } from '../../domain/run/runbook';
import {
  attributesOf,
  typeOf,
  type EventAttributes,
  type HistoryEvent,
  type HistoryFailure,
  type HistoryFile,
} from './events';
import { decoded, mapTexts } from './payloads';

export function readable({ situation, events }: HistoryFile): string {
  const { firstExecutionRunId = '' } = attributesOf(events[0]!);
  const told = new Told();
  const same = sameAsEver(firstExecutionRunId);
  const lines = events.flatMap((event) => told.linesOf(mapTexts(decoded(event) as HistoryEvent, same)));
  return `${[situation, '', ...lines].join('\n')}\n`;
}

/** Texts that any two recordings of one situation have differently, by what they look like, or by the field that has them. */
const volatile: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?/g, '<time>'],
  [/\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi, '<id>'],
  [/(127\.0\.0\.1:)\d+/g, '$1<port>'],
  [/(?<!\d)20\d{12}(?!\d)/g, '<time>'],
  [/(?<!\d)\d{15,25}(?!\d)/g, '<LSN>'],
  [/\b([Pp]lan )[\da-f]{10}\b/g, '$1<hash>'],
  // The lab numbers its pools.
  [/\b(chat|chicago|dallas)-\d+\b/g, '$1-<n>'],
];
const volatileFields = new Set(['topology', 'fingerprint', 'hash', 'plan', 'token']);

/** Jobs and files of a run are named after its token, which is cut from the id of its first run. */
function sameAsEver(firstExecutionRunId: string): (text: string, field: string) => string {
  const token = firstExecutionRunId.replaceAll('-', '').slice(0, 10);
  return (text, field) => {
    if (volatileFields.has(field)) return `<${field}>`;
    const named = token === '' ? text : text.replaceAll(token, '<token>');
    return volatile.reduce((changed, [found, name]) => changed.replace(found, name), named);
  };
}

const quiet = new Set(['WorkflowTaskScheduled', 'WorkflowTaskStarted', 'WorkflowTaskCompleted']);

class Told {
  readonly #activities = new Map<string, string>();
  #plan = '';

  linesOf(event: HistoryEvent): string[] {
    const type = typeOf(event);
    if (quiet.has(type)) return [];
    const attributes = attributesOf(event);
    const { scheduledEventId, activityId, activityType } = attributes;
    if (type === 'ActivityTaskScheduled')
      this.#activities.set(event.eventId, `${activityId ?? ''} ${activityType?.name ?? ''}`);
    // The first attempt has nothing to tell.
    if (type === 'ActivityTaskStarted' && attributes.attempt === 1) return [];
    const activity = this.#activities.get(type === 'ActivityTaskScheduled' ? event.eventId : (scheduledEventId ?? ''));
    const { summary } = (event['userMetadata'] ?? {}) as { summary?: string };
    const told = [activity, ...said(attributes), summary === undefined ? undefined : `"${summary}"`];
    const line = [type, ...told.filter((part) => part !== undefined)].join(' ');
    const [value] = attributes.result?.payloads ?? [];
    return activity?.endsWith(' writePlan') === true && value !== undefined
      ? [`${type} ${activity}:`, ...this.#planOf(value as Plan)]
      : [line];
  }

  #planOf(plan: Plan): string[] {
    const lines = planLines(plan).map((line) => `    ${line}`);
    const text = lines.join('\n');
    const isSame = text === this.#plan;
    this.#plan = text;
    return isSame ? ['    the same plan'] : lines;
  }
}

function said(attributes: EventAttributes): (string | undefined)[] {
  const { input, result, failure, lastFailure, taskQueue, acceptedRequest, outcome } = attributes;
  return [
    attributes.workflowType?.name,
    attributes.timerId === undefined ? undefined : `timer ${attributes.timerId}`,
    attributes.startToFireTimeout,
    taskQueue === undefined ? undefined : `on ${taskQueue.name}`,
    valuesOf(input),
    acceptedRequest?.input?.name,
    valuesOf(acceptedRequest?.input?.args),
    valuesOf(result),
    valuesOf(outcome?.success),
    (attributes.attempt ?? 1) > 1 ? `attempt ${String(attributes.attempt)}` : undefined,
    sentenceOf(lastFailure ?? failure ?? outcome?.failure),
    attributes.cause,
    attributes.timeoutType,
    attributes.searchAttributes === undefined ? undefined : short(sorted(attributes.searchAttributes.indexedFields)),
  ];
}

/** The server keeps a map in no order. */
const sorted = (fields: Readonly<Record<string, unknown>> = {}): object =>
  Object.fromEntries(Object.entries(fields).sort(([one], [other]) => (one < other ? -1 : 1)));

const shown = 400;

/** Long values are cut; what is cut off has a digest, so that a change of it shows. */
function short(value: unknown): string {
  const text =
    value === undefined
      ? ''
      : JSON.stringify(value, (key, item: unknown) =>
          key === 'scope' || key === 'knows' ? undefined : key === 'port' ? '<port>' : item,
        );
  return text.length <= shown
    ? text
    : `${text.slice(0, shown)}… (${createHash('sha256').update(text).digest('hex').slice(0, 8)})`;
}

function valuesOf(values: EventAttributes['result']): string | undefined {
  const { payloads = [] } = values ?? {};
  return payloads.length === 0 ? undefined : payloads.map(short).join(', ');
}

function sentenceOf(failure: HistoryFailure | undefined): string | undefined {
  if (failure === undefined) return undefined;
  const { message = '', cause, applicationFailureInfo, timeoutFailureInfo } = failure;
  const type = applicationFailureInfo?.type ?? timeoutFailureInfo?.timeoutType;
  const inner = sentenceOf(cause);
  return `${type === undefined ? '' : `${type}: `}${oneLine(message)}${inner === undefined ? '' : ` (${inner})`}`;
}

const oneLine = (text: string): string => text.replace(/\s*[\r\n]\s*/g, ' ');

function planLines({
  procedure,
  order,
  consents,
  obstacles,
  lossBound,
  notes,
  serving,
  entries,
  next,
}: Plan): string[] {
  return [
    `plan of a ${procedure}, ${order}; served from ${serving ?? 'nowhere'}; asks for ${consents.join(' and ') || 'nothing'}`,
    ...obstacles.map(({ id, says }) => `obstacle ${id}: ${oneLine(says)}`),
    ...(lossBound === undefined ? [] : [`loss: ${lossBound.kind}`]),
    ...notes.map((note) => `note: ${oneLine(note)}`),
    ...entries.flatMap((entry) =>
      isStep(entry) ? stepLines(entry) : [entry.kind === 'consent' ? `consent ${entry.id}: ${entry.says}` : entry.kind],
    ),
    `next: ${next}`,
  ];
}

const stepLines = ({ id, operations, undo }: PlannedStep): string[] => [
  `step ${id}`,
  ...operations.flatMap((operation) => operationLines(operation, '')),
  ...undo.flatMap((operation) => operationLines(operation, 'undo ')),
];

const operationLines = ({ id, side, role, input, acts }: PlannedOperation, prefix: string): string[] => [
  `  ${prefix}${id} in ${side}/${role} ${short(resolved(input, ({ ref }) => `{${ref.field} of ${ref.operation}}`))}`,
  ...acts.map((act) => {
    const condition = conditionOf(act);
    return `    ${act.on}: ${oneLine(act.text)} [${act.known}${condition === '' ? '' : `, ${condition}`}]`;
  }),
];
