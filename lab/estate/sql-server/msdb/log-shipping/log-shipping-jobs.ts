/** The Agent jobs that the log-shipping procedures create and delete; they are made disabled and without a schedule. */
import type { Agent } from '../agent/agent';
import { addJob, addStep, categoryId, deleteJob, targetHere } from '../agent/jobs';
import type { MsdbContext } from '../context';
import { sqlError } from '../errors';
import type { Job } from '../tables/agent-tables';
import { sameName } from '../values';
import { commandLine } from './sqllogship';

/** Messages 32004 to 32006: the names of the steps. */
const stepNames = {
  Backup: 'Log shipping backup log job step.',
  Copy: 'Log shipping copy job step.',
  Restore: 'Log shipping restore log job step.',
} as const;

export interface LogShippingJob {
  readonly name: string;
  readonly operation: keyof typeof stepNames;
  /** Of the log-shipping primary or secondary. */
  readonly id: string;
  readonly owner: string;
}

/** Makes room for a job of this name: an old log-shipping job goes, any other forbids it (32022). */
function replaceJob(context: MsdbContext, agent: Agent, name: string, category: number): void {
  for (const job of context.tables.sysjobs.filter((other) => sameName(other.name, name))) {
    if (job.category_id !== category) throw sqlError(32022, name);
    deleteJobAndRun(context, agent, job.job_id);
  }
}

export function deleteJobAndRun(context: MsdbContext, agent: Agent, jobId: string): void {
  deleteJob(context, jobId);
  agent.forget(jobId);
}

export function addLogShippingJob(
  context: MsdbContext,
  agent: Agent,
  { name, operation, id, owner }: LogShippingJob,
): Job {
  const category = categoryId(context, `Log Shipping ${operation}`);
  replaceJob(context, agent, name, category);
  const job = addJob(context, { name, owner, categoryId: category, enabled: false });
  addStep(context, {
    job_id: job.job_id,
    step_id: 1,
    step_name: stepNames[operation],
    subsystem: 'CmdExec',
    command: commandLine(context, operation, id),
  });
  targetHere(context, job);
  return job;
}
