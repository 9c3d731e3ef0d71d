/** What operators decide: queries and updates with their validators, answers that a run waits for, and the abort. */
import { CancellationScope, condition, setHandler } from '@temporalio/workflow';
import {
  consentProblems,
  decisionProblems,
  type Decision,
  type PlanConsent,
  type StepDecision,
} from '../domain/run/decision';
import { refusalOf, type OperatorUpdate, type Phase } from '../domain/run/phase';
import * as messages from './messages';
import { refuseUpdate } from './refusals';
import type { Shown } from './shown';

/** An operator ended the run before the point of no return. */
export class Aborted extends Error {}

/** An operator ended the run where nothing else helps: everything stays as it stands. */
export class Abandoned extends Error {}

type Answer = 'retryStep' | 'skipStep';

export class Operator {
  private answer: Answer | undefined;
  private isAborted = false;
  private isAbandoned = false;
  private running: CancellationScope | undefined;
  /** Whether the last answer was to go on with the topology file as it is now. */
  acceptsTopology = false;

  constructor(private readonly shown: Shown) {}

  /** Registers every query and update; called before the first await, so that none is lost. */
  listen(): void {
    const { shown } = this;
    setHandler(messages.progress, () => shown.progress(), {
      description: 'Where the run stands, and what it waits for',
    });
    setHandler(messages.plan, () => shown.plan, { description: 'Each step with its exact T-SQL and cmdlets' });
    setHandler(messages.report, () => shown.report(), { description: 'What the run did, decided and found' });
    this.takeConsent(
      'approve',
      'Approved',
      'Agree to the plan. Type: {"by":"your name","reason":"why","plan":"hash of the plan"}',
    );
    this.takeConsent(
      'acceptDataLoss',
      'Loss accepted',
      'Agree to lose what the plan says may be lost. Type: {"by":"your name","reason":"why","plan":"hash of the plan"}',
    );
    this.takeConsent(
      'abort',
      'Aborting',
      'Undo every step and end, before the point of no return. Type: {"by":"your name","reason":"why"}',
    );
    this.takeConsent(
      'abandon',
      'Abandoned',
      'End with everything left as it stands, where nothing else helps. Type: {"by":"your name","reason":"why"}',
    );
    this.takeDecision(
      'retryStep',
      'Retrying',
      'Try the failed step again. Type: {"step":"id","by":"your name","reason":"why"}',
    );
    this.takeDecision(
      'skipStep',
      'Skipping',
      'Leave the failed step out, where the plan allows it. Type: {"step":"id","by":"your name","reason":"why"}',
    );
  }

  decide(
    update: OperatorUpdate,
    decision: Decision & Partial<StepDecision> & { readonly plan?: string | undefined },
  ): void {
    this.shown.record(update, decision);
    if (update === 'abort') this.isAborted = true;
    if (update === 'abandon') this.isAbandoned = true;
    if (this.isAborted || this.isAbandoned) this.running?.cancel();
    if (update === 'retryStep' || update === 'skipStep') this.answer = update;
    this.acceptsTopology = update === 'retryStep' && decision.acceptTopology === true;
    this.shown.show();
  }

  /** Waits until `settled`. @throws Aborted, Abandoned when the run is ended first. */
  async waitFor(phase: Phase, sentence: () => string, settled: () => boolean): Promise<void> {
    this.shown.enter(phase, sentence);
    await condition(() => settled() || this.isAborted);
    this.refuseIfAborted();
  }

  /** Waits for an answer about a failed step. @throws Abandoned; Aborted where the phase can still be aborted. */
  async askAbout(id: string, reason: string, phase: Phase): Promise<Answer> {
    const { shown } = this;
    shown.failedStep = id;
    this.answer = undefined;
    shown.enter(phase, () => `Step "${id}" (${shown.titleOf(id)}) failed: ${reason}`);
    await condition(() => this.answer !== undefined || this.isAbandoned || (phase === 'step failed' && this.isAborted));
    shown.failedStep = undefined;
    if (this.isAbandoned) throw new Abandoned();
    const answer = this.answer as Answer | undefined;
    this.answer = undefined;
    if (answer === undefined) throw new Aborted();
    return answer;
  }

  /** Runs an act so that `abort` or `abandon` ends it within seconds, instead of after hours. */
  abortable<Result>(act: () => Promise<Result>): Promise<Result> {
    // Cancelling one that is over does nothing.
    this.running = new CancellationScope();
    return this.running.run(act);
  }

  /** @throws Abandoned; Aborted, unless the run only moves forward by now. */
  refuseIfAborted(): void {
    if (this.isAbandoned) throw new Abandoned();
    if (this.isAborted && this.shown.phase !== 'forward') throw new Aborted();
  }

