/** Starts a procedure as an operator would, gives the consents it asks for, and follows it to its end. */
import type { Client, WorkflowHandle } from '@temporalio/client';
import type { Progress } from '../../../domain/run/progress';
import type { Report } from '../../../domain/run/report';
import type { ProcedureName } from '../../../procedures/registry';
import { workflowIdOf, workflowQueue } from '../../../domain/topology/pool';
import * as messages from '../../../workflows/messages';
import { latestBeat } from './beat';
import type { LiveView } from './live-view';

export interface ProcedureRun {
  readonly report: Report;
  /** What it waits for, where the demo has no answer: the run is left open, and has no result. */
  readonly stuck?: string;
  readonly seconds: number;
  readonly historyEvents: number;
  readonly historyBytes: number;
  readonly runId: string;
}

export interface Operator {
  readonly by: string;
  readonly reason: string;
}

export async function runProcedure(
  client: Client,
  { name, pool, operator }: { name: ProcedureName; pool: string; operator: Operator },
  view: LiveView,
): Promise<ProcedureRun> {
  const startedAt = Date.now();
  const handle = await client.workflow.start<(input: unknown) => Promise<Report>>(name, {
    workflowId: workflowIdOf(pool),
    taskQueue: workflowQueue,
    args: [{ pool }],
  });
  const end: { report?: Report; failure?: unknown } = {};
  const result = handle.result().then(
    (report) => (end.report = report),
    (failure: unknown) => (end.failure = failure),
  );
  const given = new Set<string>();
  let stuck: string | undefined;
  while (end.report === undefined && end.failure === undefined && stuck === undefined) {
    const [progress, beat] = await Promise.all([progressOf(handle), latestBeat(client, handle)]);
    if (progress !== undefined) {
      view.show(progress, beat);
      if (progress.phase === 'awaiting consent') await consent(handle, progress, operator, given, view);
      else stuck = progress.waitsFor;
    }
    await Promise.race([result, new Promise((resolve) => setTimeout(resolve, 250))]);
  }
  const progress = await progressOf(handle);
  if (progress !== undefined) view.show(progress, undefined);
  view.end();
  if (stuck !== undefined) view.note(`${name} of ${pool} waits for a person: ${stuck}`);
  else if (end.report === undefined)
    throw new Error(`${name} of ${pool} ended without a result: ${sentenceOf(end.failure)}`);
  const { historyLength, historySize, runId } = await handle.describe();
  return {
    report: end.report ?? (await handle.query(messages.report)),
    ...(stuck === undefined ? {} : { stuck }),
    seconds: (Date.now() - startedAt) / 1000,
    historyEvents: historyLength,
    historyBytes: historySize ?? 0,
    runId,
  };
}

async function consent(
  handle: WorkflowHandle,
  progress: Progress,
  operator: Operator,
  given: Set<string>,
  view: LiveView,
): Promise<void> {
  const plan = await handle.query(messages.plan);
  if (plan === undefined) return;
  for (const { update } of progress.mayType) {
    if (update === 'abort' || given.has(update)) continue;
    given.add(update);
    if (update === 'acceptDataLoss') view.note(`  ${plan.lossBound?.says ?? ''}`);
    const answer = await handle.executeUpdate(messages[update as 'approve' | 'acceptDataLoss'], {
      args: [{ ...operator, plan: plan.hash }],
    });
    view.note(`  Operator sends ${update} for plan ${plan.hash}: ${answer}`);
  }
}

/** The deepest message: what the run itself says of its end. */
function sentenceOf(failure: unknown): string {
  if (!(failure instanceof Error)) return String(failure);
  return failure.cause === undefined ? failure.message : sentenceOf(failure.cause);
}

/** `undefined` while no worker answers. */
const progressOf = (handle: WorkflowHandle): Promise<Progress | undefined> =>
  handle.query(messages.progress).catch(() => undefined);
