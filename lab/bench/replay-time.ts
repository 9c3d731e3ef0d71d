/**
 * What a finished run costs to replay, in a process of its own: the SDK leaves hooks for every promise behind, and the lab is
 * not to be measured too.
 */
import { fork } from 'node:child_process';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import type { WorkflowHandle } from '@temporalio/client';
import { bundledWorkflows } from '../../scripts/dev/workflow-bundle';

const repetitions = 15;

/** Medians in milliseconds. `cpu` is that of all threads: the workflow code, the SDK around it, and what V8 does beside them. */
export interface ReplayTime {
  readonly cpu: number;
  readonly wall: number;
}

interface Question {
  readonly workflowId: string;
  readonly historyJson: string;
  readonly code: string;
}

let builtOnce: Promise<string> | undefined;

export async function replayTime(handle: WorkflowHandle): Promise<ReplayTime> {
  const historyJson = historyToJSON(await handle.fetchHistory());
  // Not by the process that replays: what a bundler leaves in memory is not to be measured.
  const code = await (builtOnce ??= bundledWorkflows());
  return await new Promise((resolve, reject) => {
    const replaying = fork(__filename, { execArgv: ['--import', 'tsx'] });
    replaying.once('message', (time) => resolve(time as ReplayTime));
    replaying.once('error', reject);
    replaying.once('exit', (code) => reject(new Error(`The replay ended with exit code ${String(code)}.`)));
    replaying.send({ workflowId: handle.workflowId, historyJson, code } satisfies Question);
  });
}

/** Several replays by one worker, each from the first event with nothing of it cached. */
async function measured({ workflowId, historyJson, code }: Question): Promise<ReplayTime> {
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { forward: {}, filter: 'ERROR' } },
  });
  const history = historyFromJSON(JSON.parse(historyJson));
  const cpu: number[] = [];
  const wall: number[] = [];
  let began = { cpu: process.cpuUsage(), wall: 0 };
  let isReplayed: () => void = () => undefined;
  // One at a time: the next one is handed over when the one before has been replayed.
  async function* histories(): AsyncGenerator<{ workflowId: string; history: typeof history }> {
    for (let count = 0; count <= repetitions; count += 1) {
      const replayed = new Promise<void>((resolve) => (isReplayed = resolve));
      began = { cpu: process.cpuUsage(), wall: performance.now() };
      yield { workflowId, history };
      await replayed;
    }
  }
  for await (const { error } of Worker.runReplayHistories({ workflowBundle: { code } }, histories())) {
    const { user, system } = process.cpuUsage(began.cpu);
    cpu.push((user + system) / 1000);
    wall.push(performance.now() - began.wall);
    isReplayed();
    if (error !== undefined) throw error;
  }
  // The first one warms the code up.
  return { cpu: median(cpu.slice(1)), wall: median(wall.slice(1)) };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

if (require.main === module)
  process.once('message', (question) => {
    void measured(question as Question).then(
      (time) => process.send?.(time, () => process.exit()),
      (failure: unknown) => {
        process.stderr.write(`${failure instanceof Error ? failure.message : String(failure)}\n`);
        process.exit(1);
      },
    );
  });
