/** Fails a pool over and back once, on an estate of a given size, and measures both procedures. */
import type { Progress } from '../../domain/run/progress';
import { procedureNames, type ProcedureName } from '../../procedures/registry';
import { workflowIdOf, workflowQueue } from '../../domain/topology/pool';
import { consentsUnseen } from '../rig/testing/consents';
import { Cleanup } from '../rig/processes/cleanup';
import { startStack, type Stack } from '../rig/stack';
import { watchCriticalPath, type CriticalPath } from './critical-path';
import { watchMemory } from './memory';
import { overheadOf, type StepOverhead } from './own-overhead';
import { replayTime, type ReplayTime } from './replay-time';

export interface ProcedureFigures {
  readonly procedure: ProcedureName;
  readonly wallSeconds: number;
  readonly criticalPath: Omit<CriticalPath, 'calls'>;
  readonly overhead: readonly StepOverhead[];
  readonly historyEvents: number;
  readonly historyBytes: number;
  readonly replay: ReplayTime;
}

export interface Figures {
  readonly sizeGb: number;
  readonly timeScale: number;
  readonly procedures: readonly ProcedureFigures[];
  /** Highest resident memory by worker, in MB. */
  readonly memory: Readonly<Record<string, number>>;
}

/** MB/s of backup and restore. */
export const throughput = 400;

/** Given beforehand, so that nobody is waited for. */
const consent = { by: 'bench', reason: 'figures' };

export async function measure({ sizeGb, timeScale }: Pick<Figures, 'sizeGb' | 'timeScale'>): Promise<Figures> {
  const cleanup = new Cleanup();
  cleanup.onSignals();
  try {
    const stack = await startStack({ timeScale, load: { sizeGb, throughput } }, cleanup);
    stack.lab.chat.startUsers({ count: 8, messagesPerSecond: 8 });
    const peaks = watchMemory(stack.workers);
    const figures: ProcedureFigures[] = [];
    for (const procedure of procedureNames) figures.push(await run(stack, procedure));
    return { sizeGb, timeScale, procedures: figures, memory: peaks() };
  } finally {
    await cleanup.run();
  }
}

async function run({ client, lab }: Stack, procedure: ProcedureName): Promise<ProcedureFigures> {
  const pool = lab.estate.pool.fqdn;
  const criticalPath = watchCriticalPath(lab.estate.work);
  const startedAt = performance.now();
  const handle = await client.workflow.start(procedure, {
    workflowId: workflowIdOf(pool),
    taskQueue: workflowQueue,
    args: [{ pool, ...consentsUnseen(procedure, consent) }],
  });
  const { result } = (await handle.result()) as { result?: string };
  // Figures of another end would mean nothing.
  if (result !== 'completed') throw new Error(`The ${procedure} ended "${String(result)}".`);
  const wallSeconds = (performance.now() - startedAt) / 1000;
  const { calls, ...path } = criticalPath();
  const { steps } = await handle.query<Progress>('progress');
  const { historyLength, historySize, runId } = await handle.describe();
  return {
    procedure,
    wallSeconds,
    criticalPath: path,
    overhead: overheadOf(steps, calls),
    historyEvents: historyLength,
    historyBytes: historySize ?? 0,
    replay: await replayTime(client.workflow.getHandle(handle.workflowId, runId)),
  };
}
