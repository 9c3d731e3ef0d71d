/** The documented columns of the result sets of sp_help_job and its relatives. */
import {
  jobActivityFields,
  jobFields,
  jobHistoryFields,
  jobServerFields,
  jobStepFields,
  scheduleFields,
} from '../tables/agent-tables';
import { datetime, int, nullable, nvarchar, pick, sysname } from '../tables/table';

export const jobResult = {
  ...pick(jobFields, 'job_id'),
  originating_server: nvarchar(30),
  ...pick(jobFields, 'name', 'enabled', 'description', 'start_step_id'),
  category: nullable(sysname),
  owner: nullable(sysname),
  ...pick(jobFields, 'notify_level_eventlog', 'notify_level_email', 'notify_level_netsend', 'notify_level_page'),
  notify_email_operator: nullable(sysname),
  notify_netsend_operator: nullable(sysname),
  notify_page_operator: nullable(sysname),
  ...pick(jobFields, 'delete_level', 'date_created', 'date_modified', 'version_number'),
  last_run_date: int,
  last_run_time: int,
  last_run_outcome: int,
  next_run_date: int,
  next_run_time: int,
  next_run_schedule_id: int,
  current_execution_status: int,
  current_execution_step: nullable(sysname),
  current_retry_attempt: int,
  has_step: int,
  has_schedule: int,
  has_target: int,
  type: int,
};

export const activityResult = {
  ...pick(jobActivityFields, 'session_id', 'job_id'),
  job_name: sysname,
  ...pick(jobActivityFields, 'run_requested_date', 'run_requested_source', 'queued_date', 'start_execution_date'),
  last_executed_step_id: jobActivityFields.last_executed_step_id,
  // Spelt so by the product.
  last_exectued_step_date: jobActivityFields.last_executed_step_date,
  ...pick(jobActivityFields, 'stop_execution_date', 'next_scheduled_run_date', 'job_history_id'),
  message: nullable(nvarchar(1024)),
  run_status: nullable(int),
  operator_id_emailed: nullable(int),
  operator_id_netsent: nullable(int),
  operator_id_paged: nullable(int),
};

const runFields = {
  ...pick(jobHistoryFields, 'run_status', 'run_date', 'run_time', 'run_duration'),
  operator_emailed: nullable(sysname),
  operator_netsent: nullable(sysname),
  operator_paged: nullable(sysname),
  ...pick(jobHistoryFields, 'retries_attempted', 'server'),
};

export const summaryResult = { ...pick(jobHistoryFields, 'job_id'), job_name: sysname, ...runFields };

export const fullResult = {
  ...pick(jobHistoryFields, 'instance_id', 'job_id'),
  job_name: sysname,
  ...pick(jobHistoryFields, 'step_id', 'step_name', 'sql_message_id', 'sql_severity', 'message'),
  ...runFields,
};

const { job_id, additional_parameters, step_uid, ...stepFields } = jobStepFields;
export const stepResult = stepFields;

const { schedule_id, originating_server_id, name, owner_sid, date_modified, version_number, schedule_uid, ...times } =
  scheduleFields;
export const scheduleResult = {
  schedule_id,
  schedule_name: name,
  ...times,
  schedule_description: nullable(nvarchar(4000)),
  next_run_date: int,
  next_run_time: int,
  schedule_uid,
  job_count: int,
};

export const targetResult = {
  server_id: jobServerFields.server_id,
  server_name: nvarchar(30),
  enlist_date: nullable(datetime),
  last_poll_date: nullable(datetime),
  ...pick(jobServerFields, 'last_run_date', 'last_run_time', 'last_run_duration', 'last_run_outcome'),
  last_outcome_message: jobServerFields.last_outcome_message,
};
