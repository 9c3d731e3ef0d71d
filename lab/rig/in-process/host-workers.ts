/** The host workers of one estate, with the real adapters; they go and come with their data centre. */
import path from 'node:path';
import { Worker, type NativeConnection } from '@temporalio/worker';
import { createAgentJobs } from '../../../activities/adapters/agent-job';
import { createManagementShell } from '../../../activities/adapters/management-shell';
import { createShare } from '../../../activities/adapters/share';
import { toShareError } from '../../../activities/adapters/share-error';
import { createSqlServer, type SqlServerOptions } from '../../../activities/adapters/sql-server';
import { createHostActivities } from '../../../activities/host';
import { headerMemory } from '../../../activities/looks/headers';
import { statementTimeout } from '../../../activities/scope';
import {
  dataCentreOf,
  hostQueue,
  hostQueues,
  type DataCentreSide,
  type Pool,
  type WorkerRole,
} from '../../../domain/topology/pool';
import type { Bystander, Lab } from '../lab';
import { ActivityFaults } from './activity-faults';
import type { ControlPlane } from './control-plane';
import { heardShare, type FileOperation } from './heard-share';

const project = path.resolve(__dirname, '../../..');
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined };
const roles: readonly WorkerRole[] = ['sql', 'lync'];

/** The worker of a data centre runs on the host of its store. */
const hostOf = ({ mgc }: Pool, side: DataCentreSide): string => mgc[side === 'primary' ? 'primary' : 'backup'].server;

type Ending = () => Promise<void>;

export class HostWorkers implements Bystander {
  /** Strikes activities of both data centres. */
  readonly faults = new ActivityFaults();
  /** Called with every file operation of the workers that has taken effect; what it throws is what they get of it. */
  afterFiles: ((operation: FileOperation) => void) | undefined;
  readonly #running = new Map<DataCentreSide, Promise<Ending>>();

  constructor(
    private readonly lab: Lab,
    private readonly plane: ControlPlane,
    private readonly credentials: SqlServerOptions['credentials'],
    /** The way to Temporal; default: that of the plane. */
    private readonly connectionOf: (side: DataCentreSide) => NativeConnection = () => plane.connection,
  ) {}

  /** Resolves when the workers of both data centres poll. */
  async start(): Promise<void> {
    this.rebuild('primary');
    this.rebuild('secondary');
    await this.started();
  }

  /** Resolves when all that were rebuilt poll. */
  async started(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  rebuild(side: DataCentreSide): void {
    if (!this.#running.has(side)) this.#running.set(side, this.#begin(side));
  }

  async lose(side: DataCentreSide): Promise<void> {
    const running = this.#running.get(side);
    this.#running.delete(side);
    if (running !== undefined) await (await running)();
  }

  async close(): Promise<void> {
    await Promise.all([this.lose('primary'), this.lose('secondary')]);
  }

  async #begin(side: DataCentreSide): Promise<Ending> {
    const { lab, plane } = this;
    const { name } = dataCentreOf(lab.pool, side);
    const { topology } = plane;
    const sql = createSqlServer({
      credentials: this.credentials,
      applicationName: 'persistent-chat-dr',
      timeoutMs: (store) => statementTimeout(topology, store),
      log: silent,
      encrypt: false,
    });
    const shell = createManagementShell({
      executable: path.join(project, 'lab/rig/management-shell/stand-in.cjs'),
      modulePath: path.join(project, 'scripts/powershell/PersistentChatBridge.psm1'),
      lyncModules: ['SkypeForBusiness', 'Lync'],
      environment: { PCHAT_LAB_URL: lab.controlUrl, PCHAT_LAB_HOST: `worker.${name}` },
      startTimeoutMs: 120_000,
      log: silent,
    });
    const activities = createHostActivities({
      topology,
      host: `worker.${name}`,
      sql,
      jobs: createAgentJobs(sql),
      share: heardShare(createShare(lab.estate.files.mapped), {
        before: (file) => {
          if (lab.estate.faults.denies(file, { side, host: hostOf(lab.pool, side), account: 'worker' }))
            throw toShareError(Object.assign(new Error('permission denied'), { code: 'EACCES' }), file);
        },
        after: (operation) => this.afterFiles?.(operation),
      }),
      shell,
      headers: headerMemory(),
    });
    const workers = await Promise.all(
      roles.flatMap((role) =>
        hostQueues.map((what) =>
          Worker.create({
            connection: this.connectionOf(side),
            namespace: plane.namespace,
            taskQueue: hostQueue(name, role, what),
            activities: { ...activities[role] },
            interceptors: { activity: [this.faults.interceptors] },
            identity: `host:${name}/${role}`,
            maxConcurrentActivityTaskExecutions: 40,
            maxHeartbeatThrottleInterval: '1s',
            shutdownGraceTime: 0,
            shutdownForceTime: '10s',
          }),
        ),
      ),
    );
    const ended = Promise.all(workers.map((worker) => worker.run()));
    return async () => {
      for (const worker of workers) worker.shutdown();
      await ended;
      await shell.dispose();
      await sql.close();
    };
  }
}
