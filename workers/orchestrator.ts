/** The orchestrator: runs the workflows. It belongs in a third location (DESIGN 3) and touches neither SQL Server nor Lync. */
import { Worker } from '@temporalio/worker';
import { createOrchestratorActivities } from '../activities/orchestrator';
import { workflowQueue } from '../domain/topology';
import { topologyFileOf } from './configuration';
import { connect, createLog, installRuntime, main } from './runtime';
import { loadTopology } from './topology-file';

const log = createLog('orchestrator');

void main(log, async () => {
  const topology = loadTopology(topologyFileOf(process.env));
  installRuntime(log);
  const { connection, namespace } = await connect(log);
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue: workflowQueue,
    workflowsPath: require.resolve('../workflows'),
    activities: { ...createOrchestratorActivities(topology) },
    identity: `orchestrator#${String(process.pid)}`,
    maxCachedWorkflows: 50,
    shutdownGraceTime: '5s',
    shutdownForceTime: '20s',
  });
  log.info({ pid: process.pid, pools: topology.pools.map(({ fqdn }) => fqdn) }, 'ready');
  await worker.run();
  await connection.close();
});
