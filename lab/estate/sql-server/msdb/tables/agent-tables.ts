/** Tables of SQL Server Agent in msdb (documentation: "SQL Server Agent tables"). */
import { datetime, guid, int, nullable, nvarchar, sysname, Table, tinyint, varbinary } from './table';
import type { RowOf } from './table';

export const jobFields = {
  job_id: guid,
  originating_server_id: int,
  name: sysname,
  enabled: tinyint,
  description: nullable(nvarchar(512)),
  start_step_id: int,
  category_id: int,
  owner_sid: varbinary(85),
  notify_level_eventlog: int,
  notify_level_email: int,
  notify_level_netsend: int,
  notify_level_page: int,
  notify_email_operator_id: int,
  notify_netsend_operator_id: int,
  notify_page_operator_id: int,
  delete_level: int,
  date_created: datetime,
  date_modified: datetime,
  version_number: int,
};

export const jobStepFields = {
  job_id: guid,
  step_id: int,
  step_name: sysname,
  subsystem: nvarchar(40),
  command: nullable(nvarchar('max')),
  flags: int,
  additional_parameters: nullable(nvarchar('max')),
  cmdexec_success_code: int,
  on_success_action: tinyint,
  on_success_step_id: int,
  on_fail_action: tinyint,
  on_fail_step_id: int,
  server: nullable(sysname),
  database_name: nullable(sysname),
  database_user_name: nullable(sysname),
  retry_attempts: int,
  retry_interval: int,
  os_run_priority: int,
  output_file_name: nullable(nvarchar(200)),
  last_run_outcome: int,
  last_run_duration: int,
  last_run_retries: int,
  last_run_date: int,
  last_run_time: int,
  proxy_id: nullable(int),
  step_uid: guid,
};

export const jobServerFields = {
  job_id: guid,
  server_id: int,
  last_run_outcome: tinyint,
  last_outcome_message: nullable(nvarchar(4000)),
  last_run_date: int,
  last_run_time: int,
  last_run_duration: int,
};

export const scheduleFields = {
  schedule_id: int,
  schedule_uid: guid,
  originating_server_id: int,
  name: sysname,
  owner_sid: varbinary(85),
  enabled: int,
  freq_type: int,
  freq_interval: int,
  freq_subday_type: int,
  freq_subday_interval: int,
  freq_relative_interval: int,
  freq_recurrence_factor: int,
  active_start_date: int,
  active_end_date: int,
  active_start_time: int,
  active_end_time: int,
  date_created: datetime,
  date_modified: datetime,
  version_number: int,
};

const jobScheduleFields = { schedule_id: int, job_id: guid, next_run_date: int, next_run_time: int };

export const jobActivityFields = {
  session_id: int,
  job_id: guid,
  run_requested_date: nullable(datetime),
  run_requested_source: nullable(sysname),
  queued_date: nullable(datetime),
  start_execution_date: nullable(datetime),
  last_executed_step_id: nullable(int),
  last_executed_step_date: nullable(datetime),
  stop_execution_date: nullable(datetime),
  job_history_id: nullable(int),
  next_scheduled_run_date: nullable(datetime),
};

export const jobHistoryFields = {
  instance_id: int,
  job_id: guid,
  step_id: int,
  step_name: sysname,
  sql_message_id: int,
  sql_severity: int,
  message: nullable(nvarchar(4000)),
  run_status: int,
  run_date: int,
  run_time: int,
  run_duration: int,
  operator_id_emailed: int,
  operator_id_netsent: int,
  operator_id_paged: int,
  retries_attempted: int,
  server: sysname,
};

const categoryFields = { category_id: int, category_class: int, category_type: tinyint, name: sysname };

export type Job = RowOf<typeof jobFields>;
export type JobStep = RowOf<typeof jobStepFields>;
export type Schedule = RowOf<typeof scheduleFields>;
export type JobActivity = RowOf<typeof jobActivityFields>;
export type JobHistory = RowOf<typeof jobHistoryFields>;

/** Job categories that a new msdb has (sp_help_category); `[Uncategorized (Local)]` is the default of a job. */
export const uncategorized = '[Uncategorized (Local)]';
const jobCategories = [
  uncategorized,
  'Jobs from MSX',
  '[Uncategorized (Multi-Server)]',
  'Database Maintenance',
  'Full-Text',
  'Log Shipping Backup',
  'Log Shipping Copy',
  'Log Shipping Restore',
  'Log Shipping Alert',
];
/** The Agent's tables as they are on a new instance. */
export function createAgentTables() {
  const syscategories = new Table('syscategories', categoryFields);
  jobCategories.forEach((name, category_id) => {
    syscategories.add({ category_id, category_class: 1, category_type: name.includes('Multi-Server') ? 2 : 1, name });
  });
  return {
    sysjobs: new Table('sysjobs', jobFields),
    sysjobsteps: new Table('sysjobsteps', jobStepFields),
    sysjobservers: new Table('sysjobservers', jobServerFields),
    sysschedules: new Table('sysschedules', scheduleFields),
    sysjobschedules: new Table('sysjobschedules', jobScheduleFields),
    sysjobactivity: new Table('sysjobactivity', jobActivityFields),
    sysjobhistory: new Table('sysjobhistory', jobHistoryFields),
    syssessions: new Table('syssessions', { session_id: int, agent_start_date: datetime }),
    syscategories,
  };
}
