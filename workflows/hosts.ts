/** Activities by where they run and how long they may last; a data centre and role is a task queue. */
import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { LyncLooks, SqlLooks } from '../activities/host';
import type { OrchestratorActivities } from '../activities/orchestrator';
import type { Scope } from '../activities/scope';
import type { OperationKind, OperationValue } from '../domain/run/runbook';
import {
  dataCentreOf,
  hostQueue,
  workflowQueue,
  type DataCentreSide,
  type Pool,
  type WorkerRole,
} from '../domain/topology/pool';

/** The topology and the plan: quick, on the orchestrator's own queue. */
export const orchestrator = proxyActivities<OrchestratorActivities>({
  taskQueue: workflowQueue,
  startToCloseTimeout: '1 minute',
  retry: { maximumInterval: '10 seconds', maximumAttempts: 5 },
});

/** Whole copies of a database last long, everything else does not. */
const lasts: Readonly<Record<OperationKind, '1 hour' | '24 hours'>> = {
  look: '1 hour',
  act: '1 hour',
  'long act': '24 hours',
};

export class Hosts {
  constructor(
    private readonly pool: Pool,
    readonly scope: Scope,
  ) {}

  /** A look of the diagnosis: a worker that is not there is a fact at once; hosts that die while they look have another try. */
  look(side: DataCentreSide, role: 'sql', summary: string): SqlLooks;
  look(side: DataCentreSide, role: 'lync', summary: string): LyncLooks;
  look(side: DataCentreSide, role: WorkerRole, summary: string): unknown {
    const { timing } = this.pool;
    return proxyActivities({
      taskQueue: this.queue(side, role),
      scheduleToStartTimeout: timing.workerAnswersWithin * 1000,
      startToCloseTimeout: timing.cmdlet * 1000,
      heartbeatTimeout: timing.heartbeat * 1000,
      retry: { maximumAttempts: 3 },
      summary,
    });
  }

  /** One operation of a step: watched through heartbeats, waits for a host that reboots, tries again before a person is asked. */
  perform({ name, side, role, kind }: OperationValue, input: object, summary: string): Promise<unknown> {
    const { timing } = this.pool;
    const activities = proxyActivities<Record<string, (input: object) => Promise<unknown>>>({
      taskQueue: this.queue(side, role),
      // One that stays away is for a person to know.
      scheduleToStartTimeout: '30 minutes',
      startToCloseTimeout: lasts[kind],
      heartbeatTimeout: timing.heartbeat * 1000,
      // An undo must not overtake the act that it undoes; a look may be left alone.
      cancellationType:
        kind === 'look' ? ActivityCancellationType.TRY_CANCEL : ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
      retry: {
        initialInterval: '1 second',
        backoffCoefficient: 2,
        maximumInterval: '30 seconds',
        maximumAttempts: timing.tries,
      },
      summary,
    });
    // A proxy has every name.
    return (activities[name] as (input: object) => Promise<unknown>)({ scope: this.scope, ...input });
  }

  private queue(side: DataCentreSide, role: WorkerRole): string {
    return hostQueue(dataCentreOf(this.pool, side).name, role);
  }
}
