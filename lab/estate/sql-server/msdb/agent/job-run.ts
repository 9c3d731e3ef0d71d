/** One run of a job: its steps in order, with their history, until it succeeds, fails, is cancelled or loses its Agent. */
import type { MsdbContext } from '../context';
import { localNow } from '../context';
import type { Job, JobActivity, JobStep } from '../tables/agent-tables';
import { runStatus, writeHistory } from './job-history';
import type { RunStatus } from './job-history';
import { stepsOf } from './jobs';
import { ownerRefusal } from './job-owner';
import type { OwnerRefusal } from './job-owner';
import { runStep } from './step-subsystems';
import type { RunCommand, StepOutcome } from './step-subsystems';

/** sysjobactivity.run_requested_source. */
export const requestSource = { scheduler: 1, boot: 3, user: 4 } as const;

export interface RunRequest {
  readonly source: (typeof requestSource)[keyof typeof requestSource];
  /** `User sa`, `Schedule 3 (every 15 minutes)`. */
  readonly by: string;
  readonly startStep?: number;
}

/** What a step does when it has ended (sysjobsteps.on_success_action). */
const action = { quitWithSuccess: 1, quitWithFailure: 2, nextStep: 3, goToStep: 4 } as const;

/** How the Agent names itself where it ends a job because its service stops. */
const shutdown = 'Shutdown Sequence 0';

export class JobRun {
  readonly #end = new AbortController();
  #cancelledBy: string | undefined;
  #abandoned = false;
  #startedAt: Date | undefined;
  #stepStartedAt: Date | undefined;
  step: JobStep | undefined;
  retry = 0;

  constructor(
    private readonly context: MsdbContext,
    readonly job: Job,
    readonly request: RunRequest,
    private readonly activity: JobActivity,
    private readonly runCommand: RunCommand,
  ) {}

  get hasStarted(): boolean {
    return this.activity.start_execution_date !== null;
  }

  /** sp_stop_job: signals the step; the run ends when the step has ended. */
  cancel(by: string): void {
    this.#cancelledBy = by;
    this.#end.abort(new Error('the job was stopped'));
  }

  /** The Agent is gone: the step's session dies, and nothing of the end is written. */
  abandon(): void {
    this.#abandoned = true;
    this.#end.abort(new Error('the Agent has stopped'));
  }

