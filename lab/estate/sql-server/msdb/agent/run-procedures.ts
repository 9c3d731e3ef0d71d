/** sp_start_job and sp_stop_job of msdb: both signal the Agent and return at once. */
import type { MsdbContext } from '../context';
import { formatMessage, severityOf, sqlError } from '../errors';
import { optional, procedure } from '../procedure';
import type { Arguments, Procedures } from '../procedure';
import { int, sysname } from '../tables/table';
import type { Job } from '../tables/agent-tables';
import { sameName } from '../values';
import type { Agent } from './agent';
import { stepsOf } from './jobs';
import { jobParameters, namedJob } from './job-identifiers';

function requireTarget({ tables }: MsdbContext, job: Job, refusal: 14256 | 14257): void {
  if (tables.sysjobservers.find(({ job_id }) => job_id === job.job_id) === undefined)
    throw sqlError(refusal, job.name, job.job_id);
}

function startStep(context: MsdbContext, job: Job, args: Arguments): number | undefined {
  const name = args.text('@step_name');
  if (name === undefined) return undefined;
  const step = stepsOf(context, job.job_id).find(({ step_name }) => sameName(step_name, name));
  if (step === undefined) throw sqlError(14262, '@step_name', name);
  return step.step_id;
}

export const runProcedures = (context: MsdbContext, agent: Agent): Procedures => ({
  sp_start_job: procedure(
    [
      ...jobParameters,
      optional('@error_flag', int, 1),
      optional('@server_name', sysname),
      optional('@step_name', sysname),
      optional('@output_flag', int, 1),
    ],
    (args) => {
      const { session } = args.call;
      const job = namedJob(context, args);
      requireTarget(context, job, 14256);
      agent.startByUser(job, session.login, startStep(context, job, args));
      if (args.number('@output_flag') !== 0) session.message(14243, severityOf(14243), formatMessage(14243, job.name));
    },
  ),

  sp_stop_job: procedure(
    [...jobParameters, optional('@originating_server', sysname), optional('@server_name', sysname)],
    (args) => {
      const { session } = args.call;
      const job = namedJob(context, args);
      requireTarget(context, job, 14257);
      agent.stopByUser(job, session.login);
      session.message(14254, severityOf(14254), formatMessage(14254, job.name));
    },
  ),
});
