/** sp_add_schedule and its relatives of msdb. Frequencies other than once, daily and "at Agent start" are refused. */
import type { MsdbContext } from '../context';
import { localNow } from '../context';
import { sqlError } from '../errors';
import { mandatory, optional, outputOf, procedure } from '../procedure';
import type { Arguments, Procedures } from '../procedure';
import { guid, int, sysname, tinyint } from '../tables/table';
import type { Job, Schedule } from '../tables/agent-tables';
import { dateNumber, newGuid } from '../values';
import type { Agent } from './agent';
import { jobsUsing } from './jobs';
import { jobParameters, namedJob, namedSchedule, scheduleParameters, touch } from './job-identifiers';
import { frequencyType } from './schedule';

const timing = [
  optional('@enabled', tinyint),
  optional('@freq_type', int),
  optional('@freq_interval', int),
  optional('@freq_subday_type', int),
  optional('@freq_subday_interval', int),
  optional('@freq_relative_interval', int),
  optional('@freq_recurrence_factor', int),
  optional('@active_start_date', int),
  optional('@active_end_date', int),
  optional('@active_start_time', int),
  optional('@active_end_time', int),
];

type Timing = Omit<
  Schedule,
  | 'schedule_id'
  | 'schedule_uid'
  | 'originating_server_id'
  | 'name'
  | 'owner_sid'
  | 'date_created'
  | 'date_modified'
  | 'version_number'
>;

const newTiming = (today: Date): Timing => ({
  enabled: 1,
  freq_type: 0,
  freq_interval: 0,
  freq_subday_type: 0,
  freq_subday_interval: 0,
  freq_relative_interval: 0,
  freq_recurrence_factor: 0,
  active_start_date: dateNumber(today),
  active_end_date: 99991231,
  active_start_time: 0,
  active_end_time: 235959,
});

/** The timing with what the call says, checked as sp_verify_schedule does. */
function readTiming(args: Arguments, before: Timing): Timing {
  const after: Timing = {
    enabled: args.oneOf('@enabled', [0, 1]) ?? before.enabled,
    freq_type: args.number('@freq_type') ?? before.freq_type,
    freq_interval: args.number('@freq_interval') ?? before.freq_interval,
    freq_subday_type: args.oneOf('@freq_subday_type', [0, 1, 2, 4, 8]) ?? before.freq_subday_type,
    freq_subday_interval: args.number('@freq_subday_interval') ?? before.freq_subday_interval,
    freq_relative_interval: args.number('@freq_relative_interval') ?? before.freq_relative_interval,
    freq_recurrence_factor: args.number('@freq_recurrence_factor') ?? before.freq_recurrence_factor,
    active_start_date: args.number('@active_start_date') ?? before.active_start_date,
    active_end_date: args.number('@active_end_date') ?? before.active_end_date,
    active_start_time: args.number('@active_start_time') ?? before.active_start_time,
    active_end_time: args.number('@active_end_time') ?? before.active_end_time,
  };
  const modelled: readonly number[] = Object.values(frequencyType);
  if (!modelled.includes(after.freq_type)) throw sqlError(14266, '@freq_type', modelled.join(', '));
  if (after.freq_type === frequencyType.daily && after.freq_interval < 1)
    throw sqlError(14266, '@freq_interval', '> 0');
  const repeats = after.freq_subday_type > 1;
  if (repeats && after.freq_subday_interval < 1) throw sqlError(14266, '@freq_subday_interval', '> 0');
  if (after.freq_type === frequencyType.daily && after.freq_subday_type === 0) after.freq_subday_type = 1;
  return after;
}

function addSchedule(context: MsdbContext, args: Arguments, name: string): Schedule {
  const { tables, instance } = context;
  const now = localNow(context);
  return tables.sysschedules.add({
    ...readTiming(args, newTiming(now)),
    schedule_id: tables.sysschedules.nextIdentity(),
    schedule_uid: newGuid(),
    originating_server_id: 0,
    name,
    owner_sid: instance.sidOf(args.text('@owner_login_name') ?? args.call.session.login),
    date_created: now,
    date_modified: now,
    version_number: 1,
  });
}

