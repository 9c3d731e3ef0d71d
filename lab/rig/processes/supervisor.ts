/**
 * The workers of a lab as processes of their own, kept alive as a service manager would: a worker that dies is started
 * again, unless its data centre is lost.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { DataCentreSide, WorkerRole } from '../../../domain/topology/pool';
import { startChild, type Child } from './child';

export interface WorkerSpecification {
  readonly name: string;
  readonly entry: string;
  readonly side: DataCentreSide | 'elsewhere';
  readonly env: NodeJS.ProcessEnv;
}

interface Supervised {
  readonly specification: WorkerSpecification;
  child: Child | undefined;
  wanted: boolean;
  starts: number;
}

export class Supervisor {
  private readonly workers = new Map<string, Supervised>();
  private closing = false;

  constructor(
    private readonly logFolder: string,
    /** Milliseconds until a dead worker is started again. */
    private readonly restartAfter = 300,
  ) {
    mkdirSync(logFolder, { recursive: true });
  }

  start(specification: WorkerSpecification): void {
    const worker: Supervised = { specification, child: undefined, wanted: true, starts: 0 };
    this.workers.set(specification.name, worker);
    this.launch(worker);
  }

  /** Pid of a living worker. */
  pidOf(name: string): number | undefined {
    return this.workers.get(name)?.child?.pid;
  }

  get names(): string[] {
    return [...this.workers.keys()];
  }

  /** Starts another process just like a worker: a second host with the same roles in the same data centre. */
  startSecond(name: string, nameOfSecond: string): void {
    const worker = this.workers.get(name);
    if (worker === undefined) throw new Error(`There is no worker "${name}"; there are: ${this.names.join(', ')}.`);
    this.start({ ...worker.specification, name: nameOfSecond });
  }

  /** SIGKILL; the worker is started again after a moment. Resolves when the process is gone. */
  async kill(name: string): Promise<void> {
    const child = this.workers.get(name)?.child;
    child?.kill('SIGKILL');
    await child?.exited;
  }

  /** SIGKILL, and nobody starts the worker again: its host is gone. */
  async loseHost(name: string): Promise<void> {
    const worker = this.workers.get(name);
    if (worker !== undefined) worker.wanted = false;
    await this.kill(name);
  }

  /** A lost data centre takes its workers with it, and they stay away. */
  async lose(side: DataCentreSide): Promise<void> {
    await Promise.all(
      this.at(side).map(async (worker) => {
        worker.wanted = false;
        worker.child?.kill('SIGKILL');
        await worker.child?.exited;
      }),
    );
  }

  /** SIGKILL to every worker of a data centre; each is started again after a moment. @returns the pids there were. */
  async killAt(side: DataCentreSide): Promise<readonly number[]> {
    const children = this.at(side).flatMap(({ child }) => child ?? []);
    for (const child of children) child.kill('SIGKILL');
    await Promise.all(children.map(({ exited }) => exited));
    return children.map(({ pid }) => pid);
  }

  rebuild(side: DataCentreSide): void {
    for (const worker of this.at(side)) {
      if (worker.wanted) continue;
      worker.wanted = true;
      this.launch(worker);
    }
  }

  async close(): Promise<void> {
    this.closing = true;
    await Promise.all(
      [...this.workers.values()].map(async ({ child }) => {
        child?.kill('SIGTERM');
        const deadline = setTimeout(() => child?.kill('SIGKILL'), 3000);
        await child?.exited;
        clearTimeout(deadline);
      }),
    );
  }

  private at(side: DataCentreSide): Supervised[] {
    return [...this.workers.values()].filter(({ specification }) => specification.side === side);
  }

  private launch(worker: Supervised): void {
    if (this.closing || !worker.wanted) return;
    const { name, entry, env } = worker.specification;
    worker.starts += 1;
    const child = startChild({ name, entry, env, logFile: path.join(this.logFolder, `${name}.log`) });
    worker.child = child;
    void child.exited.then(() => {
      if (worker.child === child) worker.child = undefined;
      if (!this.closing) setTimeout(() => this.launch(worker), this.restartAfter).unref();
    });
  }
}

export const hostWorkerName = (dataCentre: string, roles: readonly WorkerRole[]): string =>
  `host-${dataCentre}-${roles.join('-')}`;
