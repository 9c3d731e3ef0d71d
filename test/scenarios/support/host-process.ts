/** The host worker of the secondary data centre as a process of its own, so that its memory is its own and nobody else's. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { watchMemory } from '../../../lab/bench/memory';
import { Supervisor } from '../../../lab/rig/processes/supervisor';
import { hostWorker } from '../../../lab/rig/stack';
import { hostQueue, type WorkerRole } from '../../../domain/topology/pool';
import type { ControlPlane } from './control-plane';
import type { EstateUnderTest } from './estate-under-test';
import { pollsOn } from '../../../workers/polls';
import { sharedServer } from './shared-server';
import { until } from '../../../lab/rig/testing/until';

const roles: readonly WorkerRole[] = ['sql', 'lync'];

export interface HostProcess {
  /** Highest resident memory so far, in MB. */
  peak(): number;
  close(): Promise<void>;
}

/** Takes the place of the workers in this process. */
export async function secondaryHostAsProcess({ lab, pool, plane, workers }: EstateUnderTest): Promise<HostProcess> {
  const { folder } = lab.options;
  const topologyFile = path.join(folder, 'topology.json');
  writeFileSync(topologyFile, JSON.stringify({ pools: [pool] }));
  await workers.lose('secondary');
  const supervisor = new Supervisor(path.join(folder, 'logs'));
  const specification = hostWorker(lab, 'secondary', roles, {
    topologyFile,
    temporalAddress: sharedServer().address,
    namespace: plane.namespace,
  });
  supervisor.start(specification);
  const peaks = watchMemory(supervisor);
  await until('the process polls for both roles', async () =>
    (await Promise.all(roles.map((role) => pollers(plane, hostQueue(pool.secondaryDataCentre.name, role))))).every(
      (count) => count > 0,
    ),
  );
  return {
    peak: () => peaks()[specification.name] ?? 0,
    close: () => supervisor.close(),
  };
}

const pollers = async ({ client, namespace }: ControlPlane, name: string): Promise<number> =>
  (await pollsOn(client.workflowService, namespace)(name)).length;
