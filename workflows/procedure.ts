/**
 * The mechanism under both procedures: a step with its undo beside it, the point of no return, operator decisions, and the
 * one place that writes progress, current details and search attributes.
 */
import {
  ApplicationFailure,
  CancellationScope,
  condition,
  isCancellation,
  log,
  setCurrentDetails,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { phaseKey, poolKey, procedureKey, servingDataCentreKey } from './search-attributes';
import { stepOf, type ProcedureName, type StepId } from '../domain/steps';
import { phases, resultOf, type OperatorUpdate, type Phase, type Result } from '../domain/phase';
import { currentDetails, type Progress, type StepProgress } from '../domain/progress';
import type { Plan } from '../domain/plan';
import { dataCentreOf, type DataCentreSide, type Pool } from '../domain/topology';
import type { RecordedDecision, Report } from '../domain/report';
import { sentenceOf } from './failure-sentence';

/** An operator (or a cancellation) ended the run before the point of no return. */
class Aborted extends Error {}

/** What a step says of itself when it is done. */
type Said = string | undefined;

interface Undo {
  readonly id: StepId;
  readonly run: () => Promise<unknown>;
}

/** Nothing to undo; the reason stands in the catalogue, beside the step's title. */
export const nothing: unique symbol = Symbol('nothing to undo');

export class Procedure {
  phase: Phase = 'diagnosing';
  plan: Plan | undefined;
  variant = '';
  readonly decisions: RecordedDecision[] = [];
  readonly notes: string[] = [];
  readonly facts: { newestMessageAt?: string; complianceRowsNotExported?: number } = {};

  private readonly startedAt = now();
  private finishedAt: string | undefined;
  private result: Result | undefined;
  private steps: StepProgress[] = [];
  private undos: Undo[] = [];
  private waitsFor: (() => string) | undefined;
  private failedStep: string | undefined;
  private answer: { update: 'retryStep' | 'skipStep'; step: string } | undefined;
  private abortion: RecordedDecision | undefined;
  private running: CancellationScope | undefined;
  private undone: string[] = [];

  constructor(
    readonly name: ProcedureName,
    readonly pool: string,
  ) {}

  /** The steps that this run will take, in order, from the plan. */
  expect(plan: Plan): void {
    this.plan = plan;
    this.variant = plan.variant;
    this.steps = plan.steps.map(({ id, title }) => ({ id, title, status: 'pending' }));
  }

  enter(phase: Phase, waitsFor?: () => string): void {
    const moved = phase !== this.phase;
    this.phase = phase;
    this.waitsFor = waitsFor;
    if (moved) upsertSearchAttributes([{ key: phaseKey, value: phase }]);
    this.show();
  }

  /** Takes one step before the point of no return. Its undo is remembered first: an act that failed may have taken effect. */
  async step(id: StepId, act: () => Promise<Said>, undo: (() => Promise<unknown>) | typeof nothing): Promise<void> {
    if (undo !== nothing) this.undos.unshift({ id, run: undo });
    await this.perform(id, act, 'step failed');
  }

  /** Forgets the undos: from here the run only moves forward. */
  pointOfNoReturn(): void {
    this.refuseIfAborted();
    this.undos = [];
    this.enter('forward');
  }

  /** Takes one step after the point of no return: it goes on until it succeeds or an operator answers, cancelled or not. */
  async stepForward(id: StepId, act: () => Promise<Said>): Promise<void> {
    await CancellationScope.nonCancellable(() => this.perform(id, act, 'step failed, forward only'));
  }

  /** Waits until `settled`, or throws when the run is aborted or cancelled first. */
  async waitFor(phase: Phase, sentence: () => string, settled: () => boolean): Promise<void> {
    this.enter(phase, sentence);
    await condition(() => settled() || this.abortion !== undefined);
    this.refuseIfAborted();
  }

  /** Runs the procedure from its first step; undoes everything when a step before the point of no return ends it. */
  async run(body: () => Promise<void>): Promise<Report> {
    try {
      await body();
      this.result = resultOf(this.skipped());
    } catch (failure) {
      if (!(failure instanceof Aborted) && !isCancellation(failure)) throw failure;
      await CancellationScope.nonCancellable(() => this.undoAll());
      this.result = 'undone';
      if (isCancellation(failure)) {
        this.end();
        throw failure;
      }
    }
    return this.end();
  }

  decide(update: OperatorUpdate, decision: { by: string; reason: string; plan?: string; step?: string }): void {
    const { by, reason, step } = decision;
    const plan = decision.plan ?? this.planHash;
    const recorded = {
      update,
      by,
      reason,
      at: now(),
      ...(plan === undefined ? {} : { plan }),
      ...(step === undefined ? {} : { step }),
    };
    this.decisions.push(recorded);
    if (update === 'abort') {
      this.abortion = recorded;
      this.running?.cancel();
    }
    if ((update === 'retryStep' || update === 'skipStep') && step !== undefined) this.answer = { update, step };
    this.show();
  }

  /** Why `step` cannot be retried or skipped now, or `undefined` when it can. */
  refusalOfStep(update: 'retryStep' | 'skipStep', step: string): string | undefined {
    if (this.failedStep === undefined) return 'No step has failed, so there is nothing to decide.';
    if (step !== this.failedStep) return `The step that waits is "${this.failedStep}", not "${step}".`;
    if (update === 'skipStep' && this.phase !== 'needs a person' && stepOf(this.name, step)?.skipLeaves === undefined) {
      return `"${step}" cannot be skipped: what follows depends on it. Send retryStep when its reason is removed${
        this.phase === 'step failed' ? ', or abort' : ''
      }.`;
    }
    return undefined;
  }

  /** Makes the run findable by its pool and procedure. */
  announce(): void {
    upsertSearchAttributes([
      { key: poolKey, value: this.pool },
      { key: procedureKey, value: this.name },
    ]);
  }

  /** Where clients are served from now on, as far as anybody can see. */
  serves(side: DataCentreSide | undefined, pool: Pool): void {
    const value = side === undefined ? 'none' : dataCentreOf(pool, side).name;
    upsertSearchAttributes([{ key: servingDataCentreKey, value }]);
  }

  /** Hash of the plan that an approval must name. */
  get planHash(): string | undefined {
    return this.plan?.hash;
  }

  progress(): Progress {
    return {
      procedure: this.name,
      pool: this.pool,
      phase: this.phase,
      ...(this.waitsFor === undefined ? {} : { waitsFor: this.waitsFor() }),
      mayType: this.waitsFor === undefined ? [] : this.whatToType(),
      steps: this.steps,
    };
  }

  report(): Report {
    return {
      procedure: this.name,
      pool: this.pool,
      variant: this.variant,
      phase: this.phase,
      ...(this.result === undefined ? {} : { result: this.result }),
      startedAt: this.startedAt,
      ...(this.finishedAt === undefined ? {} : { finishedAt: this.finishedAt }),
      decisions: this.decisions,
      ...(this.plan?.lossBound === undefined ? {} : { lossBound: this.plan.lossBound }),
      ...this.facts,
      skipped: this.skipped(),
      undone: this.undone,
      notes: this.notes,
      next: this.next(),
    };
  }

  private async perform(id: StepId, act: () => Promise<Said>, failedPhase: Phase): Promise<void> {
    const working = this.phase;
    const step = this.stepNamed(id);
    step.startedAt = now();
    for (;;) {
      this.refuseIfAborted();
      step.status = 'running';
      delete step.says;
      this.show();
      try {
        const said = await this.abortable(act);
        step.status = 'done';
        step.finishedAt = now();
        if (said !== undefined) step.says = said;
        this.show();
        return;
      } catch (failure) {
        this.refuseIfAborted();
        if (isCancellation(failure)) throw failure;
        step.status = 'failed';
        step.says = sentenceOf(failure);
        log.warn('step failed', { step: id, reason: step.says });
        const answer = await this.askAbout(id, step.says, failedPhase);
        this.enter(working);
        if (answer === 'skipStep') {
          step.status = 'skipped';
          step.finishedAt = now();
          this.show();
          return;
        }
      }
    }
  }

  /** Runs an act so that `abort` ends it within seconds, instead of after hours. */
  private async abortable(act: () => Promise<Said>): Promise<Said> {
    const scope = new CancellationScope();
    this.running = scope;
    try {
      return await scope.run(act);
    } finally {
      this.running = undefined;
    }
  }

  private async askAbout(id: StepId, reason: string, phase: Phase): Promise<'retryStep' | 'skipStep'> {
    const title = this.stepNamed(id).title;
    this.failedStep = id;
    this.answer = undefined;
    this.enter(phase, () => `Step "${id}" (${title}) failed: ${reason}`);
    await condition(() => this.answer !== undefined || (phase === 'step failed' && this.abortion !== undefined));
    this.failedStep = undefined;
    const answer = this.answer as { update: 'retryStep' | 'skipStep' } | undefined;
    this.answer = undefined;
    if (answer === undefined) throw new Aborted();
    return answer.update;
  }

  private async undoAll(): Promise<void> {
    this.enter('undoing');
    for (const { id, run } of this.undos) {
      const step = this.stepNamed(id);
      const reason = step.status === 'failed' ? step.says : undefined;
      for (;;) {
        try {
          await run();
          step.status = 'undone';
          this.undone.push(id);
          break;
        } catch (failure) {
          step.status = 'not undone';
          step.says = `${reason === undefined ? '' : `the step failed: ${reason}; `}its undo failed: ${sentenceOf(failure)}`;
          const answer = await this.askAbout(id, step.says, 'needs a person');
          this.enter('undoing');
          if (answer === 'skipStep') {
            this.notes.push(`The undo of "${id}" was left to a person: ${step.says}`);
            break;
          }
        }
      }
      this.show();
    }
  }

  private end(): Report {
    this.finishedAt = now();
    this.enter('ended');
    return this.report();
  }

  private refuseIfAborted(): void {
    if (this.abortion !== undefined && (this.phase as string) !== 'forward') throw new Aborted();
  }

  private skipped(): string[] {
    return this.steps.filter(({ status }) => status === 'skipped').map(({ id }) => id);
  }

  private stepNamed(id: StepId): StepProgress {
    let step = this.steps.find((candidate) => candidate.id === id);
    if (step === undefined) {
      step = { id, title: stepOf(this.name, id)?.title ?? id, status: 'pending' };
      this.steps.push(step);
    }
    return step;
  }

  private whatToType(): Progress['mayType'] {
    const who = { by: 'your name', reason: 'why' };
    const step = this.failedStep;
    const json: Record<OperatorUpdate, object> = {
      approve: { ...who, plan: this.planHash ?? '' },
      acceptDataLoss: { ...who, plan: this.planHash ?? '' },
      retryStep: { step: step ?? '', ...who },
      skipStep: { step: step ?? '', ...who },
      abort: who,
    };
    const takes: readonly OperatorUpdate[] = phases[this.phase].takes;
    return takes
      .filter(
        (update) => update !== 'skipStep' || (step !== undefined && this.refusalOfStep('skipStep', step) === undefined),
      )
      .filter((update) => update !== 'acceptDataLoss' || this.plan?.lossBound?.kind === 'since')
      .map((update) => ({ update, json: JSON.stringify(json[update]) }));
  }

  private next(): string {
    if (this.waitsFor !== undefined) return this.waitsFor();
    switch (this.result) {
      case undefined:
        return 'Nothing: the run is at work.';
      case 'undone':
        return 'The estate is as it was. Remove the reason, then start again.';
      case 'serving, unprotected': {
        const left = this.skipped().map((id) => stepOf(this.name, id)?.skipLeaves ?? id);
        return `The pool serves, but left without: ${left.join('; ')}. Put that right by hand.`;
      }
      case 'completed with skips':
        return 'See what was skipped and check it by hand.';
      case 'completed':
        return this.name === 'failover' ? 'Rebuild the lost data centre, then start a failback.' : 'Nothing.';
    }
  }

  private show(): void {
    setCurrentDetails(currentDetails(this.progress(), this.plan));
  }
}

const now = (): string => new Date().toISOString();

/** A refusal: the run ends failed with these sentences and no stack trace. */
export function refuse(type: string, sentences: readonly string[]): ApplicationFailure {
  const failure = ApplicationFailure.nonRetryable(sentences.join('\n'), type);
  failure.stack = '';
  return failure;
}

/** The lock of DESIGN 5, rule 1: started under another id, a procedure refuses itself. */
export function refusalOfWorkflowId(expected: string): string | undefined {
  const { workflowId } = workflowInfo();
  return workflowId === expected
    ? undefined
    : `This run has the workflow id "${workflowId}". A procedure for this pool must be started as "${expected}", so that only one can run at a time.`;
}
