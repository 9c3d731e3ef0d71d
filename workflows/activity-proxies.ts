/** Activities by where they run and how long they may last; a data centre and role is a task queue. */
import { ActivityCancellationType, proxyActivities, type ActivityOptions } from '@temporalio/workflow';
import type { LyncActivities, OrchestratorActivities, SqlActivities } from '../activities/signatures';
import type { Step } from '../domain/steps';
import {
  dataCentreOf,
  hostQueue,
  workflowQueue,
  type DataCentreSide,
  type Pool,
  type WorkerRole,
} from '../domain/topology/pool';

type Of<Role extends WorkerRole> = Role extends 'sql' ? SqlActivities : LyncActivities;

/** The topology and the plan: quick, on the orchestrator's own queue. */
export const orchestrator = proxyActivities<OrchestratorActivities>({
  taskQueue: workflowQueue,
  startToCloseTimeout: '1 minute',
  retry: { maximumInterval: '10 seconds', maximumAttempts: 5 },
});

export interface Hosts {
  /** A look: one attempt decides, and a worker that is not there is a fact. */
  look<Role extends WorkerRole>(side: DataCentreSide, role: Role): Of<Role>;
  /** T-SQL, share and copy folder of a step, on a host of the side that the catalogue names, or of another. */
  sql(step: Step, side?: DataCentreSide): SqlActivities;
  /** Cmdlets of a step. Any host with the management shell reaches the central store; the surviving data centre has one. */
  shell(step: Step): LyncActivities;
}

export function hostsOf(pool: Pool): Hosts {
  const { timing } = pool;
  const on = <Role extends WorkerRole>(side: DataCentreSide, role: Role, options: ActivityOptions): Of<Role> =>
    proxyActivities({
      taskQueue: hostQueue(dataCentreOf(pool, side).name, role),
      ...options,
    }) as unknown as Of<Role>;
  /** Watched through heartbeats, waits for a host that reboots, tries again before a person is asked. */
  const watched = <Role extends WorkerRole>({ hours, title }: Step, side: DataCentreSide, role: Role): Of<Role> =>
    on(side, role, {
      // One that stays away is for a person to know.
      scheduleToStartTimeout: '30 minutes',
      startToCloseTimeout: hours * 3_600_000,
      heartbeatTimeout: timing.heartbeat * 1000,
      // An undo must not overtake the act that it undoes.
      cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
      retry: {
        initialInterval: '1 second',
        backoffCoefficient: 2,
        maximumInterval: '30 seconds',
        maximumAttempts: timing.tries,
      },
      summary: title,
    });
  return {
    look: (side, role) =>
      on(side, role, {
        scheduleToStartTimeout: timing.workerAnswersWithin * 1000,
        startToCloseTimeout: timing.cmdlet * 1000,
        heartbeatTimeout: timing.heartbeat * 1000,
        retry: { maximumAttempts: 2 },
        summary: 'look',
      }),
    sql: (step, side = step.side) => watched(step, side, 'sql'),
    shell: (step) => watched(step, 'secondary', 'lync'),
  };
}
