/** Kills the host worker that has the step in hand, at a moment of the estate. */
import type { Edge, EstateCall, Moment } from '../../../../lab/rig/faults/moments';
import type { Run } from '../run';
import { until } from '../../../../lab/rig/testing/until';
import type { KillableStack } from './killable-stack';

/** PENDING_ACTIVITY_STATE_STARTED and _CANCEL_REQUESTED of Temporal's API: in the hands of a worker. */
const isInHand = ({ state }: { state?: unknown }): boolean => state === 2 || state === 3;

export const edges: readonly Edge[] = ['before', 'after'];

export class Killer {
  readonly #disarm: (() => void)[] = [];

  constructor(
    private readonly stack: KillableStack,
    private readonly run: Run,
  ) {}

  /** Kills at every call of that moment that `isMeant`. */
  at(moment: Moment, isMeant: (call: EstateCall) => boolean | Promise<boolean>): void {
    const act = async (call: EstateCall): Promise<void> => {
      if (await isMeant(call)) await this.now();
    };
    this.#disarm.push(this.stack.lab.moments.when(moment, act, { times: Infinity }));
  }

  /** Name of the activity that is in the hands of a worker; `undefined` where none is. */
  async inHand(): Promise<string | undefined> {
    const [activity] = await this.#activities();
    return activity?.activityType?.name ?? undefined;
  }

  /** SIGKILL to whoever works on the run; another worker of the data centre takes over. */
  async now(): Promise<void> {
    const { workers } = this.stack;
    let victims: string[] = [];
    await until('a worker has the step in hand', async () => {
      const identities = (await this.#activities()).map((activity) => activity.lastWorkerIdentity);
      victims = workers.names.filter((name) =>
        identities.some((id) => id?.endsWith(`#${String(workers.pidOf(name))}`)),
      );
      return victims.length > 0;
    });
    await Promise.all(victims.map((name) => workers.kill(name)));
  }

  rest(): void {
    for (const disarm of this.#disarm.splice(0)) disarm();
  }

  async #activities() {
    const { raw } = await this.run.handle.describe();
    return (raw.pendingActivities ?? []).filter(isInHand);
  }
}
