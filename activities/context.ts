/** What one attempt of an operation works with: the pool that its run is about, the adapters, and the ways to be heard and stopped. */
import type { Pool, Topology } from '../domain/topology/pool';
import type { AgentJobs } from './adapters/agent-job';
import type { ManagementShell } from './adapters/management-shell';
import type { Share } from './adapters/share';
import type { SqlServer } from './adapters/sql-server';
import { attempt, type Attempt } from './attempt';
import { poolOf, type Scope } from './scope';
import type { HeaderMemory } from './looks/headers';

/** Everything that a host worker has, whatever its roles. */
export interface Tools {
  readonly topology: Topology;
  /** Name of this host, as people know it. */
  readonly host: string;
  readonly sql: SqlServer;
  readonly jobs: AgentJobs;
  readonly share: Share;
  readonly shell: ManagementShell;
  readonly headers: HeaderMemory;
}

export interface Context extends Attempt {
  readonly pool: Pool;
  /** Names jobs and files of this run: letters and digits. */
  readonly token: string;
  readonly tools: Tools;
}

/** Runs `body` as one attempt for the pool of `scope`. @throws ApplicationFailure, or CancelledFailure. */
export const within = <Result>(
  tools: Tools,
  scope: Scope,
  body: (context: Context) => Promise<Result>,
): Promise<Result> =>
  attempt(({ signal, beat }) => body({ pool: poolOf(tools.topology, scope), token: scope.token, tools, signal, beat }));
