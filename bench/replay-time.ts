/** How long a finished run takes to replay in this process, once the workflow bundle is built and a worker has it. */
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import type { WorkflowHandle } from '@temporalio/client';

const repetitions = 15;
const quiet = new DefaultLogger('ERROR');

interface ReplayInput {
  readonly workflowId: string;
  readonly history: Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;
}

/** Median in milliseconds of several replays by one worker, each from the first event with nothing of it cached. */
export async function replayMilliseconds(handle: WorkflowHandle): Promise<number> {
  Runtime.install({ logger: quiet, telemetryOptions: { logging: { forward: {}, filter: 'ERROR' } } });
  const workflowBundle = await bundleWorkflowCode({ workflowsPath: require.resolve('../workflows'), logger: quiet });
  const times: number[] = [];
  let startedAt = 0;
  let isReplayed: () => void = () => undefined;
  // One at a time: the next history is handed over when the one before has been replayed.
  async function* histories(): AsyncGenerator<ReplayInput> {
    const history = await handle.fetchHistory();
    for (let count = 0; count <= repetitions; count += 1) {
      const replayed = new Promise<void>((resolve) => (isReplayed = resolve));
      startedAt = performance.now();
      yield { workflowId: handle.workflowId, history };
      await replayed;
    }
  }
  for await (const { error } of Worker.runReplayHistories({ workflowBundle }, histories())) {
    times.push(performance.now() - startedAt);
    isReplayed();
    if (error !== undefined) throw error;
  }
  // The first one starts the worker's thread and warms the code up.
  const sorted = times.slice(1).sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
