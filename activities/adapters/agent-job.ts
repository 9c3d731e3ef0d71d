/**
 * Runs one long BACKUP or RESTORE as a SQL Server Agent job, so that it outlives this process: the job's name names the
 * run and the act, and whoever comes back finds the job and goes on from where it stands.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { instanceName, type Store } from '../../domain/topology/pool';
import type { SqlErrorMessage } from '../../domain/sql-failures';
import type { SqlServer } from './sql-server';
import { errorsInHistory, jobStepProgram } from './sql-server/job-history';
import { lastRun, nextMove, succeeded } from './sql-server/job-move';
import { actText } from './sql-server/sql-files';
import { SqlServerError } from './sql-server/sql-server-error';
import { administratorAt } from './sql-server/administrator';
import { agentRuns, type JobOutcomeRow, type JobStateRow } from './sql-server/sql-rows';

export interface JobRequest {
  /** At most 128 characters, no `%`; the same for every attempt at the same act. */
  readonly name: string;
  /** The statement, as the plan prints it. */
  readonly text: string;
  readonly description: string;
  /** Asked after a run that failed: whether its statement took effect nonetheless, and only the answer was lost. */
  isInEffect?(): Promise<boolean>;
}

export interface JobWatch {
  /** Called at every look while the job runs; 100 does not mean that it is done. */
  onProgress(percent: number): void;
  readonly signal: AbortSignal;
  readonly pollMs: number;
  /** `leave`: the job goes on without us. `stop`: it is seen stopped before the cancellation is reported. Default: `leave`. */
  readonly onCancelled?: 'leave' | 'stop';
  /** How long a run that was asked for may stay unseen before it counts as lost. Default: 15 s. */
  readonly graceMs?: number;
}

export interface AgentJobs {
  /** Whether an earlier attempt left the job behind, in whatever state. */
  isKnown(store: Store, name: string): Promise<boolean>;
  /**
   * Returns when the statement has run successfully, at this attempt or at an earlier one: a job that succeeded, or whose
   * statement is in effect, is not run again until it is forgotten. The caller verifies the state of the database, then forgets. @throws SqlServerError
   */
  run(store: Store, request: JobRequest, watch: JobWatch): Promise<{ forget(): Promise<void> }>;
  /** Deletes the job and its history, once it is seen stopped. A job that does not exist is dropped already. */
  drop(store: Store, name: string): Promise<void>;
}

export function createAgentJobs(sql: SqlServer): AgentJobs {
  const jobs: AgentJobs = {
    isKnown: async (store, name) => (await new Job(sql, store, name).look()) !== undefined,
    async run(store, request, watch) {
      await new JobRun(new Job(sql, store, request.name), request, watch).toEnd();
      return { forget: () => jobs.drop(store, request.name) };
    },
    async drop(store, name) {
      const job = new Job(sql, store, name);
      if ((await job.look()) === undefined) return;
      await job.stop(dropPollMs);
      await job.act(actText('delete-job', job.variable));
    },
  };
  return jobs;
}

/** One job by its name, and what can be asked of it and done to it. */
class Job {
  readonly variable: { readonly job: string };

  constructor(
    readonly sql: SqlServer,
    readonly store: Store,
    readonly name: string,
  ) {
    this.variable = { job: name };
  }

  async look(): Promise<JobStateRow | undefined> {
    return (await this.sql.query(this.store, 'job-state', this.variable))[0];
  }

  history(after: number): Promise<JobOutcomeRow[]> {
    return this.sql.query(this.store, 'job-outcome', { ...this.variable, after });
  }

  /** The next look shows what came of it, so "it is so already" and "it runs already" are good answers. */
  async act(text: string): Promise<void> {
    await this.sql.execute(this.store, text, { accept: ['AlreadyInEffect', 'AgentBusy'] });
  }

  /** Returns when the job is seen not running. @throws SqlServerError when it has not stopped in time: rolling back lasts. */
  async stop(pollMs: number): Promise<void> {
    const deadline = performance.now() + stopWithinMs;
    while ((await this.runs()) !== undefined) {
      if (performance.now() > deadline) throw this.failure([], `Job ${this.name} has not stopped yet.`, 'EREQINPROG');
      await this.act(actText('stop-job', this.variable));
      await pause(pollMs);
    }
  }

  /**
   * What the run does now, or `undefined` when none is under way. An Agent that was stopped leaves its runs behind as if
   * they still ran: then only the session of the step tells.
   */
  async runs(): Promise<{ readonly percent: number } | undefined> {
    const state = await this.look();
    if (state?.running !== true) return undefined;
    const [progress] = await this.sql.query(this.store, 'job-progress', { program: jobStepProgram(state.jobId) });
    if (progress !== undefined) return { percent: progress.percent };
    const [server] = await this.sql.query(this.store, 'server-facts', {});
    return agentRuns(server) ? { percent: 0 } : undefined;
  }

