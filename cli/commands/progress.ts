/** Shows where a run stands. */
import type { Command } from 'commander';
import * as messages from '../../workflows/messages';
import { withRun } from '../connection';
import { progressText } from '../render/progress';

export function progress(program: Command): void {
  program
    .command('progress')
    .argument('<pool>')
    .description('where the run stands, and what to type')
    .action(async (pool: string) => {
      const standing = await withRun(pool, (run) => run.query(messages.progress));
      process.stdout.write(`${progressText(standing)}\n`);
    });
}
