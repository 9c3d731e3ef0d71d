/** How long a finished run takes to replay in this process, once the workflow bundle is built. */
import {
  bundleWorkflowCode,
  DefaultLogger,
  Runtime,
  Worker,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import type { WorkflowHandle } from '@temporalio/client';

const repetitions = 15;
const quiet = new DefaultLogger('ERROR');

/** Median in milliseconds of several replays, each from the first event with nothing cached. */
export async function replayMilliseconds(handle: WorkflowHandle): Promise<number> {
  Runtime.install({ logger: quiet, telemetryOptions: { logging: { forward: {}, filter: 'ERROR' } } });
  const workflowBundle = await bundleWorkflowCode({ workflowsPath: require.resolve('../workflows'), logger: quiet });
  const history = await handle.fetchHistory();
  const times: number[] = [];
  for (let done = 0; done <= repetitions; done += 1) {
    const startedAt = performance.now();
    await replay(workflowBundle, history, handle.workflowId);
    // The first one warms the code up.
    if (done > 0) times.push(performance.now() - startedAt);
  }
  return times.sort((left, right) => left - right)[Math.floor(times.length / 2)]!;
}

const replay = (
  workflowBundle: WorkflowBundleWithSourceMap,
  history: Awaited<ReturnType<WorkflowHandle['fetchHistory']>>,
  workflowId: string,
): Promise<void> => Worker.runReplayHistory({ workflowBundle }, history, workflowId);
