/** The command line for operators: start a procedure, see where it is, decide, read it afterwards. */
import {
  Client,
  Connection,
  WorkflowExecutionAlreadyStartedError,
  WorkflowFailedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  type WorkflowHandle,
} from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { Command } from 'commander';
import type { Plan } from '../domain/run/plan';
import { currentDetails, type Progress } from '../domain/run/progress';
import type { Report } from '../domain/run/report';
import { catalogue, type ProcedureName } from '../domain/steps';
import { workflowIdOf, workflowQueue } from '../domain/topology/pool';
import * as messages from '../workflows/messages';
import { loadTopology } from '../workers/topology-file';
import { Refusal } from './refusal';
import { replay } from './replay';

async function withClient<Result>(act: (client: Client) => Promise<Result>): Promise<Result> {
  const { connectionOptions, namespace } = loadClientConnectConfig();
  const connection = await Connection.connect(connectionOptions).catch(() => {
    throw new Refusal(
      `Temporal does not answer at ${connectionOptions.address ?? '127.0.0.1:7233'}; set TEMPORAL_ADDRESS.`,
    );
  });
  try {
    return await act(new Client({ connection, ...(namespace === undefined ? {} : { namespace }) }));
  } finally {
    await connection.close();
  }
}

const handleOf = (client: Client, pool: string): WorkflowHandle => client.workflow.getHandle(workflowIdOf(pool));

/** A run that cannot begin (unknown pool, bad input) ends within moments; obstacles show in its progress later. */
async function refusalAtOnce(result: Promise<unknown>): Promise<string | undefined> {
  const moments = new Promise<undefined>((resolve) => setTimeout(resolve, 2000, undefined));
  const refused = result.then(
    () => undefined,
    (failure: unknown) =>
      failure instanceof WorkflowFailedError ? (failure.cause?.message ?? failure.message) : undefined,
  );
  return Promise.race([refused, moments]);
}

async function start(procedure: ProcedureName, input: { readonly pool: string }): Promise<void> {
  await withClient(async (client) => {
    const workflowId = workflowIdOf(input.pool);
    try {
      const handle = await client.workflow.start(procedure, { workflowId, taskQueue: workflowQueue, args: [input] });
      const refused = await refusalAtOnce(handle.result());
      if (refused !== undefined) throw new Refusal(refused);
      process.stdout.write(
        `${procedure} of ${input.pool} started: workflow ${workflowId}, run ${handle.firstExecutionRunId}\n`,
      );
    } catch (failure) {
      if (!(failure instanceof WorkflowExecutionAlreadyStartedError)) throw failure;
      throw new Refusal(
        `A procedure for ${input.pool} is running already (workflow ${workflowId}). See pchat-dr progress ${input.pool}.`,
      );
    }
  });
}

const query = <Answer>(pool: string, definition: Parameters<WorkflowHandle['query']>[0]): Promise<Answer> =>
  withClient((client) => handleOf(client, pool).query(definition) as Promise<Answer>);

async function update(
  name: 'approve' | 'acceptDataLoss' | 'retryStep' | 'skipStep' | 'abort',
  pool: string,
  payload: object,
): Promise<void> {
  const answer = await withClient((client) =>
    handleOf(client, pool).executeUpdate<string, [object]>(name, { args: [payload] }),
  );
  process.stdout.write(`${answer}\n`);
}

function showPlan(plan: Plan): string {
  const lines = [
    `Plan ${plan.hash}: ${plan.procedure} of ${plan.pool}, ${plan.variant}`,
    ...plan.notes.map((note) => `  - ${note}`),
  ];
  if (plan.lossBound !== undefined) lines.push(`  - ${plan.lossBound.says}`);
  for (const step of plan.steps) {
    lines.push(
      '',
      `${step.title}  [${step.runbook}]`,
      `  undo: ${step.undo ?? 'none: at or past the point of no return'}`,
    );
    for (const { kind, on, text } of step.acts)
      lines.push(`  ${on} (${kind}):`, ...text.split('\n').map((line) => `    ${line}`));
  }
  return lines.join('\n');
}

