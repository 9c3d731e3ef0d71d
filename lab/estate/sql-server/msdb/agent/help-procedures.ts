/** sp_help_job and its relatives of msdb, with their documented result sets. */
import type { MsdbContext } from '../context';
import { sqlError } from '../errors';
import { answer, optional, procedure } from '../procedure';
import type { Arguments, Procedures } from '../procedure';
import { bit, datetime, int, nvarchar, sysname, tinyint } from '../tables/table';
import type { RowOf } from '../tables/table';
import type { Job, JobHistory } from '../tables/agent-tables';
import { sameName } from '../values';
import type { Agent } from './agent';
import {
  activityResult,
  fullResult,
  jobResult,
  scheduleResult,
  stepResult,
  summaryResult,
  targetResult,
} from './help-results';
import { categoryName, jobsUsing, schedulesOf, stepsOf } from './jobs';
import { jobIfNamed, jobParameters, namedJob } from './job-identifiers';

const executionStatus = { executing: 1, waitingForThread: 2, betweenRetries: 3, idle: 4 } as const;
const unknownOutcome = 5;
const jobType = { withoutTarget: 0, local: 1 } as const;

function describe(context: MsdbContext, agent: Agent, job: Job): RowOf<typeof jobResult> {
  const { tables, instance } = context;
  const target = tables.sysjobservers.find(({ job_id }) => job_id === job.job_id);
  const attached = tables.sysjobschedules.filter(({ job_id }) => job_id === job.job_id);
  const [next] = attached
    .filter(({ next_run_date }) => next_run_date > 0)
    .sort((left, right) => left.next_run_date - right.next_run_date || left.next_run_time - right.next_run_time);
  const run = agent.runOf(job.job_id);
  const status =
    run === undefined
      ? executionStatus.idle
      : run.isWaitingForRetry
        ? executionStatus.betweenRetries
        : run.hasStarted
          ? executionStatus.executing
          : executionStatus.waitingForThread;
  return {
    job_id: job.job_id,
    originating_server: instance.name,
    name: job.name,
    enabled: job.enabled,
    description: job.description,
    start_step_id: job.start_step_id,
    category: categoryName(context, job.category_id),
    owner: instance.loginName(job.owner_sid),
    notify_level_eventlog: job.notify_level_eventlog,
    notify_level_email: job.notify_level_email,
    notify_level_netsend: job.notify_level_netsend,
    notify_level_page: job.notify_level_page,
    notify_email_operator: null,
    notify_netsend_operator: null,
    notify_page_operator: null,
    delete_level: job.delete_level,
    date_created: job.date_created,
    date_modified: job.date_modified,
    version_number: job.version_number,
    last_run_date: target?.last_run_date ?? 0,
    last_run_time: target?.last_run_time ?? 0,
    last_run_outcome: target?.last_run_outcome ?? unknownOutcome,
    next_run_date: next?.next_run_date ?? 0,
    next_run_time: next?.next_run_time ?? 0,
    next_run_schedule_id: next?.schedule_id ?? 0,
    current_execution_status: status,
    current_execution_step:
      run?.step === undefined ? '0 (unknown)' : `${String(run.step.step_id)} (${run.step.step_name})`,
    current_retry_attempt: run?.retry ?? 0,
    has_step: stepsOf(context, job.job_id).length,
    has_schedule: attached.length,
    has_target: target === undefined ? 0 : 1,
    type: target === undefined ? jobType.withoutTarget : jobType.local,
  };
}

const jobFilters = [
  optional('@job_type', nvarchar(12)),
  optional('@owner_login_name', sysname),
  optional('@subsystem', nvarchar(40)),
  optional('@category_name', sysname),
  optional('@enabled', tinyint),
  optional('@execution_status', int),
  optional('@date_comparator', nvarchar(1)),
  optional('@date_created', datetime),
  optional('@date_last_modified', datetime),
  optional('@description', nvarchar(512)),
];

