/** The command line's connection to Temporal, and to the run of a pool there. */
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { workflowIdOf } from '../domain/topology/pool';
import { Refusal } from './refusal';

/** Connects as Temporal's own variables say, and closes the connection again. */
export async function withClient<Result>(act: (client: Client) => Promise<Result>): Promise<Result> {
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

/** Does something with the latest run of the pool. */
export const withRun = <Result>(pool: string, act: (run: WorkflowHandle) => Promise<Result>): Promise<Result> =>
  withClient((client) => act(client.workflow.getHandle(workflowIdOf(pool))));
