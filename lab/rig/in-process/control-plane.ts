/** The control plane of one test file: a namespace on the shared Temporal server, and the orchestrator worker of its pools. */
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createOrchestratorActivities } from '../../../activities/orchestrator';
import { workflowQueue, type Pool } from '../../../domain/topology/pool';
import type { Procedure } from '../../../procedures/procedure';
import { procedures } from '../../../procedures/registry';
import { searchAttributes } from '../../../lab/rig/temporal/search-attributes';
import { sharedServer } from './shared-server';

/** INDEXED_VALUE_TYPE_KEYWORD of Temporal's API; every search attribute of ours is a keyword. */
const keyword = 2;
const aDay = msToTs('1 day');

export interface ControlPlane {
  readonly client: Client;
  readonly namespace: string;
  readonly connection: NativeConnection;
  readonly bundleFile: string;
  /** The topology of every worker of this file; pools join it as their estates start. */
  readonly topology: { readonly pools: Pool[] };
  /** What the orchestrator of this file knows; a test adds a procedure here, or tells another runbook. */
  readonly registry: Record<string, Procedure>;
  /** Ends the orchestrator and starts another one, which knows what it runs from the histories alone; between them, `meanwhile`. */
  restartOrchestrator(meanwhile?: () => Promise<void>): Promise<void>;
}

interface Running {
  readonly plane: ControlPlane;
  close(): Promise<void>;
}

let running: Promise<Running> | undefined;

/** The same for every estate of a test file. */
export async function controlPlane(): Promise<ControlPlane> {
  running ??= startControlPlane();
  return (await running).plane;
}

export async function closeControlPlane(): Promise<void> {
  const started = running;
  running = undefined;
  if (started === undefined) return;
  await (await started).close();
}

async function startControlPlane(): Promise<Running> {
  const { address, bundleFile } = sharedServer();
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { forward: {}, filter: { core: 'ERROR', other: 'ERROR' } } },
    shutdownSignals: [],
  });
  const [clientConnection, connection] = await Promise.all([
    Connection.connect({ address }),
    NativeConnection.connect({ address }),
  ]);
  const namespace = `test-${randomUUID()}`;
  await clientConnection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: aDay });
  await clientConnection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(Object.keys(searchAttributes).map((name) => [name, keyword])),
  });

  const topology = { pools: [] as Pool[] };
  const registry: Record<string, Procedure> = { ...procedures };
  const startOrchestrator = async (): Promise<() => Promise<void>> => {
    const orchestrator = await Worker.create({
      connection,
      namespace,
      taskQueue: workflowQueue,
      workflowBundle: { codePath: bundleFile },
      activities: { ...createOrchestratorActivities(topology, registry) },
      identity: 'orchestrator',
      shutdownGraceTime: 0,
      shutdownForceTime: '5s',
    });
    const ended = orchestrator.run();
    return async () => {
      orchestrator.shutdown();
      await ended;
    };
  };
  let endOrchestrator = await startOrchestrator();
  return {
    plane: {
      client: new Client({ connection: clientConnection, namespace }),
      namespace,
      connection,
      bundleFile,
      topology,
      registry,
      async restartOrchestrator(meanwhile = () => Promise.resolve()) {
        await endOrchestrator();
        await meanwhile();
        endOrchestrator = await startOrchestrator();
      },
    },
    async close() {
      await endOrchestrator();
      await clientConnection.close();
      await connection.close();
      await Runtime.instance().shutdown();
    },
  };
}
