/** Replays what runs have written under the workflow code as it stands. */
import { Worker } from '@temporalio/worker';
import type { Run } from './run';
import { sharedServer } from './shared-server';

export type History = Awaited<ReturnType<Run['handle']['fetchHistory']>>;

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

/** Why a history does not replay, or `undefined` when it does. */
export async function replayFailure(workflowId: string, history: History): Promise<Error | undefined> {
  return Worker.runReplayHistory({ workflowBundle: { codePath: sharedServer().bundleFile } }, history, workflowId).then(
    () => undefined,
    (failure: unknown) => failure as Error,
  );
}
