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
import { resultOf, type OperatorUpdate, type Phase } from '../domain/run/phase';
import { currentDetails } from '../domain/run/progress';
import type { Report } from '../domain/run/report';
import type { StepId } from '../domain/steps';
import { dataCentreOf, type DataCentreSide, type Pool } from '../domain/topology/pool';
import { sentenceOf } from './failure-sentence';
import { now, RunRecord } from './run-record';

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

export class Procedure extends RunRecord {
  private undos: Undo[] = [];
  private answer: { update: 'retryStep' | 'skipStep'; step: string } | undefined;
  private isAborted = false;
  private running: CancellationScope | undefined;

  /** Why a second answer about a step comes too late: the run has the first one, or acts on it by now. */
  refusalOfSecondAnswer(step: string): string | undefined {
    const first = this.decisions.at(-1);
    const isAnswered = this.answer !== undefined || this.failedStep === undefined;
    return isAnswered && first?.step === step
      ? `${first.by} has sent ${first.update} for "${step}" already; the run acts on that.`
      : undefined;
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
    await condition(() => settled() || this.isAborted);
    this.refuseIfAborted();
  }

  /** Runs the procedure from its first step; undoes everything when a step before the point of no return ends it. */
  async run(body: () => Promise<void>): Promise<Report> {
    try {
      await body();
      this.result = resultOf(this.skipped());
    } catch (failure) {
      if (!(failure instanceof Aborted) && !isCancellation(failure)) {
        if (failure instanceof ApplicationFailure) this.enter('ended');
        throw failure;
      }
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
    this.record(update, decision);
    if (update === 'abort') {
      this.isAborted = true;
      this.running?.cancel();
    }
    const { step } = decision;
    if ((update === 'retryStep' || update === 'skipStep') && step !== undefined) this.answer = { update, step };
    this.show();
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
    await condition(() => this.answer !== undefined || (phase === 'step failed' && this.isAborted));
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
    if (this.isAborted && (this.phase as string) !== 'forward') throw new Aborted();
  }

  private show(): void {
    setCurrentDetails(currentDetails(this.progress(), this.plan));
  }
}

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
