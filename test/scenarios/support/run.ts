/** One run of a procedure, as a test or an operator follows and steers it. */
import { defaultPayloadConverter } from '@temporalio/common';
import type { Client, WorkflowHandle } from '@temporalio/client';
import type { OperatorUpdate, Phase } from '../../../domain/run/phase';
import type { Plan } from '../../../domain/run/plan';
import type { Progress } from '../../../domain/run/progress';
import type { Report } from '../../../domain/run/report';
import * as messages from '../../../workflows/messages';
import { until } from '../../../lab/rig/testing/until';

export const operator = { by: 'Ada Test', reason: 'a test' } as const;

export type ProcedureHandle = WorkflowHandle<(input: unknown) => Promise<Report>>;

export class Run {
  constructor(
    readonly client: Client,
    readonly handle: ProcedureHandle,
    /** Looks at the estate once the run is over. */
    private readonly whenOver: (report: Report) => Promise<void> = () => Promise.resolve(),
  ) {}

  progress(): Promise<Progress> {
    return this.handle.query(messages.progress);
  }

  /** `undefined` until the diagnosis is done. */
  plan(): Promise<Plan | undefined> {
    return this.handle.query(messages.plan);
  }

  report(): Promise<Report> {
    return this.handle.query(messages.report);
  }

  /** The report at the end. @throws the deepest sentence of a run that failed. */
  async result(): Promise<Report> {
    const report = await this.handle.result().catch((failure: unknown) => {
      throw new Error(sentenceOf(failure));
    });
    await this.whenOver(report);
    return report;
  }

  /** The sentence that a failed run ends with. */
  async refusal(): Promise<string> {
    return this.handle.result().then(
      (report) =>
        Promise.reject(new Error(`The run ended ${report.result ?? 'without a result'}; a refusal was expected.`)),
      (failure: unknown) => sentenceOf(failure),
    );
  }

  /** Resolves once the run is in the phase (or in one of them). @throws when it ends first. */
  async waitForPhase(...phases: readonly Phase[]): Promise<Progress> {
    return this.#reaches(`the phase ${phases.join(' or ')}`, ({ phase }) => phases.includes(phase));
  }

  /** Resolves once the step has begun (or is done already). @throws when the run ends first. */
  async waitForStep(id: string, status: 'running' | 'done' = 'running'): Promise<Progress> {
    return this.#reaches(`the step ${id} ${status}`, ({ steps }) =>
      steps.some((step) => step.id === id && (step.status === status || step.status === 'done')),
    );
  }

  async #reaches(what: string, there: (progress: Progress) => boolean): Promise<Progress> {
    let last: Progress | undefined;
    let asked = 0;
    const holds = async (): Promise<boolean> => {
      // Asked in this order, a run that ends meanwhile is seen as it ended.
      const { status, historyLength } = await this.handle.describe();
      // A query is dear, and its answer the same until the history has grown.
      if (historyLength === asked) return false;
      asked = historyLength;
      last = await this.progress();
      if ((last.phase === 'ended' || status.name !== 'RUNNING') && !there(last)) {
        throw new Error(`The run is over before it reached ${what}: ${await this.refusal()}`);
      }
      return there(last);
    };
    await until(what, holds, { lookEveryMs: 250 });
    return last!;
  }

  /** Sends an update as typed. @returns the answer. @throws the refusal's sentence. */
  async send(update: OperatorUpdate, payload: unknown): Promise<string> {
    return this.handle
      .executeUpdate<string, [unknown]>(update, { args: [payload] })
      .catch((failure: unknown) => Promise.reject(new Error(sentenceOf(failure))));
  }

  /** Gives every consent that the run waits for, for the plan that it shows. */
  async consent(): Promise<void> {
    const { mayType } = await this.waitForPhase('awaiting consent');
    const plan = await this.plan();
    for (const { update } of mayType) {
      if (update === 'abort') continue;
      await this.send(update, { ...operator, plan: plan?.hash });
    }
  }

  async history(): Promise<{ events: number; bytes: number }> {
    const { historyLength, historySize } = await this.handle.describe();
    return { events: historyLength, bytes: historySize ?? 0 };
  }

  /** What the running activity said last; heartbeats stand in the description only. */
  async latestBeat(): Promise<{ percent?: number; says?: string } | undefined> {
    const { raw } = await this.handle.describe();
    const payload = raw.pendingActivities
      ?.map(({ heartbeatDetails }) => heartbeatDetails?.payloads?.[0])
      .find((found) => found != null);
    return payload == null ? undefined : defaultPayloadConverter.fromPayload(payload);
  }
}

/** The deepest message: what the run itself says. */
export function sentenceOf(failure: unknown): string {
  if (!(failure instanceof Error)) return String(failure);
  return failure.cause === undefined ? failure.message : sentenceOf(failure.cause);
}
