/** Agent jobs that are not ours: the three of log shipping. */
import type { Act } from '../../../domain/run/plan';
import { jobNamed, type ShippingFacts } from '../../../domain/log-shipping-record';
import type { Store } from '../../../domain/topology/pool';
import { statementsOn } from '../../acts';
import { agentRuns } from '../../adapters/sql-server/sql-rows';
import { until } from '../../attempt';
import type { Context } from '../../context';
import { setback } from '../../failure';
import { named } from '../../looks/database';
import { backupJobIn, shippingJobs, statements } from '../../statements';

/** The log backup job of a store by the name that it has now: log shipping knows its jobs by id, and people rename them. */
export async function backupJobOf({ tools }: Context, store: Store): Promise<string> {
  const [row] = await tools.sql.query(store, 'log-shipping-primary', { database: 'mgc' });
  return row?.backupJob ?? shippingJobs(store).backup;
}

/** The line of `silence`, where there is anything to silence. */
export const silencing = (store: Store, facts: ShippingFacts, job: string): Act[] =>
  jobNamed(facts, job)?.enabled === true ? statementsOn(store, [statements.disableJob(job)]) : [];

/** The same for the log backup job of a store. */
export const silencingBackups = (store: Store, facts: ShippingFacts): Act[] =>
  silencing(store, facts, backupJobIn(facts, store));

/** Disables a job and waits until no run of it is left; a job that does not exist is idle. */
export async function silence(context: Context, store: Store, job: string): Promise<void> {
  const state = await jobState(context, store, job);
  if (state?.enabled === true) await context.tools.sql.execute(store, statements.disableJob(job));
  await idle(context, store, job);
}

export async function enable(context: Context, store: Store, job: string): Promise<void> {
  if ((await jobState(context, store, job))?.enabled === false)
    await context.tools.sql.execute(store, statements.enableJob(job));
}

/** Starts a job, unless it runs already, and waits until it ends. What it did is for the caller to see. */
export async function runOnce(context: Context, store: Store, job: string): Promise<void> {
  if (!(await runs(context, store, job)))
    await context.tools.sql.execute(store, statements.startJob(job), { accept: ['AgentBusy'] });
  await idle(context, store, job);
}

const jobState = async ({ tools }: Context, store: Store, job: string) =>
  (await tools.sql.query(store, 'job-state', { job }))[0];

/** A run that its Agent did not survive keeps an activity row without an end, until the Agent starts again. */
async function runs(context: Context, store: Store, job: string): Promise<boolean> {
  if ((await jobState(context, store, job))?.running !== true) return false;
  return agentRuns((await context.tools.sql.query(store, 'server-facts', {}))[0]);
}

async function idle(context: Context, store: Store, job: string): Promise<void> {
  const { pool, signal } = context;
  await until(async () => ((await runs(context, store, job)) ? undefined : true), {
    poll: pool.timing.poll,
    within: 6 * 3600,
    late: () => setback('AgentBusy', `The job ${job} on ${named(store)} has been running for six hours.`),
    signal,
  });
}
