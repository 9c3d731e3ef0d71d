/** Many estates of storms in one process, on one Temporal server, each with a pool and workers of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Pool } from '../../../domain/topology/pool';
import { anotherPlane, startControlPlane, type ControlPlane, type RunningPlane } from '../in-process/control-plane';
import { HostWorkers } from '../in-process/host-workers';
import { Lab, labLogins } from '../lab';
import { withPorts } from '../stack';
import { searchAttributes } from '../temporal/search-attributes';
import { temporalCli } from '../temporal/temporal-cli';
import { startTemporal } from '../temporal/temporal-server';
import { writeWorkflowBundle } from '../../../scripts/dev/workflow-bundle';

export type StormPlane = ControlPlane;

export interface StormEstate {
  readonly lab: Lab;
  readonly client: ControlPlane['client'];
  readonly workers: HostWorkers;
  /** Temporal is lost with all that it remembers; workers begin on another one. */
  loseTemporal(): Promise<void>;
  close(): Promise<void>;
}

/** A Temporal server, the workflow code and an orchestrator, for as long as `work` lasts. */
export async function onStormPlane<Result>(work: (plane: StormPlane) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'persistent-chat-dr-storm-'));
  const bundleFile = path.join(folder, 'workflows.js');
  const [temporal] = await Promise.all([
    startTemporal({ cli: await temporalCli(), searchAttributes, headless: true }),
    writeWorkflowBundle(bundleFile),
  ]);
  try {
    const { plane, close } = await startControlPlane({ address: temporal.address, bundleFile });
    try {
      return await work(plane);
    } finally {
      await close();
    }
  } finally {
    await temporal.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function stormEstate(pool: Pool, plane: StormPlane): Promise<StormEstate> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'persistent-chat-dr-storm-estate-'));
  const lab = await Lab.start({ folder, pool, timeScale: 600, load: { sizeGb: 10, throughput: 400 } });
  const known = withPorts(lab.pool, lab);
  plane.topology.pools.push(known);
  let on: ControlPlane = plane;
  let other: RunningPlane | undefined;
  const begin = async (): Promise<HostWorkers> => {
    const workers = new HostWorkers(lab, on, () => labLogins.worker);
    lab.bystanders.push(workers);
    await workers.start();
    return workers;
  };
  let workers = await begin();
  return {
    lab,
    get client() {
      return on.client;
    },
    get workers() {
      return workers;
    },
    async loseTemporal() {
      await workers.close();
      lab.bystanders.splice(lab.bystanders.indexOf(workers), 1);
      other = await anotherPlane(plane);
      other.plane.topology.pools.push(known);
      on = other.plane;
      workers = await begin();
    },
    async close() {
      await workers.close();
      await other?.close();
      await lab.close();
      plane.topology.pools.splice(plane.topology.pools.indexOf(known), 1);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
