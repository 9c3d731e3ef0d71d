/** Makes activities fail for good, before their effect or after it, whatever they are. */
import { ApplicationFailure } from '@temporalio/common';
import type { ActivityExecuteInput, ActivityInterceptorsFactory } from '@temporalio/worker';
import type { OperationName } from '../../../procedures/contract';
import type { LyncLooks, SqlLooks } from '../../../activities/host';

export type ActivityName = OperationName | keyof SqlLooks | keyof LyncLooks;
export type Moment = 'before its effect' | 'after its effect';

/** What an activity does in the place of its own work; `work` is that, with the input as it came or another one. */
export type Lie = (work: (input?: object) => Promise<unknown>, input: object) => Promise<unknown>;

interface Fault {
  readonly activity: ActivityName;
  readonly moment: Moment;
  /** Calls that pass unharmed before the fault strikes. */
  passing: number;
}

export class ActivityFaults {
  #faults: Fault[] = [];
  readonly #held = new Map<string, Promise<void>>();
  readonly #lies = new Map<string, Lie>();
  #isHasty = false;

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

  /** From now on the activity does this instead, until the faults are cleared: the product, broken on purpose. */
  lie(activity: ActivityName, lie: Lie): void {
    this.#lies.set(activity, lie);
  }

  /** From now on a worker tries an activity that failed again at once, where the Temporal server would let seconds pass. */
  retryAtOnce(): void {
    this.#isHasty = true;
  }

  clear(): void {
    this.#faults = [];
    this.#lies.clear();
    this.#isHasty = false;
  }

  readonly interceptors: ActivityInterceptorsFactory = ({ info }) => ({
    inbound: {
      execute: async (input, next) => {
        const held = this.#held.get(info.activityType);
        this.#held.delete(info.activityType);
        await held;
        const fault = this.#due(info.activityType);
        const lie = this.#lies.get(info.activityType);
        if (lie !== undefined) {
          const [given] = input.args as [object];
          return lie((instead) => next({ ...input, args: [instead ?? given] } satisfies ActivityExecuteInput), given);
        }
        if (fault === undefined) return this.#hastily(() => next(input));
        if (fault.moment === 'after its effect') await next(input);
        throw ApplicationFailure.nonRetryable(`${info.activityType} was made to fail ${fault.moment}.`, 'MadeToFail');
      },
    },
  });

  /** As often as any policy allows. */
  async #hastily(work: () => Promise<unknown>): Promise<unknown> {
    for (let left = 100; ; left -= 1) {
      try {
        return await work();
      } catch (failure) {
        if (!this.#isHasty || left === 0 || !(failure instanceof ApplicationFailure) || failure.nonRetryable === true)
          throw failure;
      }
    }
  }

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