function attach({ tables }: MsdbContext, job: Job, { schedule_id }: Schedule): void {
  const row = { schedule_id, job_id: job.job_id, next_run_date: 0, next_run_time: 0 };
  const isAttached =
    tables.sysjobschedules.find((other) => other.job_id === row.job_id && other.schedule_id === schedule_id) !==
    undefined;
  if (!isAttached) tables.sysjobschedules.add(row);
}

const outputs = (args: Arguments, { schedule_id, schedule_uid }: Schedule): void => {
  args.call.output('@schedule_id', schedule_id);
  args.call.output('@schedule_uid', schedule_uid);
};

export const scheduleProcedures = (context: MsdbContext, agent: Agent): Procedures => ({
  sp_add_schedule: procedure(
    [
      mandatory('@schedule_name', sysname),
      ...timing,
      optional('@owner_login_name', sysname),
      outputOf('@schedule_uid', guid),
      outputOf('@schedule_id', int),
      optional('@originating_server', sysname),
    ],
    (args) => outputs(args, addSchedule(context, args, args.text('@schedule_name') ?? '')),
  ),

  sp_add_jobschedule: procedure(
    [
      ...jobParameters,
      mandatory('@name', sysname),
      ...timing,
      outputOf('@schedule_id', int),
      optional('@automatic_post', int, 1),
      outputOf('@schedule_uid', guid),
    ],
    (args) => {
      const job = namedJob(context, args);
      const schedule = addSchedule(context, args, args.text('@name') ?? '');
      attach(context, job, schedule);
      outputs(args, schedule);
      agent.notify();
    },
  ),

  sp_attach_schedule: procedure(
    [...jobParameters, ...scheduleParameters, optional('@automatic_post', int, 1)],
    (args) => {
      attach(context, namedJob(context, args), namedSchedule(context, args));
      agent.notify();
    },
  ),

  sp_detach_schedule: procedure(
    [
      ...jobParameters,
      ...scheduleParameters,
      optional('@delete_unused_schedule', int, 0),
      optional('@automatic_post', int, 1),
    ],
    (args) => {
      const { sysjobschedules, sysschedules } = context.tables;
      const job = namedJob(context, args);
      const { schedule_id, name } = namedSchedule(context, args);
      const removed = sysjobschedules.remove((row) => row.job_id === job.job_id && row.schedule_id === schedule_id);
      if (removed === 0) throw sqlError(14374, '@schedule_name', name, job.job_id);
      if (args.bit('@delete_unused_schedule') === true && jobsUsing(context, schedule_id) === 0) {
        sysschedules.remove((row) => row.schedule_id === schedule_id);
      }
      agent.notify();
    },
  ),

  sp_delete_schedule: procedure(
    [...scheduleParameters, optional('@force_delete', int, 0), optional('@automatic_post', int, 1)],
    (args) => {
      const { sysjobschedules, sysschedules } = context.tables;
      const { schedule_id } = namedSchedule(context, args);
      if (args.bit('@force_delete') !== true && jobsUsing(context, schedule_id) > 0) throw sqlError(14372);
      sysjobschedules.remove((row) => row.schedule_id === schedule_id);
      sysschedules.remove((row) => row.schedule_id === schedule_id);
      agent.notify();
    },
  ),

  sp_update_schedule: procedure(
    [
      optional('@schedule_id', int),
      optional('@name', sysname),
      optional('@new_name', sysname),
      ...timing,
      optional('@owner_login_name', sysname),
      optional('@automatic_post', int, 1),
    ],
    (args) => {
      const schedule = namedSchedule(context, args, '@name');
      Object.assign(schedule, readTiming(args, schedule));
      schedule.name = args.text('@new_name') ?? schedule.name;
      touch(context, schedule);
      agent.notify();
    },
  ),
});
