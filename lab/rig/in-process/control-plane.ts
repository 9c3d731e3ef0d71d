/** A control plane in this process: a namespace on a Temporal server, and the orchestrator worker of its pools. */
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createOrchestratorActivities } from '../../../activities/orchestrator';
import { workflowQueue, type Pool } from '../../../domain/topology/pool';
import type { Procedure } from '../../../procedures/procedure';
import { procedures } from '../../../procedures/registry';
import { askingTemporal } from '../../../workers/temporal';
import { searchAttributes } from '../temporal/search-attributes';

/** INDEXED_VALUE_TYPE_KEYWORD of Temporal's API; every search attribute of ours is a keyword. */
const keyword = 2;
const aDay = msToTs('1 day');

export interface ControlPlane {
  readonly client: Client;
  readonly namespace: string;
  readonly connection: NativeConnection;
  readonly bundleFile: string;
  /** Of its Temporal server. */
  readonly address: string;
  /** The topology of every worker; pools join it as their estates start. */
  readonly topology: { readonly pools: Pool[] };
  /** What the orchestrator knows; a test adds a procedure here, or tells another runbook. */
  readonly registry: Record<string, Procedure>;
  /** Ends the orchestrator and starts another one, which knows what it runs from the histories alone; between them, `meanwhile`. */
  restartOrchestrator(meanwhile?: () => Promise<void>): Promise<void>;
}

export interface RunningPlane {
  readonly plane: ControlPlane;
  close(): Promise<void>;
}

interface PlaneOptions {
  readonly address: string;
  readonly bundleFile: string;
}

/** The first one of this process, which it ends with. */
export async function startControlPlane(options: PlaneOptions): Promise<RunningPlane> {
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { forward: {}, filter: { core: 'ERROR', other: 'ERROR' } } },
    shutdownSignals: [],
  });
  const { plane, close } = await anotherPlane(options);
  return {
    plane,
    async close() {
      await close();
      await Runtime.instance().shutdown();
    },
  };
}

/** In a namespace of its own, which knows nothing of any other. */
export async function anotherPlane({ address, bundleFile }: PlaneOptions): Promise<RunningPlane> {
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
      activities: {
        ...createOrchestratorActivities(topology, registry, undefined, askingTemporal(connection, namespace)),
      },
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
      address,
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
    },
  };
}
