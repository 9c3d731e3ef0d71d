/** sp_add_jobstep of msdb. */
import type { MsdbContext } from '../context';
import { sqlError } from '../errors';
import { mandatory, optional, outputOf, procedure } from '../procedure';
import type { Arguments, Procedures } from '../procedure';
import { guid, int, nvarchar, sysname, tinyint } from '../tables/table';
import type { JobStep } from '../tables/agent-tables';
import { sameName } from '../values';
import { addStep, stepsOf } from './jobs';
import { jobParameters, namedJob, touch } from './job-identifiers';

/** Subsystems of sp_enum_sqlagent_subsystems, as msdb spells them. */
const subsystems = [
  'TSQL',
  'CmdExec',
  'PowerShell',
  'SSIS',
  'Snapshot',
  'LogReader',
  'Distribution',
  'Merge',
  'QueueReader',
  'ANALYSISQUERY',
  'ANALYSISCOMMAND',
  'ActiveScripting',
];
const actions = [1, 2, 3, 4];

const parameters = [
  optional('@subsystem', nvarchar(40)),
  optional('@command', nvarchar('max')),
  optional('@additional_parameters', nvarchar('max')),
  optional('@cmdexec_success_code', int),
  optional('@on_success_action', tinyint),
  optional('@on_success_step_id', int),
  optional('@on_fail_action', tinyint),
  optional('@on_fail_step_id', int),
  optional('@server', sysname),
  optional('@database_name', sysname),
  optional('@database_user_name', sysname),
  optional('@retry_attempts', int),
  optional('@retry_interval', int),
  optional('@os_run_priority', int),
  optional('@output_file_name', nvarchar(200)),
  optional('@flags', int),
  optional('@proxy_id', int),
  optional('@proxy_name', sysname),
];

/** What the call says about the step; what it does not say is left out. */
function readStep(args: Arguments): Partial<JobStep> {
  const subsystem = args.text('@subsystem');
  const known = subsystem === undefined ? undefined : subsystems.find((name) => sameName(name, subsystem));
  if (subsystem !== undefined && known === undefined)
    throw sqlError(14234, '@subsystem', 'sp_enum_sqlagent_subsystems');
  const proxy = args.text('@proxy_name');
  if (proxy !== undefined) throw sqlError(14262, '@proxy_name', proxy);
  const said = {
    subsystem: known,
    command: args.text('@command'),
    additional_parameters: args.text('@additional_parameters'),
    cmdexec_success_code: args.number('@cmdexec_success_code'),
    on_success_action: args.oneOf('@on_success_action', actions),
    on_success_step_id: args.number('@on_success_step_id'),
    on_fail_action: args.oneOf('@on_fail_action', actions),
    on_fail_step_id: args.number('@on_fail_step_id'),
    server: args.text('@server'),
    database_name: args.text('@database_name'),
    database_user_name: args.text('@database_user_name'),
    retry_attempts: args.number('@retry_attempts'),
    retry_interval: args.number('@retry_interval'),
    os_run_priority: args.number('@os_run_priority'),
    output_file_name: args.text('@output_file_name'),
    flags: args.number('@flags'),
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

function requireNewStepName(steps: readonly JobStep[], name: string): void {
  if (steps.some(({ step_name }) => sameName(step_name, name))) throw sqlError(14261, '@step_name', name);
}

export const stepProcedures = (context: MsdbContext): Procedures => ({
  sp_add_jobstep: procedure(
    [
      ...jobParameters,
      optional('@step_id', int),
      mandatory('@step_name', sysname),
      ...parameters,
      outputOf('@step_uid', guid),
    ],
    (args) => {
      const job = namedJob(context, args);
      const steps = stepsOf(context, job.job_id);
      const last = steps.length + 1;
      const step_id = args.number('@step_id') ?? last;
      if (step_id < 1 || step_id > last) throw sqlError(14266, '@step_id', `1..${String(last)}`);
      const step_name = args.text('@step_name') ?? '';
      requireNewStepName(steps, step_name);
      const said = readStep(args);
      const subsystem = said.subsystem ?? 'TSQL';
      for (const later of steps) if (later.step_id >= step_id) later.step_id += 1;
      const database = subsystem === 'TSQL' ? { database_name: 'master' } : {};
      const step = addStep(context, {
        command: null,
        ...database,
        ...said,
        job_id: job.job_id,
        step_id,
        step_name,
        subsystem,
      });
      args.call.output('@step_uid', step.step_uid);
      touch(context, job);
    },
  ),
});
