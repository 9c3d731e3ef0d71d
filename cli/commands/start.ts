/** Starts a procedure: one command for each that there is. */
import { WorkflowExecutionAlreadyStartedError, WorkflowFailedError, type Client } from '@temporalio/client';
import type { Command } from 'commander';
import { procedures } from '../../procedures/registry';
import { workflowIdOf, workflowQueue } from '../../domain/topology/pool';
import { withClient } from '../connection';
import { Refusal } from '../refusal';

export function start(program: Command): void {
  for (const { name, about } of Object.values(procedures))
    program
      .command(name)
      .argument('<pool>', 'FQDN of the pool')
      .option('--input <json>', 'further input, e.g. {"order":"as-documented"}', '{}')
      .description(`${about}; waits for the consents that it needs`)
      .action(async (pool: string, { input }: { input: string }) => {
        const request = { ...objectOf(input), pool };
        process.stdout.write(`${await withClient((client) => startWith(client, name, request))}\n`);
      });
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

/** Returns what to tell. @throws Refusal when the run cannot begin. */
async function startWith(client: Client, procedure: string, request: { readonly pool: string }): Promise<string> {
  const workflowId = workflowIdOf(request.pool);
  try {
    const handle = await client.workflow.start(procedure, { workflowId, taskQueue: workflowQueue, args: [request] });
    const refused = await refusalAtOnce(handle.result());
    if (refused !== undefined) throw new Refusal(refused);
    return `${procedure} of ${request.pool} started: workflow ${workflowId}, run ${handle.firstExecutionRunId}`;
  } catch (failure) {
    if (!(failure instanceof WorkflowExecutionAlreadyStartedError)) throw failure;
    throw new Refusal(
      `A procedure for ${request.pool} is running already (workflow ${workflowId}). See pchat-dr progress ${request.pool}.`,
    );
  }
}

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
