/** The SQL Server Agent service: at most one run of a job at a time, started by users or by schedules. */
import type { MsdbContext } from '../context';
import { localNow } from '../context';
import { sqlError } from '../errors';
import type { Job, JobActivity, Schedule } from '../tables/agent-tables';
import { runStatus } from './job-history';
import { JobRun, requestSource } from './job-run';
import type { RunRequest } from './job-run';
import { deleteJob, schedulesOf, stepsOf } from './jobs';
import { frequencyType } from './schedule';
import { Scheduler } from './scheduler';
import type { RunCommand } from './step-subsystems';

/** How long a restarted service answers "is starting", in modelled seconds. */
const startup = 1;

/** sysjobs.delete_level. */
const deletes = { onSuccess: 1, onFailure: 2, always: 3 } as const;

const refused = (text: string): Error => sqlError(22022, `SQLServerAgent Error: ${text}`);

export class Agent {
  readonly #runs = new Map<string, JobRun>();
  readonly #scheduler: Scheduler;
  #session: number | undefined;
  #isStarting = false;

  constructor(
    private readonly context: MsdbContext,
    private readonly runCommand: RunCommand,
  ) {
    this.#scheduler = new Scheduler(context, (job, schedule) =>
      this.startBySchedule(job, schedule, requestSource.scheduler),
    );
  }

  get isRunning(): boolean {
    return this.#session !== undefined;
  }

  start(): void {
    if (this.isRunning) return;
    const { tables, estate } = this.context;
    const isRestart = tables.syssessions.rows.length > 0;
    this.#session = tables.syssessions.nextIdentity();
    tables.syssessions.add({ session_id: this.#session, agent_start_date: localNow(this.context) });
    for (const job of tables.sysjobs.rows) this.activityOf(job);
    // The first start belongs to an estate that has been up for long; only later ones are seen to take time.
    if (isRestart) void this.becomeReady(this.#session);
    this.#scheduler.start();
    for (const job of tables.sysjobs.rows) {
      const schedule = schedulesOf(this.context, job.job_id).find(
        ({ enabled, freq_type }) => enabled === 1 && freq_type === frequencyType.atAgentStart,
      );
      if (job.enabled === 1 && schedule !== undefined) this.startBySchedule(job, schedule, requestSource.boot);
    }
    estate.changed(`SQL Server Agent of ${this.context.instance.name} started`);
  }

  /** The service stops in order: what runs is cancelled, and the history says by whom. */
  stop(): void {
    for (const run of this.#runs.values()) run.shutDown();
    this.end('stopped');
  }

  /** The process is gone at once: nothing of the end of its jobs is written (documentation: "Managing Services"). */
  crash(): void {
    this.end('crashed');
  }

  private end(how: string): void {
    if (!this.isRunning) return;
    this.#session = undefined;
    this.#scheduler.stop();
    for (const run of this.#runs.values()) run.abandon();
    this.#runs.clear();
    this.context.estate.changed(`SQL Server Agent of ${this.context.instance.name} ${how}`);
  }

  /** Jobs or schedules were changed: looks again at when what is due. */
  notify(): void {
    if (this.isRunning) this.#scheduler.plan();
  }

  runOf(jobId: string): JobRun | undefined {
    return this.#runs.get(jobId);
  }

  /** The session whose activity rows are current; the latest one while the service is stopped. */
  get latestSession(): number {
    return this.context.tables.syssessions.rows.at(-1)?.session_id ?? 0;
  }

  requireReady(): void {
    if (!this.isRunning)
      throw sqlError(22022, 'SQLServerAgent is not currently running so it cannot be notified of this action.');
    if (this.#isStarting) throw sqlError(14258);
  }

  /** sp_start_job: accepts or refuses at once, runs later. */
  startByUser(job: Job, user: string, startStep?: number): void {
    this.requireReady();
    const request = `Request to run job ${job.name} (from User ${user}) refused because the job`;
    const run = this.#runs.get(job.job_id);
    if (run?.hasStarted === true) throw refused(`${request} is already running from a request by ${run.request.by}.`);
    if (run !== undefined) throw refused(`${request} already has a pending request from ${run.request.by}.`);
    if (stepsOf(this.context, job.job_id).length === 0) throw sqlError(14528, job.name);
    this.enqueue(job, {
      source: requestSource.user,
      by: `User ${user}`,
      ...(startStep === undefined ? {} : { startStep }),
    });
  }

  /** sp_stop_job: signals, and does not wait. */
  stopByUser(job: Job, user: string): void {
    this.requireReady();
    const run = this.#runs.get(job.job_id);
    if (run === undefined) {
      throw refused(
        `Request to stop job ${job.name} (from User ${user}) refused because the job is not currently running.`,
      );
    }
    run.cancel(`User ${user}`);
  }

  /** The job is being deleted. */
  forget(jobId: string): void {
    this.#runs.get(jobId)?.abandon();
    this.#runs.delete(jobId);
    this.notify();
  }

  /** The job's row in sysjobactivity for this life of the Agent. */
  activityOf(job: Job): JobActivity {
    const { sysjobactivity } = this.context.tables;
    const session_id = this.latestSession;
    return (
      sysjobactivity.find((row) => row.job_id === job.job_id && row.session_id === session_id) ??
      sysjobactivity.add({
        session_id,
        job_id: job.job_id,
        run_requested_date: null,
        run_requested_source: null,
        queued_date: null,
        start_execution_date: null,
        last_executed_step_id: null,
        last_executed_step_date: null,
        stop_execution_date: null,
        job_history_id: null,
        next_scheduled_run_date: null,
      })
    );
  }

  private async becomeReady(session: number): Promise<void> {
    this.#isStarting = true;
    await this.context.estate.clock.lasts(startup);
    if (this.#session === session) this.#isStarting = false;
  }

  private startBySchedule(job: Job, schedule: Schedule, source: RunRequest['source']): void {
    const hasTarget = this.context.tables.sysjobservers.find(({ job_id }) => job_id === job.job_id) !== undefined;
    if (!hasTarget || this.#runs.has(job.job_id) || stepsOf(this.context, job.job_id).length === 0) return;
    this.enqueue(job, { source, by: `Schedule ${String(schedule.schedule_id)} (${schedule.name})` });
  }

  private enqueue(job: Job, request: RunRequest): void {
    const activity = this.activityOf(job);
    Object.assign(activity, {
      run_requested_date: localNow(this.context),
      run_requested_source: String(request.source),
      start_execution_date: null,
      last_executed_step_id: null,
      last_executed_step_date: null,
      stop_execution_date: null,
      job_history_id: null,
    });
    const run = new JobRun(this.context, job, request, activity, this.runCommand);
    this.#runs.set(job.job_id, run);
    setImmediate(() => void this.execute(run));
  }

  private async execute(run: JobRun): Promise<void> {
    const { job, request } = run;
    if (this.#runs.get(job.job_id) !== run) return;
    // A job that somebody started is that person's work; one that its schedule started is nobody's.
    const outcome =
      request.source === requestSource.user
        ? await this.context.estate.work.during('job', job.name, () => run.run())
        : await run.run();
    if (this.#runs.get(job.job_id) === run) this.#runs.delete(job.job_id);
    if (outcome === undefined) return;
    const { delete_level } = job;
    const isDeleted =
      delete_level === deletes.always ||
      (delete_level === deletes.onSuccess && outcome === runStatus.succeeded) ||
      (delete_level === deletes.onFailure && outcome === runStatus.failed);
    if (isDeleted) deleteJob(this.context, job.job_id);
    this.context.estate.changed(`job ${job.name} on ${this.context.instance.name} ended`);
  }
}
