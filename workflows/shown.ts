/** What a run knows of itself and shows: its plan, its steps, what was decided and told; never acted upon. */
import { setCurrentDetails, upsertMemo, upsertSearchAttributes } from '@temporalio/workflow';
import type { Decision } from '../domain/run/decision';
import { currentDetails, lineOf } from '../domain/run/details';
import type { Plan, PlannedOperation, PlannedStep } from '../domain/run/plan';
import { phases, resultOf, type OperatorUpdate, type Phase, type Result } from '../domain/run/phase';
import type { Progress, StepProgress } from '../domain/run/progress';
import { owedMemo, type OwedBefore, type OwedUndo, type RecordedDecision, type Report } from '../domain/run/report';
import { isStep, isTakenFrom } from '../domain/run/runbook';
import { dataCentreOf, type DataCentreSide, type Pool } from '../domain/topology/pool';
import type { Told } from '../procedures/contract';
import { phaseKey, poolKey, procedureKey, servingDataCentreKey } from './search-attributes';

const now = (): string => new Date().toISOString();

const servingFrom = (side: DataCentreSide | null, pool: Pool) => ({
  key: servingDataCentreKey,
  value: side === null ? 'none' : dataCentreOf(pool, side).name,
});

export class Shown {
  phase: Phase = 'diagnosing';
  plan: Plan | undefined;
  readonly decisions: RecordedDecision[] = [];
  readonly notes: string[] = [];
  /** What an undo was seen not to have put back. */
  differs: readonly string[] = [];
  /** The step that a person decides about. */
  failedStep: string | undefined;
  /** The consent in the middle of the runbook that a person is asked for. */
  consentAsked: string | undefined;

  private readonly startedAt = now();
  private readonly told: { newestMessageAt?: string; complianceRowsNotExported?: number } = {};
  private readonly undone: string[] = [];
  private readonly leaves: string[] = [];
  private readonly owed: OwedUndo[] = [];
  private finishedAt: string | undefined;
  private result: Result | undefined;
  private hasLeftOwed = false;
  private steps: StepProgress[] = [];
  private waitsFor: (() => string) | undefined;

  constructor(
    readonly procedure: string,
    /** As it was asked for, until the topology has told its name. */
    public pool: string,
  ) {}

  /** Makes the run findable by its pool and procedure. */
  announce(): void {
    upsertSearchAttributes([
      { key: poolKey, value: this.pool },
      { key: procedureKey, value: this.procedure },
    ]);
  }

  /** The acts begin; where clients are served then, as far as anybody can see. */
  starts(servedFrom: DataCentreSide | null, pool: Pool): void {
    this.phase = 'running';
    this.waitsFor = undefined;
    upsertSearchAttributes([{ key: phaseKey, value: this.phase }, servingFrom(servedFrom, pool)]);
    this.show();
  }

  enter(phase: Phase, waitsFor?: () => string): void {
    const moved = phase !== this.phase;
    this.phase = phase;
    this.waitsFor = waitsFor;
    if (moved) upsertSearchAttributes([{ key: phaseKey, value: phase }]);
    this.show();
  }

  show(): void {
    setCurrentDetails(currentDetails(this.progress(), this.plan));
  }

  /** The steps that this run will take, in order. */
  expect(plan: Plan): void {
    this.plan = plan;
    this.leaveOwed(plan.owed ?? []);
    this.steps = plan.entries.filter(isStep).map(({ id, title }) => ({ id, title, status: 'pending' }));
  }

  begun({ id }: PlannedStep): void {
    const step = this.step(id);
    step.startedAt ??= now();
    step.status = 'running';
    delete step.says;
    this.show();
  }

  ended({ id }: PlannedStep, status: 'done' | 'skipped', says?: string): void {
    const step = this.step(id);
    step.status = status;
    step.finishedAt = now();
    if (says !== undefined) step.says = says;
    this.show();
  }

  failed({ id }: PlannedStep, says: string): void {
    const step = this.step(id);
    step.status = 'failed';
    step.says = says;
  }

  /** No worker takes what the step is at. */
  untaken({ id }: PlannedStep, says: string): void {
    this.step(id).says = says;
    this.show();
  }