  private takeConsent(
    update: 'approve' | 'acceptDataLoss' | 'abort' | 'abandon',
    does: string,
    description: string,
  ): void {
    setHandler(
      messages[update],
      (payload: PlanConsent) => {
        this.decide(update, payload);
        return `${does}, ${payload.by}.`;
      },
      {
        description,
        validator: (payload) => {
          this.refuseInPhase(update);
          const [problem] = consentProblems(payload);
          if (problem !== undefined) refuseUpdate(problem);
          this.refuseStale(update, payload as PlanConsent);
        },
      },
    );
  }

  private takeDecision(update: Answer, does: string, description: string): void {
    setHandler(
      messages[update],
      (payload: StepDecision) => {
        this.decide(update, payload);
        return `${does} "${payload.step}", ${payload.by}.`;
      },
      {
        description,
        validator: (payload: unknown) => {
          const [problem] = decisionProblems(payload);
          if (problem !== undefined) {
            this.refuseInPhase(update);
            refuseUpdate(problem);
          }
          const { step } = payload as StepDecision;
          this.refuseSecondAnswer(step);
          this.refuseInPhase(update);
          const refusal = this.refusalOfStep(update, step);
          if (refusal !== undefined) refuseUpdate(refusal);
        },
      },
    );
  }

  private refuseInPhase(update: OperatorUpdate): void {
    const refusal =
      this.refusalOfSecond(update) ?? refusalOf(update, this.shown.phase) ?? this.refusalInTheMiddle(update);
    if (refusal !== undefined) refuseUpdate(refusal);
  }

  private refuseStale(update: OperatorUpdate, { plan }: PlanConsent): void {
    const hash = this.shown.plan?.hash;
    if (update !== 'abort' && update !== 'abandon' && plan === undefined)
      refuseUpdate(`Name the plan that you read: add "plan":"${hash ?? ''}".`);
    if (plan !== undefined && plan !== hash)
      refuseUpdate(
        `The plan "${plan}" is stale; it is now "${hash ?? 'not written yet'}". Read it (query "plan") and decide again.`,
      );
  }

  /** A consent in the middle is for `approve` alone. */
  private refusalInTheMiddle(update: OperatorUpdate): string | undefined {
    const { consentAsked } = this.shown;
    return update === 'acceptDataLoss' && consentAsked !== undefined
      ? `"acceptDataLoss" cannot be taken now: the run waits for approve of "${consentAsked}".`
      : undefined;
  }

  /** Why a second decision comes too late: two people may decide at once, and only the first answer counts. */
  private refusalOfSecond(update: OperatorUpdate): string | undefined {
    const { decisions, phase, plan, consentAsked } = this.shown;
    const abandon = decisions.find((decision) => decision.update === 'abandon');
    if (abandon !== undefined) return `${abandon.by} has abandoned this run already; nothing else is taken.`;
    const abort = decisions.find((decision) => decision.update === 'abort');
    if (abort !== undefined && phase !== 'needs a person')
      return `${abort.by} has aborted this run already; nothing else is taken until it is undone.`;
    const same = decisions.find(
      (decision) => decision.update === update && decision.plan === plan?.hash && decision.step === consentAsked,
    );
    return same !== undefined && (update === 'approve' || update === 'acceptDataLoss')
      ? `${same.by} has sent ${update} for plan ${plan?.hash ?? ''} already; it counts.`
      : undefined;
  }

  /** A second answer about a step comes too late: the run has the first one, or acts on it by now. */
  private refuseSecondAnswer(step: string): void {
    const first = this.shown.decisions.at(-1);
    const isAnswered = this.answer !== undefined || this.shown.failedStep === undefined;
    if (isAnswered && first?.step === step && (first.update === 'retryStep' || first.update === 'skipStep'))
      refuseUpdate(`${first.by} has sent ${first.update} for "${step}" already; the run acts on that.`);
  }

  /** Why `step` cannot be retried or skipped now, or `undefined` when it can. */
  private refusalOfStep(update: Answer, step: string): string | undefined {
    const { failedStep, phase } = this.shown;
    if (failedStep === undefined) return 'No step has failed, so there is nothing to decide.';
    if (step !== failedStep) return `The step that waits is "${failedStep}", not "${step}".`;
    if (update === 'retryStep' || phase === 'needs a person') return undefined;
    const refusal = this.shown.refusalToSkip(step);
    return refusal === undefined
      ? undefined
      : `${refusal} Send retryStep when its reason is removed${phase === 'step failed' ? ', or abort' : ''}.`;
  }
}
