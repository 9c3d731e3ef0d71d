/** The whole of it on one machine: Temporal, one lab, and the workers as processes of their own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { DataCentreSide, Pool, Store, Stores, WorkerRole } from '../../domain/topology/pool';
import { dataCentreOf } from '../../domain/topology/pool';
import { loadTopology } from '../../workers/topology-file';
import { Lab, labLogins, type LabOptions } from './lab';
import type { Cleanup } from './processes/cleanup';
import { hostWorkerName, Supervisor, type WorkerSpecification } from './processes/supervisor';
import { searchAttributes } from './temporal/search-attributes';
import { temporalCli } from './temporal/temporal-cli';
import { startTemporal, type TemporalServer } from './temporal/temporal-server';

export interface StackOptions {
  readonly timeScale: number;
  readonly load: LabOptions['load'];
  readonly versions?: LabOptions['versions'] | undefined;
  readonly timeZones?: LabOptions['timeZones'] | undefined;
  readonly collations?: LabOptions['collations'] | undefined;
  /** Default: the pool of lab/rig/topology.yaml. */
  readonly pool?: Pool;
  readonly webUi?: boolean;
  /** A folder with the workers as JavaScript, which start in a third of the time. Default: the sources. */
  readonly programs?: string;
  /** Called with a sentence before each thing that takes a moment. */
  readonly says?: (sentence: string) => void;
}

export interface Stack {
  readonly folder: string;
  readonly temporal: TemporalServer;
  readonly client: Client;
  readonly lab: Lab;
  readonly workers: Supervisor;
  /** The topology file that the workers read: the lab's, with the ports of this moment. */
  readonly topologyFile: string;
}

const standIn = path.join(__dirname, 'management-shell/stand-in.cjs');
const sides: readonly DataCentreSide[] = ['primary', 'secondary'];
/** One host worker a data centre, with both roles. */
const hostRoles: readonly (readonly WorkerRole[])[] = [['sql', 'lync']];

export const labPool = (): Pool => loadTopology(path.join(__dirname, 'topology.yaml')).pools[0]!;

/** Everything that has to end again is handed to `cleanup` at once, so that an interrupted start leaves nothing behind. */
export async function startStack(options: StackOptions, cleanup: Cleanup): Promise<Stack> {
  const { timeScale, load, versions = {}, timeZones = {}, collations = {}, pool = labPool() } = options;
  const { webUi = false, programs, says = () => undefined } = options;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'persistent-chat-dr-'));
  // A process that was killed a moment ago may still write its last file.
  cleanup.add(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

  says('Starting the Temporal server.');
  const cli = await temporalCli();
  const databaseFile = path.join(folder, 'temporal.db');
  const temporal = await cleanup.bringUp(
    () => startTemporal({ cli, databaseFile, searchAttributes, headless: !webUi }),
    (server) => server.stop(),
  );

  says('Building two data centres with a pool in its normal state.');
  const lab = await cleanup.bringUp(
    () => Lab.start({ folder: path.join(folder, 'estate'), pool, timeScale, load, versions, timeZones, collations }),
    (started) => started.close(),
  );

  const connection = await cleanup.bringUp(
    () => Connection.connect({ address: temporal.address }),
    (connected) => connected.close(),
  );
  const client = new Client({ connection });

  says('Starting the workers: an orchestrator, and a host worker in each data centre.');
  const topologyFile = path.join(folder, 'topology.json');
  writeFileSync(topologyFile, JSON.stringify({ pools: [withPorts(pool, lab)] }));
  const workers = new Supervisor(path.join(folder, 'logs'));
  cleanup.add(() => workers.close());
  startWorkers(workers, lab, {
    topologyFile,
    temporalAddress: temporal.address,
    ...(programs === undefined ? {} : { programs }),
  });
  lab.bystanders.push({
    lose: (side) => workers.lose(side),
    rebuild: (side) => workers.rebuild(side),
    kill: (side) => workers.killAt(side),
  });
  return { folder, temporal, client, lab, workers, topologyFile };
}

interface WorkerTargets {
  readonly topologyFile: string;
  readonly temporalAddress: string;
  /** Default: Temporal's own default. */
  readonly namespace?: string;
  /** As in `StackOptions`. */
  readonly programs?: string;
}

const entryOf = (program: 'orchestrator' | 'host', { programs }: WorkerTargets): string =>
  programs === undefined ? `workers/${program}.ts` : path.join(programs, `workers/${program}.js`);

function startWorkers(workers: Supervisor, lab: Lab, targets: WorkerTargets): void {
  workers.start({
    name: 'orchestrator',
    entry: entryOf('orchestrator', targets),
    side: 'elsewhere',
    env: commonEnvironment(targets),
  });
  for (const side of sides) for (const roles of hostRoles) workers.start(hostWorker(lab, side, roles, targets));
}

function commonEnvironment({ topologyFile, temporalAddress, namespace }: WorkerTargets): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, PCHAT_WORKFLOW_BUNDLE } = process.env;
  return {
    ...(PATH === undefined ? {} : { PATH }),
    ...(HOME === undefined ? {} : { HOME }),
    ...(TMPDIR === undefined ? {} : { TMPDIR }),
    TEMPORAL_ADDRESS: temporalAddress,
    ...(namespace === undefined ? {} : { TEMPORAL_NAMESPACE: namespace }),
    PCHAT_TOPOLOGY: topologyFile,
    ...(PCHAT_WORKFLOW_BUNDLE === undefined ? {} : { PCHAT_WORKFLOW_BUNDLE }),
  };
}

/** A host worker of one data centre of the lab, as its administrator would configure it. */
export function hostWorker(
  lab: Lab,
  side: DataCentreSide,
  roles: readonly WorkerRole[],
  targets: WorkerTargets,
): WorkerSpecification {
  const { name } = dataCentreOf(lab.pool, side);
  return {
    name: hostWorkerName(name, roles),
    entry: entryOf('host', targets),
    side,
    env: {
      ...commonEnvironment(targets),
      PCHAT_DATA_CENTRE: name,
      PCHAT_ROLES: roles.join(','),
      PCHAT_SQL_USER: labLogins.worker.user,
      PCHAT_SQL_PASSWORD: labLogins.worker.password,
      PCHAT_SQL_TRUST_CERTIFICATE: 'true',
      PCHAT_POWERSHELL: standIn,
      PCHAT_LAB_URL: lab.controlUrl,
      PCHAT_LAB_HOST: `worker.${name}`,
      PCHAT_SHELL_ENVIRONMENT: 'PCHAT_LAB_URL,PCHAT_LAB_HOST',
      PCHAT_PATH_MAP: JSON.stringify(lab.estate.files.mapped),
    },
  };
}

/** The pool as clients on this machine reach it now. */
export function withPorts(pool: Pool, lab: Lab): Pool {
  const reached = (store: Store | undefined): Store | undefined => {
    if (store === undefined) return undefined;
    const instance = lab.estate.find(
      store.instance === undefined ? store.server : `${store.server}\\${store.instance}`,
    );
    return { ...store, address: '127.0.0.1', port: instance?.port ?? store.port };
  };
  const all = (stores: Stores): Stores =>
    Object.fromEntries(Object.entries(stores).map(([role, store]) => [role, reached(store)])) as Stores;
  return { ...pool, mgc: all(pool.mgc), ...(pool.mgccomp === undefined ? {} : { mgccomp: all(pool.mgccomp) }) };
}
