/** Activities by where they run and how long they may last; a data centre and role is a task queue. */
import { ActivityCancellationType, isCancellation, proxyActivities } from '@temporalio/workflow';
import type { LyncLooks, SqlLooks } from '../activities/host';
import type { OrchestratorActivities, RunDescription } from '../activities/orchestrator';
import type { Scope } from '../activities/scope';
import type { OperationKind, OperationValue } from '../domain/run/runbook';
import { nobodyTookIt } from './failure-sentence';
import {
  dataCentreOf,
  hostQueue,
  type HostQueue,
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

/** Of a look, to workers that poll and do not take it. */
const moreOffers = 3;

const queueOf = (kind: OperationKind): HostQueue => (kind === 'look' ? 'looks' : 'acts');

/** Seconds: what nobody takes is said within a minute. */
const longestOffer = 45;

const otherSide = { primary: 'secondary', secondary: 'primary' } as const satisfies Record<
  DataCentreSide,
  DataCentreSide
>;

export class Hosts {
  /** Whose management shell is offered the next cmdlet, once nobody took one where the plan has it. */
  private shellIn: DataCentreSide | undefined;

  constructor(
    private pool: Pool,
    public scope: Scope,
  ) {}

  /** Goes on with the topology as it is described now. */
  adopt({ pool, fingerprint }: Pick<RunDescription, 'pool' | 'fingerprint'>): void {
    this.pool = pool;
    this.scope = { ...this.scope, topology: fingerprint };
  }

  /** A look of the diagnosis: a worker that is not there is a fact at once; hosts that die while they look have another try. */
  look(side: DataCentreSide, role: 'sql', summary: string): SqlLooks;
  look(side: DataCentreSide, role: 'lync', summary: string): LyncLooks;
  look(side: DataCentreSide, role: WorkerRole, summary: string): unknown {
    const { timing } = this.pool;
    return proxyActivities({
      taskQueue: this.queue(side, role, 'looks'),
      scheduleToStartTimeout: timing.workerAnswersWithin * 1000,
      startToCloseTimeout: timing.cmdlet * 1000,
      heartbeatTimeout: timing.heartbeat * 1000,
      retry: { maximumAttempts: 3 },
      summary,
    });
  }

  /** A look that nobody takes is offered again, as long as a worker is seen to ask for work: only then "no worker" is believed. */
  async patiently<Facts>(side: DataCentreSide, role: WorkerRole, look: () => Promise<Facts>): Promise<Facts> {
    for (let left = moreOffers; ; left -= 1) {
      try {
        return await look();
      } catch (failure) {
        if (
          !nobodyTookIt(failure) ||
          left === 0 ||
          !(await this.isLate(side, role, 'looks', this.pool.timing.workerAnswersWithin))
        )
          throw failure;
      }
    }
  }

  /**
   * One operation of a step: watched through heartbeats, tried again before a person is asked. While no worker takes it, it
   * is offered anew, and `untaken` is told each time; that may throw, to wait no longer. Any management shell reaches the
   * central store, so what needs one is offered to the other data centre in turn.
   */
  async perform(
    operation: OperationValue,
    input: object,
    summary: string,
    untaken: (says: string, seconds: number) => void,
  ): Promise<unknown> {
    const since = Date.now();
    for (;;) {
      try {
        return await this.offer(operation, input, summary, this.sideFor(operation));
      } catch (failure) {
        if (!nobodyTookIt(failure)) throw failure;
        const seconds = Math.round((Date.now() - since) / 1000);
        const { role, kind } = operation;
        const here = this.sideFor(operation);
        const isLate = await this.isLate(here, role, queueOf(kind), this.offeredFor(role));
        const isAsked = role !== 'lync' || here !== operation.side;
        if (role === 'lync') this.shellIn = otherSide[here];
        // A management shell of either data centre will do: both are asked before anything is said.
        if (!isAsked && !isLate) continue;
        untaken(isLate ? this.lateSays(operation, here, seconds) : this.untakenSays(operation, seconds), seconds);
      }
    }
  }

  private sideFor({ role, side }: OperationValue): DataCentreSide {
    return role === 'lync' ? (this.shellIn ?? side) : side;
  }

  private untakenSays({ side, role }: OperationValue, seconds: number): string {
    const { name } = dataCentreOf(this.pool, side);
    return role === 'lync'
      ? `No worker with the role lync, in ${name} or in ${dataCentreOf(this.pool, otherSide[side]).name}, has taken it for ${String(seconds)} s; start one.`
      : `No worker of ${name} with the role ${role} has taken it for ${String(seconds)} s; start one there.`;
  }

  private lateSays({ role }: OperationValue, side: DataCentreSide, seconds: number): string {
    const { name } = dataCentreOf(this.pool, side);
    return `A worker of ${name} with the role ${role} asks for work, and has not taken it for ${String(seconds)} s: it is late, not dead; another one there would help.`;
  }

  private offer(
    { name, role, kind }: OperationValue,
    input: object,
    summary: string,
    side: DataCentreSide,
  ): Promise<unknown> {
    const { timing } = this.pool;
    const activities = proxyActivities<Record<string, (input: object) => Promise<unknown>>>({
      taskQueue: this.queue(side, role, queueOf(kind)),
      scheduleToStartTimeout: this.offeredFor(role) * 1000,
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

  private queue(side: DataCentreSide, role: WorkerRole, what: HostQueue): string {
    return hostQueue(dataCentreOf(this.pool, side).name, role, what);
  }

  /** Seconds: two management shells are asked in the time of one worker. */
  private offeredFor(role: WorkerRole): number {
    return Math.min(this.pool.timing.workerAnswersWithin, role === 'lync' ? longestOffer / 2 : longestOffer);
  }

  /** Whether Temporal has seen a worker ask for work there in the seconds in which it was offered: then it is late, not dead. */
  private async isLate(side: DataCentreSide, role: WorkerRole, what: HostQueue, offeredFor: number): Promise<boolean> {
    const since = Date.now() - offeredFor * 1000;
    try {
      const last = await orchestrator.lastPolled({ taskQueue: this.queue(side, role, what) });
      return last !== null && Date.parse(last) > since;
    } catch (failure) {
      if (isCancellation(failure)) throw failure;
      return false;
    }
  }
}
