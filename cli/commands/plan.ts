/** Shows the plan of a run. */
import type { Command } from 'commander';
import * as messages from '../../workflows/messages';
import { withRun } from '../connection';
import { Refusal } from '../refusal';
import { planText } from '../render/plan';

export function plan(program: Command): void {
  program
    .command('plan')
    .argument('<pool>')
    .description('each step with its exact T-SQL and cmdlets')
    .action(async (pool: string) => {
      const written = await withRun(pool, (run) => run.query(messages.plan));
      if (written == null) throw new Refusal(`The run for ${pool} has not written its plan yet.`);
      process.stdout.write(`${planText(written)}\n`);
    });
}
