/** Jobs as rows: made, given a step and a schedule, and deleted. Procedures and log shipping share it. */
import type { MsdbContext } from '../context';
import { localNow } from '../context';
import { sqlError } from '../errors';
import type { Job, JobStep, Schedule } from '../tables/agent-tables';
import { newGuid, sameName } from '../values';

export interface NewJob {
  readonly name: string;
  readonly owner: string;
  readonly categoryId: number;
  readonly enabled: boolean;
  readonly description?: string | undefined;
  readonly startStep?: number | undefined;
  readonly notifyEventLog?: number | undefined;
  readonly deleteLevel?: number | undefined;
}

export function categoryId({ tables }: MsdbContext, name: string): number {
  const category = tables.syscategories.find((candidate) => sameName(candidate.name, name));
  if (category === undefined) throw sqlError(14234, '@category_name', 'sp_help_category');
  return category.category_id;
}

export function addJob(context: MsdbContext, job: NewJob): Job {
  const { tables, instance } = context;
  const now = localNow(context);
  return tables.sysjobs.add({
    job_id: newGuid(),
    originating_server_id: 0,
    name: job.name,
    enabled: job.enabled ? 1 : 0,
    description: job.description ?? 'No description available.',
    start_step_id: job.startStep ?? 1,
    category_id: job.categoryId,
    owner_sid: instance.sidOf(job.owner),
    notify_level_eventlog: job.notifyEventLog ?? 2,
    notify_level_email: 0,
    notify_level_netsend: 0,
    notify_level_page: 0,
    notify_email_operator_id: 0,
    notify_netsend_operator_id: 0,
    notify_page_operator_id: 0,
    delete_level: job.deleteLevel ?? 0,
    date_created: now,
    date_modified: now,
    version_number: 1,
  });
}

export type NewStep = Pick<JobStep, 'job_id' | 'step_id' | 'step_name' | 'subsystem' | 'command'> & Partial<JobStep>;

export const addStep = ({ tables }: MsdbContext, step: NewStep): JobStep =>
  tables.sysjobsteps.add({
    flags: 0,
    additional_parameters: null,
    cmdexec_success_code: 0,
    on_success_action: 1,
    on_success_step_id: 0,
    on_fail_action: 2,
    on_fail_step_id: 0,
    server: null,
    database_name: null,
    database_user_name: null,
    retry_attempts: 0,
    retry_interval: 0,
    os_run_priority: 0,
    output_file_name: null,
    last_run_outcome: 0,
    last_run_duration: 0,
    last_run_retries: 0,
    last_run_date: 0,
    last_run_time: 0,
    proxy_id: null,
    step_uid: newGuid(),
    ...step,
  });

/** Outcome of a job that has never run. */
const unknownOutcome = 5;

export function targetHere({ tables }: MsdbContext, job: Job): void {
  tables.sysjobservers.add({
    job_id: job.job_id,
    server_id: 0,
    last_run_outcome: unknownOutcome,
    last_outcome_message: null,
    last_run_date: 0,
    last_run_time: 0,
    last_run_duration: 0,
  });
}

export function stepsOf({ tables }: MsdbContext, jobId: string): JobStep[] {
  return tables.sysjobsteps
    .filter(({ job_id }) => job_id === jobId)
    .sort((left, right) => left.step_id - right.step_id);
}

export function schedulesOf({ tables }: MsdbContext, jobId: string): Schedule[] {
  const ids = tables.sysjobschedules.filter(({ job_id }) => job_id === jobId).map(({ schedule_id }) => schedule_id);
  return tables.sysschedules.filter(({ schedule_id }) => ids.includes(schedule_id));
}

export const jobsUsing = ({ tables }: MsdbContext, scheduleId: number): number =>
  tables.sysjobschedules.filter(({ schedule_id }) => schedule_id === scheduleId).length;

/** Removes the job, its schedules that nothing else uses and, unless kept, its history. */
export function deleteJob(
  context: MsdbContext,
  jobId: string,
  { history = true, unusedSchedules = true }: { history?: boolean; unusedSchedules?: boolean } = {},
): void {
  const { tables } = context;
  const schedules = schedulesOf(context, jobId);
  const ofJob = ({ job_id }: { job_id: string }): boolean => job_id === jobId;
  for (const table of [
    tables.sysjobs,
    tables.sysjobsteps,
    tables.sysjobservers,
    tables.sysjobschedules,
    tables.sysjobactivity,
  ]) {
    table.remove(ofJob);
  }
  if (history) tables.sysjobhistory.remove(ofJob);
  if (!unusedSchedules) return;
  const unused = schedules.map(({ schedule_id }) => schedule_id).filter((id) => jobsUsing(context, id) === 0);
  tables.sysschedules.remove(({ schedule_id }) => unused.includes(schedule_id));
}
