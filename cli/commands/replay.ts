/** Replays a run's history under today's workflow code. */
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import type { Command } from 'commander';
import { workflowCode } from '../../workers/configuration';
import { readHistory } from '../history-file';
import { Refusal } from '../refusal';

export function replay(program: Command): void {
  program
    .command('replay')
    .argument('<file>', 'history as JSON (encoded)')
    .description("replay a run's history under this code")
    .action(async (file: string) => {
      process.stdout.write(`${await replayed(file)}\n`);
    });
}

/** Returns what to tell. @throws Refusal when the file is none, or the code does not produce it any more. */
async function replayed(file: string): Promise<string> {
  const { history, events, workflowId } = readHistory(file);
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { forward: {}, filter: 'ERROR' } },
  });
  try {
    // A run looks at its own id, so it must be replayed under the one it had.
    await Worker.runReplayHistory(workflowCode(process.env), history, workflowId);
  } catch (failure) {
    if (!(failure instanceof DeterminismViolationError)) throw failure;
    throw new Refusal(`${file} does not replay: this code would have done something else. ${failure.message}`);
  }
  return `${file}: ${String(events)} events replay under this code.`;
}
