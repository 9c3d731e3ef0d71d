/** Finds the job, step or schedule that a call names (msdb: sp_verify_job_identifiers, sp_verify_schedule_identifiers). */
import type { MsdbContext } from '../context';
import { localNow } from '../context';
import { sqlError } from '../errors';
import { optional } from '../procedure';
import type { Arguments } from '../procedure';
import { guid, int, sysname } from '../tables/table';
import type { Job, Schedule } from '../tables/agent-tables';
import { sameName } from '../values';

/** `@job_id`, `@job_name`: every procedure about a job takes either. */
export const jobParameters = [optional('@job_id', guid), optional('@job_name', sysname)];

/** The job that the call names, or `undefined` where it names none and the procedure allows that. */
export function jobIfNamed({ tables }: MsdbContext, args: Arguments): Job | undefined {
  const id = args.guid('@job_id');
  const name = args.text('@job_name');
  if (id !== undefined) {
    const job = tables.sysjobs.find(({ job_id }) => job_id === id);
    if (job === undefined) throw sqlError(14262, '@job_id', id);
    if (name !== undefined && !sameName(job.name, name)) throw sqlError(14294, '@job_id', '@job_name');
    return job;
  }
  if (name === undefined) return undefined;
  const [job, second] = tables.sysjobs.filter((candidate) => sameName(candidate.name, name));
  if (job === undefined) throw sqlError(14262, '@job_name', name);
  if (second !== undefined) throw sqlError(14293, name, '@job_id', '@job_name');
  return job;
}

export function namedJob(context: MsdbContext, args: Arguments): Job {
  const job = jobIfNamed(context, args);
  if (job === undefined) throw sqlError(14294, '@job_id', '@job_name');
  return job;
}

/** `@schedule_id`, `@schedule_name`. */
export const scheduleParameters = [optional('@schedule_id', int), optional('@schedule_name', sysname)];

export function namedSchedule({ tables }: MsdbContext, args: Arguments, nameParameter = '@schedule_name'): Schedule {
  const id = args.number('@schedule_id');
  if (id !== undefined) {
    const schedule = tables.sysschedules.find(({ schedule_id }) => schedule_id === id);
    if (schedule === undefined) throw sqlError(14262, '@schedule_id', id);
    return schedule;
  }
  const name = args.text(nameParameter) ?? '';
  const [schedule, second] = tables.sysschedules.filter((candidate) => sameName(candidate.name, name));
  if (schedule === undefined) throw sqlError(14262, nameParameter, name);
  if (second !== undefined) throw sqlError(14371, name, '@schedule_id', nameParameter);
  return schedule;
}

/** A job or schedule was changed by its administrator. */
export function touch(context: MsdbContext, row: { date_modified: Date; version_number: number }): void {
  row.date_modified = localNow(context);
  row.version_number += 1;
}