/** Whether a job passes the filters of sp_help_job that the call gives. */
function passes(context: MsdbContext, args: Arguments, row: RowOf<typeof jobResult>): boolean {
  const subsystem = args.text('@subsystem');
  const status = args.number('@execution_status');
  const text = (name: string, value: string | null): boolean => {
    const wanted = args.text(name);
    return wanted === undefined || (value !== null && sameName(value, wanted));
  };
  return (
    text('@owner_login_name', row.owner) &&
    text('@category_name', row.category) &&
    (args.number('@enabled') ?? row.enabled) === row.enabled &&
    // 0 means every job that is not idle.
    (status === undefined ||
      (status === 0
        ? row.current_execution_status !== executionStatus.idle
        : row.current_execution_status === status)) &&
    (subsystem === undefined || stepsOf(context, row.job_id).some((step) => sameName(step.subsystem, subsystem)))
  );
}

const aspects = ['JOB', 'STEPS', 'SCHEDULES', 'TARGETS', 'ALL'] as const;
const isAspect = (text: string): text is (typeof aspects)[number] => (aspects as readonly string[]).includes(text);

function describeSchedules(context: MsdbContext, { job_id }: Job): RowOf<typeof scheduleResult>[] {
  return schedulesOf(context, job_id).map((schedule) => {
    const attached = context.tables.sysjobschedules.find(
      (row) => row.job_id === job_id && row.schedule_id === schedule.schedule_id,
    );
    return {
      ...schedule,
      schedule_name: schedule.name,
      schedule_description: null,
      next_run_date: attached?.next_run_date ?? 0,
      next_run_time: attached?.next_run_time ?? 0,
      job_count: jobsUsing(context, schedule.schedule_id),
    };
  });
}

const describeTargets = ({ tables, instance }: MsdbContext, { job_id }: Job): RowOf<typeof targetResult>[] =>
  tables.sysjobservers
    .filter((target) => target.job_id === job_id)
    .map((target) => ({
      ...target,
      server_name: instance.name,
      enlist_date: null,
      last_poll_date: null,
    }));

function historyFilter(args: Arguments): (row: JobHistory) => boolean {
  const atLeast = (name: string, value: number): boolean => value >= (args.number(name) ?? value);
  const atMost = (name: string, value: number): boolean => value <= (args.number(name) ?? value);
  const equal = (name: string, value: number): boolean => value === (args.number(name) ?? value);
  return (row) =>
    equal('@step_id', row.step_id) &&
    equal('@sql_message_id', row.sql_message_id) &&
    equal('@run_status', row.run_status) &&
    atLeast('@sql_severity', row.sql_severity) &&
    atLeast('@start_run_date', row.run_date) &&
    atMost('@end_run_date', row.run_date) &&
    atLeast('@start_run_time', row.run_time) &&
    atMost('@end_run_time', row.run_time) &&
    atLeast('@minimum_run_duration', row.run_duration) &&
    atLeast('@minimum_retries', row.retries_attempted);
}

const historyFilters = [
  '@step_id',
  '@sql_message_id',
  '@sql_severity',
  '@start_run_date',
  '@end_run_date',
  '@start_run_time',
  '@end_run_time',
  '@minimum_run_duration',
  '@run_status',
  '@minimum_retries',
  '@oldest_first',
].map((name) => optional(name, int));