function objectOf(input: string): object {
  try {
    const given: unknown = JSON.parse(input);
    if (typeof given === 'object' && given !== null && !Array.isArray(given)) return given;
  } catch {
    // Said below, together with JSON that is no object.
  }
  throw new Refusal(`--input must be a JSON object such as {"order":"as-documented"}, not ${input}`);
}

const program = new Command('pchat-dr')
  .description('Failover and failback of Lync / Skype for Business Persistent Chat pools.')
  .showHelpAfterError();

for (const procedure of Object.keys(catalogue) as ProcedureName[]) {
  program
    .command(procedure)
    .argument('<pool>', 'FQDN of the pool')
    .option('--input <json>', 'further input, e.g. {"order":"as-documented"}', '{}')
    .description(`start a ${procedure}; it waits for the consents it needs`)
    .action(async (pool: string, { input }: { input: string }) => {
      await start(procedure, { ...objectOf(input), pool });
    });
}
program
  .command('progress')
  .argument('<pool>')
  .description('where the run stands, and what to type')
  .action(async (pool: string) => {
    const progress = await query<Progress>(pool, messages.progress);
    process.stdout.write(`${currentDetails(progress, undefined)}\n`);
  });
program
  .command('plan')
  .argument('<pool>')
  .description('each step with its exact T-SQL and cmdlets')
  .action(async (pool: string) => {
    const plan = await query<Plan | null>(pool, messages.plan);
    if (plan == null) throw new Refusal(`The run for ${pool} has not written its plan yet.`);
    process.stdout.write(`${showPlan(plan)}\n`);
  });
program
  .command('report')
  .argument('<pool>')
  .description('what the run did, decided and found, as JSON')
  .action(async (pool: string) => {
    process.stdout.write(`${JSON.stringify(await query<Report>(pool, messages.report), null, 2)}\n`);
  });

const who = (command: Command): Command =>
  command.requiredOption('--by <name>', 'who decides').requiredOption('--reason <text>', 'why');
for (const name of ['approve', 'acceptDataLoss'] as const) {
  const command = program
    .command(name === 'approve' ? 'approve' : 'accept-data-loss')
    .argument('<pool>')
    .description(name === 'approve' ? 'agree to the plan' : 'agree to lose what the plan says may be lost')
    .requiredOption('--plan <hash>', 'the plan that you read');
  who(command).action((pool: string, options: object) => update(name, pool, options));
}
for (const name of ['retryStep', 'skipStep'] as const) {
  const command = program
    .command(name === 'retryStep' ? 'retry-step' : 'skip-step')
    .argument('<pool>')
    .description(name === 'retryStep' ? 'try the failed step again' : 'leave the failed step out')
    .requiredOption('--step <id>', 'the step that waits');
  who(command).action((pool: string, options: object) => update(name, pool, options));
}
who(program.command('abort').argument('<pool>').description('undo every step and end')).action(
  (pool: string, options: object) => update('abort', pool, options),
);
program
  .command('replay')
  .argument('<file>', 'history as JSON (encoded)')
  .description("replay a run's history under this code")
  .action(async (file: string) => {
    process.stdout.write(`${await replay(file)}\n`);
  });
program
  .command('topology')
  .argument('<file>', 'topology file (YAML)')
  .description('check a topology file, and list every mistake in it')
  .action((file: string) => {
    const { pools } = loadTopology(file);
    process.stdout.write(`${file} is well: ${pools.map(({ fqdn }) => fqdn).join(', ')}.\n`);
  });

function sentenceOf(failure: unknown): string {
  if (failure instanceof WorkflowNotFoundError) return 'There is no such run: no procedure for this pool was found.';
  if (failure instanceof WorkflowUpdateFailedError) return failure.cause?.message ?? failure.message;
  return failure instanceof Error ? failure.message : String(failure);
}

program.parseAsync().catch((failure: unknown) => {
  process.stderr.write(`${sentenceOf(failure)}\n`);
  process.exitCode = 1;
});
