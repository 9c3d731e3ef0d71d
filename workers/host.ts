/** A host worker: runs where the thing it touches is; one process, with its data centre and its roles. */
import os from 'node:os';
import path from 'node:path';
import { Worker } from '@temporalio/worker';
import { createAgentJobs } from '../activities/adapters/agent-job';
import { createManagementShell } from '../activities/adapters/management-shell';
import { createShare } from '../activities/adapters/share';
import { createSqlServer } from '../activities/adapters/sql-server';
import { createHostActivities } from '../activities/host';
import { headerMemory } from '../activities/looks/headers';
import { statementTimeout } from '../activities/scope';
import { hostQueue, hostQueues, type Topology } from '../domain/topology/pool';
import { ConfigurationMistakes, hostConfiguration } from './configuration';
import { connect, createLog, installRuntime, main } from './runtime';
import { loadTopology } from './topology-file';

const log = createLog('host');
const bridge = path.resolve(__dirname, '../scripts/powershell/PersistentChatBridge.psm1');

/** A data centre that no pool names would poll a queue that nobody fills. */
function mustKnow(topology: Topology, dataCentre: string): void {
  const known = topology.pools.flatMap((pool) => [pool.primaryDataCentre.name, pool.secondaryDataCentre.name]);
  if (known.includes(dataCentre)) return;
  throw new ConfigurationMistakes([
    `PCHAT_DATA_CENTRE is "${dataCentre}", but the topology file knows: ${[...new Set(known)].join(', ')}.`,
  ]);
}

void main(log, async () => {
  const configuration = hostConfiguration(process.env);
  const topology = loadTopology(configuration.topologyFile);
  mustKnow(topology, configuration.dataCentre);
  installRuntime(log);

  const sql = createSqlServer({
    credentials: () => configuration.sql.credentials,
    applicationName: 'persistent-chat-dr',
    timeoutMs: (store) => statementTimeout(topology, store),
    log,
    encrypt: configuration.sql.encrypt,
    trustCertificate: configuration.sql.trustCertificate,
  });
  const shell = createManagementShell({
    ...(configuration.shell.executable === undefined ? {} : { executable: configuration.shell.executable }),
    modulePath: bridge,
    lyncModules: configuration.shell.lyncModules,
    environment: configuration.shell.environment,
    startTimeoutMs: 300_000,
    log,
  });
  const activities = createHostActivities({
    topology,
    host: os.hostname(),
    sql,
    jobs: createAgentJobs(sql),
    share: createShare(configuration.paths),
    shell,
    headers: headerMemory(),
  });

  const { connection, namespace } = await connect(log);
  const workers = await Promise.all(
    configuration.roles.flatMap((role) =>
      hostQueues.map((what) =>
        Worker.create({
          connection,
          namespace,
          taskQueue: hostQueue(configuration.dataCentre, role, what),
          activities: { ...activities[role] },
          identity: `host:${configuration.dataCentre}/${role}#${String(process.pid)}`,
          // Most of an act is waiting, and one pool must not wait for another's; the real lock is the workflow id.
          maxConcurrentActivityTaskExecutions: 40,
          // Cancellation and progress travel with heartbeats.
          maxHeartbeatThrottleInterval: '1s',
          shutdownGraceTime: '1s',
          shutdownForceTime: '20s',
        }),
      ),
    ),
  );
  log.info({ pid: process.pid, dataCentre: configuration.dataCentre, roles: configuration.roles }, 'ready');
  try {
    await Promise.all(workers.map((worker) => worker.run()));
  } finally {
    await shell.dispose();
    await sql.close();
    await connection.close();
  }
});
