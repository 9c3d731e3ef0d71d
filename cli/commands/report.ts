/** Shows the report of a run. */
import type { Command } from 'commander';
import * as messages from '../../workflows/messages';
import { withRun } from '../connection';

export function report(program: Command): void {
  program
    .command('report')
    .argument('<pool>')
    .description('what the run did, decided and found, as JSON')
    .action(async (pool: string) => {
      const told = await withRun(pool, (run) => run.query(messages.report));
      process.stdout.write(`${JSON.stringify(told, null, 2)}\n`);
    });
}