  /** The Agent's service stops: step and job are written down as ended by it, before the session of the step dies. */
  shutDown(): void {
    const startedAt = this.#startedAt;
    if (startedAt === undefined || this.step === undefined || this.isAbandoned) return;
    this.#cancelledBy = shutdown;
    const nothing = { succeeded: false, message: '', messageId: 0, severity: 0 };
    this.recordStep(this.step, runStatus.cancelled, nothing, this.#stepStartedAt ?? startedAt);
    this.finish(runStatus.failed, startedAt);
  }

  /** Resolves to the job's outcome; `undefined` when the run was abandoned. */
  async run(): Promise<RunStatus | undefined> {
    const startedAt = this.context.estate.clock.now();
    this.#startedAt = startedAt;
    this.activity.start_execution_date = localNow(this.context);
    const refusal = ownerRefusal(this.context, this.job);
    const outcome = refusal === undefined ? await this.runSteps() : runStatus.failed;
    if (this.isAbandoned) return undefined;
    this.finish(outcome, startedAt, refusal);
    return outcome;
  }

  private get isAbandoned(): boolean {
    return this.#abandoned || !this.context.instance.isUp;
  }

  private get isCancelled(): boolean {
    return this.#cancelledBy !== undefined;
  }

  private async runSteps(): Promise<RunStatus> {
    const steps = stepsOf(this.context, this.job.job_id);
    let next: number | undefined = this.request.startStep ?? this.job.start_step_id;
    for (;;) {
      const step = steps.find(({ step_id }) => step_id === next);
      if (step === undefined) return runStatus.failed;
      this.step = step;
      const status = await this.runWithRetries(step);
      if (this.isAbandoned || status === runStatus.cancelled) return runStatus.cancelled;
      const succeeded = status === runStatus.succeeded;
      switch (succeeded ? step.on_success_action : step.on_fail_action) {
        case action.nextStep:
          if (step === steps.at(-1)) return status;
          next = step.step_id + 1;
          break;
        case action.goToStep:
          next = succeeded ? step.on_success_step_id : step.on_fail_step_id;
          break;
        case action.quitWithSuccess:
          return runStatus.succeeded;
        default:
          return runStatus.failed;
      }
    }
  }

  private async runWithRetries(step: JobStep): Promise<RunStatus> {
    for (this.retry = 0; ; this.retry += 1) {
      const startedAt = this.context.estate.clock.now();
      this.#stepStartedAt = startedAt;
      const outcome = await this.runOnce(step);
      if (this.isAbandoned) return runStatus.cancelled;
      const retries = !outcome.succeeded && !this.isCancelled && this.retry < step.retry_attempts;
      const status = this.isCancelled
        ? runStatus.cancelled
        : outcome.succeeded
          ? runStatus.succeeded
          : retries
            ? runStatus.retry
            : runStatus.failed;
      this.recordStep(step, status, outcome, startedAt);
      if (!retries) return status;
      if (!(await this.waitForRetry(step.retry_interval * 60))) return runStatus.cancelled;
    }
  }

  private async runOnce(step: JobStep): Promise<StepOutcome> {
    try {
      return await runStep(this.context, this.job, step, this.runCommand, this.#end.signal);
    } catch (error) {
      const message = `Unable to start execution of step ${String(step.step_id)} (reason: ${error instanceof Error ? error.message : String(error)}).  The step failed.`;
      return { succeeded: false, message, messageId: 0, severity: 0 };
    }
  }

  /** Whether the wait came to its end: neither a stop of the job nor of the Agent cut it short. */
  private async waitForRetry(seconds: number): Promise<boolean> {
    try {
      await this.context.estate.clock.lasts(seconds, this.#end.signal);
      return true;
    } catch {
      return false;
    }
  }

  private recordStep(step: JobStep, status: RunStatus, outcome: StepOutcome, startedAt: Date): void {
    const message =
      status === runStatus.cancelled
        ? 'The step was cancelled (stopped) as the result of a stop job request.  The step was cancelled.'
        : outcome.message;
    const row = writeHistory(this.context, this.job, {
      stepId: step.step_id,
      stepName: step.step_name,
      status,
      message,
      startedAt,
      messageId: outcome.messageId,
      severity: outcome.severity,
      retries: this.retry,
    });
    this.activity.last_executed_step_id = step.step_id;
    this.activity.last_executed_step_date = startedAt;
    Object.assign(step, {
      last_run_outcome: status,
      last_run_duration: row.run_duration,
      last_run_retries: this.retry,
      last_run_date: row.run_date,
      last_run_time: row.run_time,
    });
  }

  private finish(status: RunStatus, startedAt: Date, refusal?: OwnerRefusal): void {
    const row = writeHistory(this.context, this.job, {
      stepId: 0,
      stepName: '(Job outcome)',
      status,
      message: refusal ? `The job failed.  ${refusal.text}  ${this.invocation}` : this.outcomeText(status),
      startedAt,
      ...(refusal && { messageId: refusal.number, severity: refusal.severity }),
    });
    this.activity.stop_execution_date = localNow(this.context);
    this.activity.job_history_id = row.instance_id;
    const target = this.context.tables.sysjobservers.find(({ job_id }) => job_id === this.job.job_id);
    if (target === undefined) return;
    Object.assign(target, {
      last_run_outcome: status,
      last_outcome_message: row.message,
      last_run_date: row.run_date,
      last_run_time: row.run_time,
      last_run_duration: row.run_duration,
    });
  }

  private get invocation(): string {
    return `The Job was invoked by ${this.request.by}.`;
  }

  private outcomeText(status: RunStatus): string {
    const verdict =
      status === runStatus.succeeded
        ? 'The job succeeded.'
        : status === runStatus.cancelled
          ? `The job was stopped prior to completion by ${this.#cancelledBy ?? 'the system'}.`
          : this.#cancelledBy === shutdown
            ? `The job failed.  The job was stopped prior to completion by ${shutdown}.`
            : 'The job failed.';
    const { startStep } = this.request;
    return [
      verdict,
      this.invocation,
      this.step === undefined
        ? ''
        : `The last step to run was step ${String(this.step.step_id)} (${this.step.step_name}).`,
      startStep === undefined ? '' : `The job was requested to start at step ${String(startStep)}.`,
    ]
      .filter((sentence) => sentence !== '')
      .join('  ');
  }
}
