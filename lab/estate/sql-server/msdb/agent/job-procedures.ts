/** sp_add_job, sp_update_job, sp_delete_job, sp_add_jobserver of msdb. */
import type { MsdbContext } from '../context';
import { sqlError } from '../errors';
import { mandatory, optional, outputOf, procedure } from '../procedure';
import type { Arguments, Procedures } from '../procedure';
import { guid, int, nvarchar, sysname, tinyint } from '../tables/table';
import { uncategorized } from '../tables/agent-tables';
import { sameName } from '../values';
import type { Agent } from './agent';
import { addJob, categoryId, deleteJob, targetHere } from './jobs';
import { jobParameters, namedJob, touch } from './job-identifiers';

const booleans = [0, 1];
const levels = [0, 1, 2, 3];

/** Settings that sp_add_job and sp_update_job share. */
const settings = [
  optional('@description', nvarchar(512)),
  optional('@start_step_id', int),
  optional('@category_name', sysname),
  optional('@owner_login_name', sysname),
  optional('@notify_level_eventlog', int),
  optional('@notify_level_email', int),
  optional('@notify_level_netsend', int),
  optional('@notify_level_page', int),
  optional('@notify_email_operator_name', sysname),
  optional('@notify_netsend_operator_name', sysname),
  optional('@notify_page_operator_name', sysname),
  optional('@delete_level', int),
];

function newJobName({ tables }: MsdbContext, args: Arguments, parameter: string, except?: string): string | undefined {
  const name = args.shortText(parameter, 128);
  if (name === undefined) return undefined;
  if (name === '') throw sqlError(14262, parameter, name);
  if (name.includes('%')) throw sqlError(14289, parameter, '%');
  const taken = tables.sysjobs.find((job) => sameName(job.name, name) && job.job_id !== except);
  if (taken !== undefined) throw sqlError(14261, '@name', name);
  return name;
}

function readSettings(context: MsdbContext, args: Arguments) {
  const startStep = args.number('@start_step_id');
  if (startStep !== undefined && startStep < 1) throw sqlError(14266, '@start_step_id', '> 0');
  const category = args.text('@category_name');
  return {
    enabled: args.oneOf('@enabled', booleans),
    description: args.shortText('@description', 512),
    startStep,
    categoryId: category === undefined ? undefined : categoryId(context, category),
    owner: args.text('@owner_login_name'),
    notifyEventLog: args.oneOf('@notify_level_eventlog', levels),
    deleteLevel: args.oneOf('@delete_level', levels),
  };
}

export const jobProcedures = (context: MsdbContext, agent: Agent): Procedures => ({
  sp_add_job: procedure(
    [
      mandatory('@job_name', sysname),
      optional('@enabled', tinyint, 1),
      ...settings,
      outputOf('@job_id', guid),
      optional('@originating_server', sysname),
    ],
    (args) => {
      const name = newJobName(context, args, '@job_name') ?? '';
      const { enabled, categoryId: category, owner, ...rest } = readSettings(context, args);
      const job = addJob(context, {
        ...rest,
        name,
        owner: owner ?? args.call.session.login,
        categoryId: category ?? categoryId(context, uncategorized),
        enabled: enabled !== 0,
      });
      args.call.output('@job_id', job.job_id);
      context.estate.changed(`job ${name} added on ${context.instance.name}`);
    },
  ),

  sp_update_job: procedure(
    [
      ...jobParameters,
      optional('@new_name', sysname),
      optional('@enabled', tinyint),
      ...settings,
      optional('@automatic_post', int, 1),
    ],
    (args) => {
      const job = namedJob(context, args);
      const name = newJobName(context, args, '@new_name', job.job_id);
      const {
        enabled,
        description,
        startStep,
        categoryId: category,
        owner,
        notifyEventLog,
        deleteLevel,
      } = readSettings(context, args);
      job.name = name ?? job.name;
      job.enabled = enabled ?? job.enabled;
      job.description = description ?? job.description;
      job.start_step_id = startStep ?? job.start_step_id;
      job.category_id = category ?? job.category_id;
      if (owner !== undefined) job.owner_sid = context.instance.sidOf(owner);
      job.notify_level_eventlog = notifyEventLog ?? job.notify_level_eventlog;
      job.delete_level = deleteLevel ?? job.delete_level;
      touch(context, job);
      agent.notify();
      context.estate.changed(`job ${job.name} changed on ${context.instance.name}`);
    },
  ),

  sp_delete_job: procedure(
    [
      ...jobParameters,
      optional('@originating_server', sysname),
      optional('@delete_history', int, 1),
      optional('@delete_unused_schedule', int, 1),
    ],
    (args) => {
      const job = namedJob(context, args);
      deleteJob(context, job.job_id, {
        history: args.bit('@delete_history') !== false,
        unusedSchedules: args.bit('@delete_unused_schedule') !== false,
      });
      agent.forget(job.job_id);
      context.estate.changed(`job ${job.name} deleted on ${context.instance.name}`);
    },
  ),

  sp_add_jobserver: procedure(
    [...jobParameters, optional('@server_name', sysname, '(local)'), optional('@automatic_post', int, 1)],
    (args) => {
      const job = namedJob(context, args);
      const server = args.shortText('@server_name', 30) ?? '(local)';
      if (!sameName(server, '(local)') && !sameName(server, context.instance.name))
        throw sqlError(14262, '@server_name', server);
      if (context.tables.sysjobservers.find(({ job_id }) => job_id === job.job_id) !== undefined) {
        throw sqlError(14269, job.name, context.instance.name);
      }
      targetHere(context, job);
      if (agent.isRunning) agent.activityOf(job);
      agent.notify();
    },
  ),
});