  /** What was said while nobody took it holds no longer. */
  taken({ id }: PlannedStep): void {
    const step = this.step(id);
    if (step.status === 'running') delete step.says;
  }

  /** What is left of an undo is for later, by a person. */
  owe({ id, title }: PlannedStep, left: readonly PlannedOperation[], why: string): void {
    const step = this.step(id);
    step.status = 'owed';
    step.says = why;
    const lines = left.flatMap(({ acts }) => acts.map(lineOf));
    const operations = left.map(({ name, input }) => ({ name, input }));
    this.owed.push({ step: id, title, why, lines, operations });
    this.show();
  }

  takenBack({ id }: PlannedStep): void {
    this.step(id).status = 'undone';
    this.undone.push(id);
    this.show();
  }

  /** @returns what is said of it, with why the step itself had failed where it had. */
  notTakenBack({ id }: PlannedStep, sentence: string): string {
    const step = this.step(id);
    const failed = step.status === 'failed' ? `the step failed: ${step.says ?? ''}; ` : '';
    step.status = 'not undone';
    step.says = `${failed}its undo failed: ${sentence}`;
    return step.says;
  }

  join({ notes = [], leaves = [], newestMessageAt, complianceRowsNotExported, serving }: Told, pool: Pool): void {
    this.notes.push(...notes);
    this.leaves.push(...leaves);
    if (newestMessageAt !== undefined) this.told.newestMessageAt = newestMessageAt;
    if (complianceRowsNotExported !== undefined) this.told.complianceRowsNotExported = complianceRowsNotExported;
    if (serving !== undefined) upsertSearchAttributes([servingFrom(serving, pool)]);
  }

  record(
    update: OperatorUpdate,
    decision: Decision & { readonly step?: string; readonly plan?: string | undefined },
  ): void {
    const { by, reason, step = this.consentAsked, plan = this.plan?.hash } = decision;
    this.decisions.push({
      update,
      by,
      reason,
      at: now(),
      ...(plan === undefined ? {} : { plan }),
      ...(step === undefined ? {} : { step }),
    });
  }

  hasBegun(): boolean {
    return this.steps.some(({ status }) => status !== 'pending');
  }

  titleOf(id: string): string {
    return this.step(id).title;
  }

  /** Why a step cannot be left out, as far as the plan says; `undefined` when it can. */
  refusalToSkip(id: string): string | undefined {
    const entries = this.plan?.entries ?? [];
    const step = entries.filter(isStep).find((candidate) => candidate.id === id);
    return step?.skipLeaves === undefined || isTakenFrom(entries, step)
      ? `"${id}" cannot be skipped: what follows depends on it.`
      : undefined;
  }

  end(result: 'undone' | 'abandoned' | 'done'): Report {
    this.result = result === 'done' ? resultOf(this.skippedSteps(), this.plan?.leftWithout) : result;
    this.finishedAt = now();
    this.enter('ended');
    // A run that came to its end has made the estate anew.
    this.leaveOwed(result === 'done' ? [] : this.allOwed(this.finishedAt));
    return this.report();
  }

  /** Where the next run reads it, whatever becomes of this one. */
  private leaveOwed(owed: readonly OwedBefore[]): void {
    if (owed.length === 0 && !this.hasLeftOwed) return;
    this.hasLeftOwed = true;
    upsertMemo({ [owedMemo]: owed });
  }

  private allOwed(since: string): OwedBefore[] {
    return [...(this.plan?.owed ?? []), ...this.owed.map((each) => ({ ...each, procedure: this.procedure, since }))];
  }

  progress(): Progress {
    return {
      procedure: this.procedure,
      pool: this.pool,
      phase: this.phase,
      ...(this.waitsFor === undefined ? {} : { waitsFor: this.waitsFor() }),
      mayType: this.waitsFor === undefined ? [] : this.whatToType(),
      steps: this.steps,
    };
  }

