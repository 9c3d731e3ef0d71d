/** What a run knows of itself: its plan, its steps, what was decided and found; answered to queries, never acted upon. */
import type { Plan } from '../domain/run/plan';
import { phases, type OperatorUpdate, type Phase, type Result } from '../domain/run/phase';
import type { Progress, StepProgress } from '../domain/run/progress';
import type { RecordedDecision, Report } from '../domain/run/report';
import { stepOf, type ProcedureName, type StepId } from '../domain/steps';

export const now = (): string => new Date().toISOString();

export class RunRecord {
  phase: Phase = 'diagnosing';
  plan: Plan | undefined;
  variant = '';
  readonly decisions: RecordedDecision[] = [];
  readonly notes: string[] = [];
  readonly facts: { newestMessageAt?: string; complianceRowsNotExported?: number } = {};

  protected readonly startedAt = now();
  protected finishedAt: string | undefined;
  protected result: Result | undefined;
  protected steps: StepProgress[] = [];
  protected waitsFor: (() => string) | undefined;
  protected failedStep: string | undefined;
  protected undone: string[] = [];

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

  /** Why a second decision comes too late: two people may decide at once, and only the first answer counts. */
  refusalOfSecond(update: OperatorUpdate): string | undefined {
    const abort = this.decisions.find((decision) => decision.update === 'abort');
    if (abort !== undefined && this.phase !== 'needs a person')
      return `${abort.by} has aborted this run already; nothing else is taken until it is undone.`;
    const same = this.decisions.find((decision) => decision.update === update && decision.plan === this.planHash);
    return same !== undefined && (update === 'approve' || update === 'acceptDataLoss')
      ? `${same.by} has sent ${update} for plan ${this.planHash ?? ''} already; it counts.`
      : undefined;
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

  protected record(
    update: OperatorUpdate,
    {
      by,
      reason,
      step,
      plan = this.planHash,
    }: { by: string; reason: string; plan?: string | undefined; step?: string },
  ): void {
    this.decisions.push({
      update,
      by,
      reason,
      at: now(),
      ...(plan === undefined ? {} : { plan }),
      ...(step === undefined ? {} : { step }),
    });
  }

  protected skipped(): string[] {
    return this.steps.filter(({ status }) => status === 'skipped').map(({ id }) => id);
  }

  protected stepNamed(id: StepId): StepProgress {
    let step = this.steps.find((candidate) => candidate.id === id);
    if (step === undefined) {
      step = { id, title: stepOf(this.name, id)?.title ?? id, status: 'pending' };
      this.steps.push(step);
    }
    return step;
  }

  protected whatToType(): Progress['mayType'] {
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

  protected next(): string {
    if (this.waitsFor !== undefined) return this.waitsFor();
    switch (this.result) {
      case undefined:
        return 'Nothing: the run is at work.';
      case 'undone': {
        const left = this.steps.filter(({ status }) => status === 'not undone').map(({ id }) => `"${id}"`);
        return left.length === 0
          ? 'The estate is as it was. Remove the reason, then start again.'
          : `The estate is not as it was: undo ${left.join(', ')} by hand, then start again.`;
      }
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
}