  failure(
    messages: readonly SqlErrorMessage[],
    detail: string,
    code: 'EARGS' | 'EABORT' | 'ECANCEL' | 'EREQINPROG',
  ): SqlServerError {
    const evidence = { instance: instanceName(this.store), messages, code, detail, connected: true };
    return new SqlServerError(evidence, `job ${this.name}`);
  }
}

/** One attempt at bringing a job to its end. */
class JobRun {
  constructor(
    private readonly job: Job,
    private readonly request: JobRequest,
    private readonly watch: JobWatch,
  ) {}

  async toEnd(): Promise<void> {
    const { job, request } = this;
    let isSettled = false;
    for (;;) {
      this.watch.signal.throwIfAborted();
      const earlier = lastRun(await job.history(0)).outcome;
      const state = await job.look();
      // Read in this order, the outcome of a run that ends meanwhile is neither taken for an earlier one nor missed.
      const outcome = state?.running === true ? earlier : lastRun(await job.history(0)).outcome;
      const move = nextMove(state, outcome, request.text);
      if (move === 'start' && !isSettled) {
        // The Agent writes activity and history a moment after the fact: an earlier attempt's run may not show yet.
        isSettled = true;
        await this.pause();
        continue;
      }
      if (move === 'start' && outcome !== undefined && (await this.isInEffect())) return;
      switch (move) {
        case 'done':
          return;
        case 'attach':
          return this.follow(outcome?.instanceId ?? 0);
        case 'start':
          await job.act(actText('start-job', job.variable));
          return this.follow(outcome?.instanceId ?? 0);
        case 'add job':
          await job.act(
            actText('add-job', {
              ...job.variable,
              description: request.description,
              owner: await administratorAt(job.sql, job.store),
            }),
          );
          isSettled = true;
          break;
        case 'add step':
          await job.act(actText('add-job-step', { ...job.variable, command: request.text }));
          break;
        case 'add server':
          await job.act(actText('add-job-server', job.variable));
          break;
        case 'replace':
          await job.act(actText('delete-job', job.variable));
          break;
        case 'refuse':
          throw this.job.failure(
            [],
            `A job named ${request.name} runs, or ran, another statement; look at it and delete it.`,
            'EARGS',
          );
      }
    }
  }

  /** Follows a run to the first outcome after history row `after`. */
  private async follow(after: number): Promise<void> {
    const { signal, graceMs = 15_000 } = this.watch;
    let lastSeen = performance.now();
    // Between two states of a job its request is not to be seen for a moment; that is no step back.
    let percent = 0;
    for (;;) {
      if (signal.aborted) {
        await this.cancelled();
        return;
      }
      const { outcome, steps } = lastRun(await this.job.history(after));
      if (outcome !== undefined) {
        if (outcome.status !== succeeded && !(await this.isInEffect())) throw this.failureOf(outcome, steps);
        return;
      }
      const run = await this.job.runs();
      if (run !== undefined) {
        lastSeen = performance.now();
        percent = Math.max(percent, run.percent);
        this.watch.onProgress(percent);
      }
      if (performance.now() - lastSeen > graceMs) {
        throw this.job.failure(
          [],
          `SQL Server Agent no longer runs job ${this.request.name}, and it left no outcome.`,
          'EABORT',
        );
      }
      await this.pause();
    }
  }

  /** An abort ends the pause at once; the loop then sees it. */
  private async pause(): Promise<void> {
    await pause(this.watch.pollMs, undefined, { signal: this.watch.signal }).catch(() => undefined);
  }

  private async isInEffect(): Promise<boolean> {
    return (await this.request.isInEffect?.()) ?? false;
  }

  private failureOf(outcome: JobOutcomeRow, steps: readonly JobOutcomeRow[]): SqlServerError {
    const failed = steps.filter(({ status }) => status !== succeeded);
    const told = [...failed, outcome].map(({ message }) => message).join(' ');
    const errors = failed.flatMap(({ message }) => errorsInHistory(message));
    // An Agent whose service stops calls its job failed; only the step says that somebody ended it.
    if ([outcome, ...failed].some(({ status }) => status === wasCancelled))
      return this.job.failure(errors, `Job ${this.request.name} was stopped. ${told}`, 'ECANCEL');
    return this.job.failure(errors, told, 'EARGS');
  }

  private async cancelled(): Promise<never> {
    if (this.watch.onCancelled === 'stop') await this.job.stop(this.watch.pollMs);
    throw this.watch.signal.reason;
  }
}

const wasCancelled = 3;
const dropPollMs = 500;
const stopWithinMs = 120_000;
