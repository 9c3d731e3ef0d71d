/** A run's history as Temporal's Web UI downloads it: told apart from the two downloads that cannot be replayed. */
import { readFileSync } from 'node:fs';
import type { Worker } from '@temporalio/worker';
import { Refusal } from './refusal';

export type History = Parameters<typeof Worker.runReplayHistory>[1];

const instead = 'Download the run in the Web UI with the option "Encoded".';
const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** @throws Refusal with what is wrong with the file. */
export function readHistory(file: string): { history: History; events: number; workflowId: string | undefined } {
  const history = parsed(file);
  const { events } = history as { events?: unknown };
  if (!Array.isArray(events) || events.length === 0) throw new Refusal(`${file} holds no events. ${instead}`);
  for (const payload of payloadsIn(events)) {
    const problem = problemOf(payload);
    if (problem !== undefined) throw new Refusal(`${file} ${problem} and cannot be replayed. ${instead}`);
  }
  const [first] = events as { workflowExecutionStartedEventAttributes?: { workflowId?: string } }[];
  return {
    history,
    events: events.length,
    workflowId: first?.workflowExecutionStartedEventAttributes?.workflowId,
  };
}

function parsed(file: string): object {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (failure) {
    const { code = 'unknown' } = failure as NodeJS.ErrnoException;
    throw new Refusal(code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read (${code}).`);
  }
  try {
    const content: unknown = JSON.parse(text);
    if (typeof content === 'object' && content !== null) return content;
  } catch {
    // Said below, together with JSON that is no object.
  }
  throw new Refusal(`${file} is no history as JSON. ${instead}`);
}

/** Everything that stands in a list called `payloads`, however deep. */
function payloadsIn(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'payloads' && Array.isArray(inner) ? (inner as unknown[]) : payloadsIn(inner),
  );
}

/** Why a payload is not as the server keeps it, or `undefined` when it is. */
function problemOf(payload: unknown): string | undefined {
  const { metadata, data } = (payload ?? {}) as { metadata?: { encoding?: unknown }; data?: unknown };
  const encoding = metadata?.encoding;
  if (encoding === undefined) return 'was downloaded as "Decoded": its payloads have lost their encoding,';
  if (typeof encoding !== 'string' || !base64.test(encoding) || encoding.includes('json'))
    return 'was downloaded as "Human Readable": its payloads are text,';
  return data === undefined || (typeof data === 'string' && base64.test(data))
    ? undefined
    : 'was downloaded as "Human Readable": its payloads are text,';
}
