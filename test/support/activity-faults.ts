/** Makes activities fail for good, before their effect or after it, whatever they are. */
import { ApplicationFailure } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { LyncActivities, SqlActivities } from '../../activities/signatures';

export type ActivityName = keyof SqlActivities | keyof LyncActivities;
export type Moment = 'before its effect' | 'after its effect';

interface Fault {
  readonly activity: ActivityName;
  readonly moment: Moment;
  /** Calls that pass unharmed before the fault strikes. */
  passing: number;
}

export class ActivityFaults {
  #faults: Fault[] = [];
  readonly #held = new Map<string, Promise<void>>();

  /** The next call of the activity (after `passing` others) throws what no retry can help; it strikes once. */
  strike(activity: ActivityName, moment: Moment, passing = 0): void {
    this.#faults.push({ activity, moment, passing });
  }

  /** The next call of the activity waits, whatever its workflow wants of it meanwhile, until it is let go. */
  hold(activity: ActivityName): () => void {
    let letGo: () => void = () => undefined;
    this.#held.set(activity, new Promise((resolve) => (letGo = resolve)));
    return letGo;
  }

  clear(): void {
    this.#faults = [];
  }

  readonly interceptors: ActivityInterceptorsFactory = ({ info }) => ({
    inbound: {
      execute: async (input, next) => {
        const held = this.#held.get(info.activityType);
        this.#held.delete(info.activityType);
        await held;
        const fault = this.#due(info.activityType);
        if (fault === undefined) return next(input);
        if (fault.moment === 'after its effect') await next(input);
        throw ApplicationFailure.nonRetryable(`${info.activityType} was made to fail ${fault.moment}.`, 'MadeToFail');
      },
    },
  });

  #due(activity: string): Fault | undefined {
    const fault = this.#faults.find((candidate) => candidate.activity === activity);
    if (fault === undefined) return undefined;
    if (fault.passing > 0) {
      fault.passing -= 1;
      return undefined;
    }
    this.#faults = this.#faults.filter((candidate) => candidate !== fault);
    return fault;
  }
}
