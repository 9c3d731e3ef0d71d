/** The alert job of the monitor server: raises 14420 and 14421 for what is past its threshold (sp_add_log_shipping_alert_job). */
import type { Agent } from '../agent/agent';
import { addJob, addStep, categoryId, targetHere } from '../agent/jobs';
import { frequencyType } from '../agent/schedule';
import type { MsdbContext } from '../context';
import { localNow } from '../context';
import { SqlError } from '../../contract';
import { sqlError } from '../errors';
import { dateNumber, newGuid } from '../values';
import { minutesSince } from './backup-files';
import { deleteJobAndRun } from './log-shipping-jobs';

const everyMinutes = 2;
const minutes = 4;

/** The alert job's id; makes the job where there is none yet. */
export function ensureAlertJob(context: MsdbContext, agent: Agent, owner: string): string {
  const { tables, instance } = context;
  const existing = tables.log_shipping_monitor_alert.rows[0]?.alert_job_id;
  if (existing !== undefined && tables.sysjobs.find(({ job_id }) => job_id === existing) !== undefined) return existing;
  const job = addJob(context, {
    name: `LSAlert_${instance.name}`,
    owner,
    categoryId: categoryId(context, 'Log Shipping Alert'),
    enabled: true,
  });
  addStep(context, {
    job_id: job.job_id,
    step_id: 1,
    step_name: 'Log shipping alert job step.',
    subsystem: 'TSQL',
    command: 'EXEC sys.sp_check_log_shipping_monitor_alert',
    database_name: 'master',
  });
  targetHere(context, job);
  const now = localNow(context);
  const { schedule_id } = tables.sysschedules.add({
    schedule_id: tables.sysschedules.nextIdentity(),
    schedule_uid: newGuid(),
    originating_server_id: 0,
    name: 'Log shipping alert job schedule.',
    owner_sid: instance.sidOf(owner),
    enabled: 1,
    freq_type: frequencyType.daily,
    freq_interval: 1,
    freq_subday_type: minutes,
    freq_subday_interval: everyMinutes,
    freq_relative_interval: 0,
    freq_recurrence_factor: 0,
    active_start_date: dateNumber(now),
    active_end_date: 99991231,
    active_start_time: 0,
    active_end_time: 235959,
    date_created: now,
    date_modified: now,
    version_number: 1,
  });
  tables.sysjobschedules.add({ schedule_id, job_id: job.job_id, next_run_date: 0, next_run_time: 0 });
  tables.log_shipping_monitor_alert.remove(() => true);
  tables.log_shipping_monitor_alert.add({ alert_job_id: job.job_id });
  agent.notify();
  return job.job_id;
}

/** Deletes the alert job when nothing is left to watch. */
export function deleteAlertJobIfIdle(context: MsdbContext, agent: Agent): void {
  const { log_shipping_monitor_primary, log_shipping_monitor_secondary, log_shipping_monitor_alert } = context.tables;
  if (log_shipping_monitor_primary.rows.length > 0 || log_shipping_monitor_secondary.rows.length > 0) return;
  for (const { alert_job_id } of log_shipping_monitor_alert.rows) deleteJobAndRun(context, agent, alert_job_id);
  log_shipping_monitor_alert.remove(() => true);
}

/** sp_check_log_shipping_monitor_alert: one error for each database past its threshold. */
export function checkThresholds(context: MsdbContext): void {
  const { tables } = context;
  const alerts: SqlError[] = [];
  for (const row of tables.log_shipping_monitor_primary.filter(
    ({ threshold_alert_enabled }) => threshold_alert_enabled,
  )) {
    if (row.last_backup_date_utc === null) continue;
    const since = minutesSince(context, row.last_backup_date_utc);
    if (since > row.backup_threshold)
      alerts.push(sqlError(14420, row.primary_server, row.primary_database, row.backup_threshold, since));
  }
  for (const row of tables.log_shipping_monitor_secondary.filter(
    ({ threshold_alert_enabled }) => threshold_alert_enabled,
  )) {
    if (row.last_restored_date_utc === null) continue;
    const since = minutesSince(context, row.last_restored_date_utc);
    const latency = row.last_restored_latency ?? 0;
    if (since > row.restore_threshold || latency > row.restore_threshold) {
      alerts.push(sqlError(14421, row.secondary_server, row.secondary_database, row.restore_threshold, since, latency));
    }
  }
  const last = alerts.pop();
  if (last !== undefined)
    throw new SqlError(
      last.details,
      alerts.map(({ details }) => details),
    );
}
