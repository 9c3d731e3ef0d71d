/** What operators answer to a run: one command for each update that it takes. */
import type { Command } from 'commander';
import { operatorUpdates, type OperatorUpdate } from '../../domain/run/phase';
import { withRun } from '../connection';

interface Decision {
  readonly does: string;
  /** What the decision is about: an option that has to be given, with what it means. */
  readonly about?: readonly [option: string, means: string];
}

const plan = ['--plan <hash>', 'the plan that you read'] as const;
const step = ['--step <id>', 'the step that waits'] as const;

const decisions: Readonly<Record<OperatorUpdate, Decision>> = {
  approve: { does: 'agree to the plan', about: plan },
  acceptDataLoss: { does: 'agree to lose what the plan says may be lost', about: plan },
  retryStep: { does: 'try the failed step again', about: step },
  skipStep: { does: 'leave the failed step out', about: step },
  abort: { does: 'undo every step and end' },
  abandon: { does: 'end with everything left as it stands, where nothing else helps' },
};

/** `acceptDataLoss` is typed as `accept-data-loss`. */
const commandOf = (update: OperatorUpdate): string => update.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

export function decide(program: Command): void {
  for (const update of operatorUpdates) {
    const { does, about } = decisions[update];
    const command = program.command(commandOf(update)).argument('<pool>').description(does);
    if (about !== undefined) command.requiredOption(...about);
    if (update === 'retryStep')
      command.option('--accept-topology', 'go on with the topology file as the workers have it now');
    command
      .requiredOption('--by <name>', 'who decides')
      .requiredOption('--reason <text>', 'why')
      // The options are the payload: they have the names of its fields.
      .action(async (pool: string, payload: object) => {
        const answer = await withRun(pool, (run) => run.executeUpdate<string, [object]>(update, { args: [payload] }));
        process.stdout.write(`${answer}\n`);
      });
  }
}
