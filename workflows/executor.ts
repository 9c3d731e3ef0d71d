/** The one interpreter of runbooks: takes their entries in order, as data, and knows no procedure by name. */
import { CancellationScope, CancelledFailure, isCancellation, log } from '@temporalio/workflow';
import type { RunDescription } from '../activities/orchestrator';
import type { PlannedOperation, PlannedStep } from '../domain/run/plan';
import type { ConsentValue, Entry } from '../domain/run/runbook';
import type { Pool } from '../domain/topology/pool';
import { sentenceOf, untakenType } from './failure-sentence';
import type { Hosts } from './hosts';
import type { Operator } from './operator';
import { refuse } from './refusals';
import { Results } from './results';
import type { Shown } from './shown';
import { Undo } from './undo';

/** Seconds until a person is asked about an operation that no worker takes; a host may have to start again. */
const patience = 1800;

export class Executor {
  private readonly results = new Results();
  private readonly undo: Undo;
  private isForward = false;

  constructor(
    private readonly pool: Pool,
    private readonly hosts: Hosts,
    private readonly shown: Shown,
    private readonly operator: Operator,
    private readonly describe: () => Promise<RunDescription>,
  ) {
    this.undo = new Undo(shown, operator, (operations, step) =>
      this.performAll(operations, step, 2 * pool.timing.workerAnswersWithin),
    );
  }

  /** Takes back every step that was begun, in reverse. */
  takeBack(): Promise<void> {
    return CancellationScope.nonCancellable(() => this.undo.run());
  }

  async run(entries: readonly Entry<PlannedStep>[]): Promise<void> {
    for (const [index, entry] of entries.entries()) {
      switch (entry.kind) {
        case 'step':
          await this.take(entry);
          break;
        case 'consent':
          await this.askFor(entry);
          break;
        case 'point of no return':
          this.operator.refuseIfAborted();
          refuseIfCancelled();
          this.undo.forget();
          this.isForward = true;
          this.shown.enter('forward');
          // Behind it a step goes on until it succeeds or an operator answers, cancelled or not.
          await CancellationScope.nonCancellable(() => this.run(entries.slice(index + 1)));
          return;
      }
    }
  }

  private async take(step: PlannedStep): Promise<void> {
    // A step that was never begun is not undone.
    this.operator.refuseIfAborted();
    this.undo.remember(step);
    const left = [...step.operations];
    for (;;) {
      this.operator.refuseIfAborted();
      this.shown.begun(step);
      try {
        await this.operator.abortable(() => this.performAll(left, step, patience));
        const says = step.says === undefined ? undefined : this.results.told(step.says, step.operations);
        this.shown.ended(step, 'done', says);
        return;
      } catch (failure) {
        this.operator.refuseIfAborted();
        if (isCancellation(failure)) throw failure;
        if ((await this.askAbout(step, failure)) === 'retryStep') continue;
        this.shown.ended(step, 'skipped');
        return;
      }
    }
  }

  private async askAbout(step: PlannedStep, failure: unknown): Promise<'retryStep' | 'skipStep'> {
    const { phase } = this.shown;
    const reason = sentenceOf(failure);
    this.shown.failed(step, reason);
    log.warn('step failed', { step: step.id, reason });
    const answer = await this.operator.askAbout(
      step.id,
      reason,
      this.isForward ? 'step failed, forward only' : 'step failed',
    );
    this.shown.enter(phase);
    return answer;
  }

  /** A person has said that the topology file was changed on purpose. */
  private async adoptTopology(): Promise<void> {
    this.operator.acceptsTopology = false;
    try {
      this.hosts.adopt(await this.describe());
    } catch (failure) {
      if (isCancellation(failure)) throw failure;
      this.shown.notes.push(`The topology file could not be read anew: ${sentenceOf(failure)}`);
    }
  }

  /** What is done leaves `left`, so a retry goes on with the operation that failed. */
  private async performAll(left: PlannedOperation[], step: PlannedStep, patienceSeconds: number): Promise<void> {
    if (this.operator.acceptsTopology) await this.adoptTopology();
    for (let next = left[0]; next !== undefined; next = left[0]) {
      const untaken = (says: string, seconds: number): void => {
        if (seconds >= patienceSeconds) throw refuse(untakenType, [says]);
        this.shown.untaken(step, this.isForward ? `${says} Where that cannot be: abandon the run.` : says);
      };
      const result = await this.hosts.perform(next, this.results.inputOf(next), step.title, untaken);
      this.shown.taken(step);
      this.results.keep(next, result);
      if (typeof result === 'object' && result !== null) this.shown.join(result, this.pool);
      left.shift();
      // An act is waited for when it is cancelled, and may take effect all the same.
      refuseIfCancelled();
    }
  }

  private async askFor({ id, says }: ConsentValue): Promise<void> {
    const { shown } = this;
    shown.consentAsked = id;
    const isGiven = (): boolean => shown.decisions.some(({ update, step }) => update === 'approve' && step === id);
    await this.operator.waitFor('awaiting consent', () => `${says} It waits for approve of "${id}".`, isGiven);
    shown.consentAsked = undefined;
    shown.enter('running');
  }
}

/** @throws CancelledFailure in a scope that was cancelled, where nothing that is waited for would say so. */
function refuseIfCancelled(): void {
  if (CancellationScope.current().consideredCancelled) throw new CancelledFailure('The run was cancelled.');
}