  report(): Report {
    return {
      procedure: this.procedure,
      pool: this.pool,
      order: this.plan?.order ?? '',
      phase: this.phase,
      ...(this.result === undefined ? {} : { result: this.result }),
      startedAt: this.startedAt,
      ...(this.finishedAt === undefined ? {} : { finishedAt: this.finishedAt }),
      decisions: this.decisions,
      ...(this.plan?.lossBound === undefined ? {} : { lossBound: this.plan.lossBound }),
      ...this.told,
      skipped: this.skippedSteps().map(({ id }) => id),
      undone: this.undone,
      ...(this.owed.length === 0 ? {} : { owed: this.owed }),
      ...(this.differs.length === 0 ? {} : { differs: this.differs }),
      notes: this.notes,
      next: this.next(),
    };
  }

  private step(id: string): StepProgress {
    const known = this.steps.find((candidate) => candidate.id === id);
    if (known === undefined) throw new RangeError(`The plan has no step "${id}".`);
    return known;
  }

  private skippedSteps(): PlannedStep[] {
    const skipped = new Set(this.steps.filter(({ status }) => status === 'skipped').map(({ id }) => id));
    return (this.plan?.entries ?? []).filter(isStep).filter(({ id }) => skipped.has(id));
  }

  private whatToType(): Progress['mayType'] {
    const who = { by: 'your name', reason: 'why' };
    const plan = this.plan?.hash ?? '';
    const step = this.failedStep ?? '';
    const json: Record<OperatorUpdate, object> = {
      approve: { ...who, plan },
      acceptDataLoss: { ...who, plan },
      retryStep: { step, ...who },
      skipStep: { step, ...who },
      abort: who,
      abandon: who,
    };
    const takes: readonly OperatorUpdate[] = phases[this.phase].takes;
    return takes
      .filter(
        (update) => update !== 'skipStep' || this.phase === 'needs a person' || this.refusalToSkip(step) === undefined,
      )
      .filter(
        (update) =>
          update !== 'acceptDataLoss' ||
          (this.consentAsked === undefined && this.plan?.consents.includes(update) === true),
      )
      .map((update) => ({ update, json: JSON.stringify(json[update]) }));
  }

  private next(): string {
    if (this.waitsFor !== undefined) return this.waitsFor();
    switch (this.result) {
      case undefined:
        return 'Nothing: the run is at work.';
      case 'undone':
        return this.nextAfterUndo();
      case 'abandoned':
        return this.nextAfterAbandon();
      case 'serving, unprotected': {
        const skipped = this.skippedSteps().map(({ id, skipLeaves }) => skipLeaves ?? id);
        return [
          ...(skipped.length === 0 ? [] : [`The pool serves, but left without: ${skipped.join('; ')}.`]),
          ...(this.plan?.leftWithout ?? []),
          'Put that right by hand.',
        ].join(' ');
      }
      case 'completed with skips':
        return 'See what was skipped and check it by hand.';
      case 'completed':
        return this.plan?.next ?? 'Nothing.';
    }
  }

  private nextAfterAbandon(): string {
    const named = (...which: readonly StepProgress['status'][]): string =>
      this.steps.flatMap(({ id, status }) => (which.includes(status) ? [`"${id}"`] : [])).join(', ') || 'none';
    return `Nothing more is done, and the pool may be started with again. Steps done: ${named('done')}; skipped: ${named('skipped')}; undone: ${named('undone')}; begun or failed, so that nobody knows: ${named('running', 'failed', 'not undone')}; not begun: ${named('pending')}. Start ${this.procedure} again: it reads what stands and plans the rest, or says what is in its way.`;
  }

  private nextAfterUndo(): string {
    const failed = this.steps.filter(({ status }) => status === 'not undone').map(({ id }) => `"${id}"`);
    const owed = this.owed.map(({ step }) => `"${step}"`);
    const left = [
      ...(failed.length === 0 ? [] : [`undo ${failed.join(', ')} by hand`]),
      ...(owed.length === 0 ? [] : [`the undo of ${owed.join(', ')} is owed (see "owed" in the report for its lines)`]),
      ...this.leaves,
    ];
    if (left.length === 0 && this.differs.length > 0)
      return `The estate is not as it was: ${this.differs.join(' ')} See to that, then start again.`;
    return left.length === 0
      ? 'The estate is as it was. Remove the reason, then start again.'
      : `The estate is not as it was: ${left.join('; ')}, then start again.`;
  }
}