export const helpProcedures = (context: MsdbContext, agent: Agent): Procedures => ({
  sp_help_job: procedure([...jobParameters, optional('@job_aspect', nvarchar(9)), ...jobFilters], (args) => {
    const aspect = args.text('@job_aspect')?.toUpperCase();
    if (aspect !== undefined && !isAspect(aspect)) throw sqlError(14266, '@job_aspect', aspects.join(', '));
    const job = jobIfNamed(context, args);
    // Without a job there is but the list; of one job everything is shown that the aspect does not leave out.
    if (aspect !== undefined && job === undefined) throw sqlError(14280);
    const shows = (wanted: (typeof aspects)[number]): boolean =>
      aspect === wanted || (job !== undefined && (aspect ?? 'ALL') === 'ALL');
    const jobs = job === undefined ? [...context.tables.sysjobs.rows] : [job];
    if (job === undefined || shows('JOB')) {
      const rows = jobs.map((each) => describe(context, agent, each)).filter((row) => passes(context, args, row));
      answer(args, jobResult, rows);
    }
    if (job === undefined) return;
    if (shows('STEPS')) answer(args, stepResult, stepsOf(context, job.job_id));
    if (shows('SCHEDULES')) answer(args, scheduleResult, describeSchedules(context, job));
    if (shows('TARGETS')) answer(args, targetResult, describeTargets(context, job));
  }),

  sp_help_jobactivity: procedure([...jobParameters, optional('@session_id', int)], (args) => {
    const { sysjobactivity, sysjobs, sysjobhistory } = context.tables;
    const job = jobIfNamed(context, args);
    const session = args.number('@session_id') ?? agent.latestSession;
    const rows = sysjobactivity.filter(
      ({ session_id, job_id }) => session_id === session && (job === undefined || job_id === job.job_id),
    );
    answer(
      args,
      activityResult,
      rows.map(({ last_executed_step_date, ...row }) => {
        const history = sysjobhistory.find(({ instance_id }) => instance_id === row.job_history_id);
        return {
          ...row,
          job_name: sysjobs.find(({ job_id }) => job_id === row.job_id)?.name ?? '',
          last_exectued_step_date: last_executed_step_date,
          message: history?.message?.slice(0, 1024) ?? null,
          run_status: history?.run_status ?? null,
          operator_id_emailed: history?.operator_id_emailed ?? null,
          operator_id_netsent: history?.operator_id_netsent ?? null,
          operator_id_paged: history?.operator_id_paged ?? null,
        };
      }),
    );
  }),

  sp_help_jobhistory: procedure(
    [...jobParameters, ...historyFilters, optional('@server', sysname), optional('@mode', nvarchar(7), 'SUMMARY')],
    (args) => {
      const { sysjobs, sysjobhistory } = context.tables;
      const mode = args.text('@mode')?.toUpperCase();
      if (mode !== 'SUMMARY' && mode !== 'FULL') throw sqlError(14266, '@mode', 'SUMMARY, FULL');
      const job = jobIfNamed(context, args);
      const matches = historyFilter(args);
      const rows = sysjobhistory
        .filter(
          (row) =>
            (job === undefined || row.job_id === job.job_id) && matches(row) && (mode === 'FULL' || row.step_id === 0),
        )
        .map((row) => ({
          ...row,
          job_name: sysjobs.find(({ job_id }) => job_id === row.job_id)?.name ?? '',
          operator_emailed: null,
          operator_netsent: null,
          operator_paged: null,
        }));
      if (args.bit('@oldest_first') !== true) rows.reverse();
      if (mode === 'FULL') answer(args, fullResult, rows);
      else answer(args, summaryResult, rows);
    },
  ),

  sp_help_jobstep: procedure(
    [...jobParameters, optional('@step_id', int), optional('@step_name', sysname), optional('@suffix', bit)],
    (args) => {
      const id = args.number('@step_id');
      const name = args.text('@step_name');
      const steps = stepsOf(context, namedJob(context, args).job_id);
      answer(
        args,
        stepResult,
        steps.filter(
          (step) => step.step_id === (id ?? step.step_id) && sameName(step.step_name, name ?? step.step_name),
        ),
      );
    },
  ),

  sp_help_jobschedule: procedure(
    [
      ...jobParameters,
      optional('@schedule_name', sysname),
      optional('@schedule_id', int),
      optional('@include_description', bit),
    ],
    (args) => {
      const job = namedJob(context, args);
      const id = args.number('@schedule_id');
      const name = args.text('@schedule_name');
      const schedules = describeSchedules(context, job);
      answer(
        args,
        scheduleResult,
        schedules.filter(
          (schedule) =>
            schedule.schedule_id === (id ?? schedule.schedule_id) &&
            sameName(schedule.schedule_name, name ?? schedule.schedule_name),
        ),
      );
    },
  ),
});
