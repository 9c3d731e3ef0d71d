/** Agent jobs that are not ours: the three of log shipping. */
import type { Pool, Store, Timing } from '../../domain/topology/pool';
import { agentRuns } from '../adapters/sql-server/sql-rows';
import { until } from '../attempt';
import { setback } from '../failure';
import { shippingJobs, statements, type StandingSchedule } from '../statements';
import { named, type SqlTools } from './tools';

interface Watch {
  readonly timing: Timing;
  readonly signal: AbortSignal;
}

/** The log backup job of a store by the name that it has now: log shipping knows its jobs by id, and people rename them. */
export async function backupJobOf({ sql }: SqlTools, pool: Pool, store: Store): Promise<string> {
  const [row] = await sql.query(store, 'log-shipping-primary', { database: 'mgc' });
  return row?.backupJob ?? shippingJobs(pool).backup;
}

/** Disables a job and waits until no run of it is left; a job that does not exist is idle. */
export async function silence(tools: SqlTools, store: Store, job: string, watch: Watch): Promise<void> {
  const state = await jobState(tools, store, job);
  if (state?.enabled === true) await tools.sql.execute(store, statements.disableJob(job));
  await idle(tools, store, job, watch);
}

export async function enable(tools: SqlTools, store: Store, job: string): Promise<void> {
  if ((await jobState(tools, store, job))?.enabled === false) await tools.sql.execute(store, statements.enableJob(job));
}

/** Starts a job, unless it runs already, and waits until it ends. What it did is for the caller to see. */
export async function runOnce(tools: SqlTools, store: Store, job: string, watch: Watch): Promise<void> {
  if (!(await runs(tools, store, job)))
    await tools.sql.execute(store, statements.startJob(job), { accept: ['AgentBusy'] });
  await idle(tools, store, job, watch);
}

/** The schedule that runs a job every few minutes; `undefined` when it has none. */
export async function scheduleOf({ sql }: SqlTools, store: Store, job: string): Promise<StandingSchedule | undefined> {
  const everyMinutes = 4;
  const found = (await sql.query(store, 'job-schedules', { job })).find(
    ({ subdayType }) => subdayType === everyMinutes,
  );
  return found === undefined ? undefined : { scheduleId: found.scheduleId, minutes: found.subdayInterval };
}

const jobState = async ({ sql }: SqlTools, store: Store, job: string) =>
  (await sql.query(store, 'job-state', { job }))[0];

/** A run that its Agent did not survive keeps an activity row without an end, until the Agent starts again. */
async function runs(tools: SqlTools, store: Store, job: string): Promise<boolean> {
  if ((await jobState(tools, store, job))?.running !== true) return false;
  return agentRuns((await tools.sql.query(store, 'server-facts', {}))[0]);
}

async function idle(tools: SqlTools, store: Store, job: string, { timing, signal }: Watch): Promise<void> {
  await until(async () => ((await runs(tools, store, job)) ? undefined : true), {
    poll: timing.poll,
    within: 6 * 3600,
    late: () => setback('AgentBusy', `The job ${job} on ${named(store)} has been running for six hours.`),
    signal,
  });
}
