/** Replays what runs have written under the workflow code as it stands. */
import { Worker } from '@temporalio/worker';
import type { Run } from './run';
import { sharedServer } from './shared-server';

/** @throws Error naming the run whose history the code does not produce any more. */
export async function replays(runs: readonly Run[]): Promise<void> {
  if (runs.length === 0) return;
  const histories = await Promise.all(
    runs.map(async ({ handle }) => ({ workflowId: handle.workflowId, history: await handle.fetchHistory() })),
  );
  const results = Worker.runReplayHistories({ workflowBundle: { codePath: sharedServer().bundleFile } }, histories);
  for await (const { workflowId, runId, error } of results) {
    if (error !== undefined)
      throw new Error(`The history of ${workflowId} (run ${runId}) does not replay: ${error.message}`, {
        cause: error,
      });
  }
}
