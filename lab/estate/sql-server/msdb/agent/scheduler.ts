/** Starts jobs when their schedules are due, with one timer for the next of them. */
import type { MsdbContext } from '../context';
import type { Job, Schedule } from '../tables/agent-tables';
import { dateNumber, timeNumber } from '../values';
import { schedulesOf } from './jobs';
import { nextRun } from './schedule';

/** Longest wait that a Node timer can hold. */
const longestTimer = 2 ** 31 - 1;

interface Planned {
  readonly job: Job;
  readonly schedule: Schedule;
  /** Of the schedule when the instant was computed: a changed schedule is planned anew. */
  readonly version: number;
  readonly at: Date;
}

export class Scheduler {
  #planned = new Map<string, Planned>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly context: MsdbContext,
    private readonly fire: (job: Job, schedule: Schedule) => void,
  ) {}

  start(): void {
    this.plan();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#planned.clear();
  }

  /** Plans what is new or changed, keeps what is not, drops what is disabled or gone. */
  plan(): void {
    const { tables, estate } = this.context;
    const now = estate.clock.now();
    const planned = new Map<string, Planned>();
    for (const job of tables.sysjobs.rows) {
      for (const schedule of job.enabled === 1 ? schedulesOf(this.context, job.job_id) : []) {
        const key = `${job.job_id} ${String(schedule.schedule_id)}`;
        const known = this.#planned.get(key);
        const version = schedule.version_number;
        const at = known?.version === version ? known.at : this.nextRun(schedule, now);
        if (at !== undefined && schedule.enabled === 1) planned.set(key, { job, schedule, version, at });
      }
    }
    this.#planned = planned;
    this.publish();
    this.arm(now);
  }

  /** Schedules are kept by the clock of the host. */
  private nextRun(schedule: Schedule, now: Date): Date | undefined {
    const { estate, instance } = this.context;
    const next = nextRun(schedule, instance.timeZone.local(now), estate.clock.timeScale);
    return next && instance.timeZone.instantOf(next);
  }

  /** Shows the next runs in sysjobschedules and sysjobactivity. */
  private publish(): void {
    const { sysjobschedules, sysjobactivity, syssessions } = this.context.tables;
    const { timeZone } = this.context.instance;
    for (const row of sysjobschedules.rows) {
      const planned = this.#planned.get(`${row.job_id} ${String(row.schedule_id)}`)?.at;
      const at = planned && timeZone.local(planned);
      row.next_run_date = at === undefined ? 0 : dateNumber(at);
      row.next_run_time = at === undefined ? 0 : timeNumber(at);
    }
    const session = syssessions.rows.at(-1)?.session_id;
    for (const row of sysjobactivity.filter(({ session_id }) => session_id === session)) {
      const instants = [...this.#planned.values()]
        .filter(({ job }) => job.job_id === row.job_id)
        .map(({ at }) => at.getTime());
      row.next_scheduled_run_date = instants.length === 0 ? null : timeZone.local(new Date(Math.min(...instants)));
    }
  }

  private arm(now: Date): void {
    clearTimeout(this.#timer);
    if (this.#planned.size === 0) return;
    const next = Math.min(...[...this.#planned.values()].map(({ at }) => at.getTime()));
    this.#timer = setTimeout(() => this.look(), Math.min(Math.max(0, next - now.getTime()), longestTimer));
    this.#timer.unref();
  }

  private look(): void {
    const now = this.context.estate.clock.now();
    for (const [key, { job, schedule, at }] of this.#planned) {
      if (at > now) continue;
      this.#planned.delete(key);
      this.fire(job, schedule);
    }
    this.plan();
  }
}
