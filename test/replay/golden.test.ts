/** What runs of earlier days have written replays under today's workflow code, and today's runbooks are those that they carried out. */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Runtime } from '@temporalio/worker';
import { procedures, type ProcedureName } from '../../procedures/registry';
import { acceptedFor, readAcceptances } from './accepted';
import { attributesOf, typeOf, type EventAttributes } from './events';
import { goldenHistories, historiesFolder, namesOfHistories, type GoldenHistory } from './histories';
import { machineTraces } from './machine-traces';
import { decoded } from './payloads';
import { planDifferences } from './planned';
import { readable } from './readable';
import { quietRuntime, replayed, writeReplayBundle, type Replayed } from './replayed';

const names = namesOfHistories();
let histories: readonly GoldenHistory[];
let answers: ReadonlyMap<string, Replayed>;

beforeAll(async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'persistent-chat-dr-test-'));
  const bundle = path.join(folder, 'workflows.js');
  await writeReplayBundle(bundle);
  quietRuntime();
  histories = goldenHistories();
  const all = await replayed(histories, bundle);
  answers = new Map(histories.map(({ name }, index) => [name, all[index]!]));
  rmSync(folder, { recursive: true, force: true });
});
afterAll(() => Runtime.instance().shutdown());

const historyOf = (name: string): GoldenHistory => histories.find((history) => history.name === name)!;

describe.each(names)('The history %s', (name) => {
  it('replays under the workflow code of today', () => {
    expect(answers.get(name)?.failure).toBeUndefined();
  });

  // Accept a difference with a reason: npm run histories -- --accept "why".
  it('has in it what the workflow code asks for today, and the plan that the runbook of today makes of its situation', async () => {
    const found = [...answers.get(name)!.differences, ...(await planDifferences(historyOf(name).events))];
    expect(found.sort()).toEqual(acceptedFor(readAcceptances(), name).sort());
  });

  it('has a text for people that says what is in it', () => {
    expect(readFileSync(path.join(historiesFolder, `${name}.txt`), 'utf8')).toBe(readable(historyOf(name)));
  });

  it('tells nothing of the machine that recorded it', () => {
    expect(machineTraces(JSON.stringify(decoded(historyOf(name))))).toEqual([]);
  });
});

describe('The golden histories', () => {
  const has = (type: string, isMeant: (attributes: EventAttributes) => boolean = () => true): string[] =>
    histories
      .filter(({ events }) => events.some((event) => typeOf(event) === type && isMeant(attributesOf(event))))
      .map(({ name }) => name);
  const updated = (update: string) =>
    has('WorkflowExecutionUpdateAccepted', (attributes) => JSON.stringify(attributes).includes(`"name":"${update}"`));
  const undoable = Object.entries(procedures).flatMap(([procedure, { steps }]) =>
    Object.entries(steps).flatMap(([step, { undo }]) => (undo === null ? [] : [[procedure, step] as const])),
  );

  it('are at least 24', () => {
    expect(names.length).toBeGreaterThanOrEqual(24);
  });

  it.each(Object.keys(procedures) as ProcedureName[])('have a %s that came to its end', (procedure) => {
    const completed = has('WorkflowExecutionCompleted', (attributes) =>
      JSON.stringify(decoded(attributes)).includes('"result":"completed"'),
    );
    expect(completed.filter((name) => name.startsWith(procedure))).not.toEqual([]);
  });

  it.each(['service-first', 'as-documented'])('have a failover in the order %s', (order) => {
    const inOrder = has('WorkflowExecutionCompleted', (attributes) => {
      const text = JSON.stringify(decoded(attributes));
      return text.includes('"procedure":"failover"') && text.includes(`"order":"${order}"`);
    });
    expect(inOrder).not.toEqual([]);
  });

  it.each(undoable)('have a %s that was aborted at %s', (procedure, step) => {
    expect(updated('abort')).toContain(`${procedure}-aborted-at-${step}`);
  });

  it.each(['approve', 'acceptDataLoss', 'abort', 'retryStep', 'skipStep'])('have a run that was sent %s', (update) => {
    expect(updated(update)).not.toEqual([]);
  });

  it.each([
    ['an activity that was tried again', 'ActivityTaskStarted', ({ attempt = 1 }) => attempt > 1],
    [
      'an activity that nobody took',
      'ActivityTaskTimedOut',
      (attributes) => JSON.stringify(attributes).includes('SCHEDULE_TO_START'),
    ],
    ['an activity that was cancelled', 'ActivityTaskCanceled', () => true],
    ['an orchestrator that died', 'WorkflowTaskTimedOut', () => true],
    ['a cancellation', 'WorkflowExecutionCanceled', () => true],
    ['a refusal', 'WorkflowExecutionFailed', () => true],
  ] as [string, string, (attributes: EventAttributes) => boolean][])('have %s', (_, type, isMeant) => {
    expect(has(type, isMeant)).not.toEqual([]);
  });

  it('are smaller than 8 MB together', () => {
    const sizes = names.map((name) => statSync(path.join(historiesFolder, `${name}.json`)).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(8_000_000);
  });
});
