/** The orchestrator: runs the workflows. It belongs in a third location (docs/operations.md) and touches neither SQL Server nor Lync. */
import { Worker } from '@temporalio/worker';
import { createOrchestratorActivities } from '../activities/orchestrator';
import { procedures } from '../procedures/registry';
import { workflowQueue } from '../domain/topology/pool';
import { orchestratorConfiguration } from './configuration';
import { connect, createLog, installRuntime, main } from './runtime';
import { askingTemporal } from './temporal';
import { loadTopology } from './topology-file';

const log = createLog('orchestrator');

void main(log, async () => {
  const { topologyFile, workflowCode } = orchestratorConfiguration(process.env);
  const topology = loadTopology(topologyFile);
  installRuntime(log);
  const { connection, namespace } = await connect(log);
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue: workflowQueue,
    ...workflowCode,
    activities: {
      ...createOrchestratorActivities(topology, procedures, undefined, askingTemporal(connection, namespace)),
    },
    identity: `orchestrator#${String(process.pid)}`,
    maxCachedWorkflows: 50,
    shutdownGraceTime: '5s',
    shutdownForceTime: '20s',
  });
  log.info({ pid: process.pid, pools: topology.pools.map(({ fqdn }) => fqdn) }, 'ready');
  await worker.run();
  await connection.close();
});
