/** Replays histories under today's workflow code, all in one batch, and tells what it would ask for otherwise. */
import { writeFileSync } from 'node:fs';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker, type InjectedSinks } from '@temporalio/worker';
import { recordedAsks, replayedAsks } from './asked';
import { differences } from './difference';
import type { GoldenHistory } from './histories';
import type { AskedSinks, Command } from './interceptor';

/** The workflow code with the interceptor that hears what it asks for. */
export async function writeReplayBundle(file: string): Promise<void> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: require.resolve('../../workflows'),
    workflowInterceptorModules: [require.resolve('./interceptor')],
    logger: new DefaultLogger('ERROR'),
  });
  writeFileSync(file, code);
}

/** A replay that fails is what a test is about: the SDK says nothing beside it. */
export function quietRuntime(): void {
  Runtime.install({
    logger: new DefaultLogger('ERROR', () => undefined),
    telemetryOptions: { logging: { forward: {}, filter: { core: 'ERROR', other: 'ERROR' } } },
    shutdownSignals: [],
  });
}

export interface Replayed {
  /** Why today's code could not have written this history. */
  readonly failure?: Error;
  /** What it would ask for with something else in it; lines. */
  readonly differences: readonly string[];
}

/** One answer a history, in their order. */
export async function replayed(histories: readonly GoldenHistory[], bundleFile: string): Promise<Replayed[]> {
  const asked = new Map<string, Command[]>();
  const sinks: InjectedSinks<AskedSinks> = {
    asked: {
      commands: {
        callDuringReplay: true,
        fn: ({ runId }, commands) => void asked.set(runId, [...(asked.get(runId) ?? []), ...commands]),
      },
    },
  };
  const batch = histories.map(({ workflowId, events }) => ({ workflowId, history: { events } }));
  const answers: Replayed[] = [];
  for await (const { runId, error } of Worker.runReplayHistories(
    { workflowBundle: { codePath: bundleFile }, sinks },
    batch,
  )) {
    const { events } = histories[answers.length]!;
    answers.push(
      error === undefined
        ? { differences: differences(recordedAsks(events), replayedAsks(asked.get(runId) ?? []), 'asks') }
        : { failure: error, differences: [] },
    );
    asked.delete(runId);
  }
  return answers;
}
