/**
 * The golden histories: one file a run, in the form in which Temporal's own tools write histories, one event a line, with the
 * situation in a sentence beside the events; and beside each file its text for people.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { attributesOf, typeOf, type EventAttributes, type HistoryFile } from './events';
import { readable } from './readable';

export const historiesFolder = path.join(__dirname, 'histories');

export interface GoldenHistory extends HistoryFile {
  readonly name: string;
  readonly workflowId: string;
}

export function namesOfHistories(folder = historiesFolder): string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return files.map((file) => path.basename(file, '.json')).sort();
}

/** @throws Error with every reason why the file would guard nothing. */
export function readHistory(name: string, folder = historiesFolder): GoldenHistory {
  return golden(name, JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8')) as HistoryFile);
}

export function golden(name: string, { situation, events }: HistoryFile): GoldenHistory {
  const problems = historyProblems(events);
  if (problems.length > 0) throw new Error(`The history "${name}" guards nothing. ${problems.join(' ')}`);
  const { workflowId = '' } = attributesOf(events[0]!);
  return { name, workflowId, situation, events };
}

export const goldenHistories = (): GoldenHistory[] => namesOfHistories().map((name) => readHistory(name));

/** The SDK flag from which on the replayer compares ids and types of activities and timers with what the code asks for. */
const comparesIdsAndTypes = 1;
const ends = ['WorkflowExecutionCompleted', 'WorkflowExecutionFailed', 'WorkflowExecutionCanceled'];

/** Why a history would replay whatever the code does, or hang the replayer; sentences. */
function historyProblems(events: HistoryFile['events']): string[] {
  const last = events.at(-1);
  const tasks = events
    .filter((event) => typeOf(event) === 'WorkflowTaskCompleted')
    .map((event) => ({ id: event.eventId, ...attributesOf(event) }));
  const idsWithout = (part: (task: EventAttributes) => unknown): string =>
    tasks.flatMap((task) => (part(task) === undefined ? [task.id] : [])).join(', ');
  const problem = (isThere: boolean, sentence: string): string[] => (isThere ? [sentence] : []);
  const lostMetadata = idsWithout(({ sdkMetadata }) => sdkMetadata);
  const lostBuilds = idsWithout(({ workerVersion }) => workerVersion?.buildId);
  const flags = tasks.flatMap(({ sdkMetadata }) => sdkMetadata?.coreUsedFlags ?? []);
  return [
    ...problem(
      events.length < 2 || events.some(({ eventId }, index) => eventId !== String(index + 1)),
      'Its events are not numbered from 1 on.',
    ),
    ...problem(last === undefined || !ends.includes(typeOf(last)), 'It does not go on to the end of its run.'),
    ...problem(lostMetadata !== '', `The sdkMetadata of the events ${lostMetadata} is lost.`),
    ...problem(lostBuilds !== '', `The buildId of the events ${lostBuilds} is lost.`),
    ...problem(
      !flags.includes(comparesIdsAndTypes),
      `No event has the SDK flag ${String(comparesIdsAndTypes)}, so ids and types of activities are not compared.`,
    ),
  ];
}

/** Writes the file, and its text for people. */
export function writeHistory(name: string, { situation, events }: HistoryFile, folder = historiesFolder): void {
  const lines = events.map((event) => JSON.stringify(event)).join(',\n');
  writeFileSync(
    path.join(folder, `${name}.json`),
    `{"situation":${JSON.stringify(situation)},"events":[\n${lines}\n]}\n`,
  );
  writeFileSync(path.join(folder, `${name}.txt`), readable({ situation, events }));
}
