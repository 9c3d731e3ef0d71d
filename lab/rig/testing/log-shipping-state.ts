/** Every setting of log shipping on both ends, as msdb holds it: without identifiers and without what changes by the minute. */
import type { Lab } from '../lab';
import { ask, instanceOf } from './estate-state';

const primary = `
SELECT p.primary_database, p.backup_directory, p.backup_share, p.backup_retention_period, p.backup_compression, p.monitor_server,
       j.name AS backup_job, m.primary_server, m.backup_threshold, m.threshold_alert, m.threshold_alert_enabled,
       m.history_retention_period, s.secondary_server, s.secondary_database
FROM msdb.dbo.log_shipping_primary_databases AS p
LEFT JOIN msdb.dbo.sysjobs AS j ON j.job_id = p.backup_job_id
LEFT JOIN msdb.dbo.log_shipping_monitor_primary AS m ON m.primary_id = p.primary_id
LEFT JOIN msdb.dbo.log_shipping_primary_secondaries AS s ON s.primary_id = p.primary_id`;

const secondary = `
SELECT s.primary_server, s.primary_database, s.backup_source_directory, s.backup_destination_directory, s.file_retention_period,
       s.monitor_server, d.secondary_database, d.restore_delay, d.restore_all, d.restore_mode, d.disconnect_users, d.block_size,
       d.buffer_count, d.max_transfer_size, c.name AS copy_job, r.name AS restore_job, m.secondary_server, m.restore_threshold,
       m.threshold_alert, m.threshold_alert_enabled, m.history_retention_period
FROM msdb.dbo.log_shipping_secondary_databases AS d
INNER JOIN msdb.dbo.log_shipping_secondary AS s ON s.secondary_id = d.secondary_id
LEFT JOIN msdb.dbo.log_shipping_monitor_secondary AS m ON m.secondary_id = d.secondary_id
LEFT JOIN msdb.dbo.sysjobs AS c ON c.job_id = s.copy_job_id
LEFT JOIN msdb.dbo.sysjobs AS r ON r.job_id = s.restore_job_id`;

const jobs = `
SELECT j.name AS job, j.enabled, c.name AS schedule, c.enabled AS schedule_enabled, c.freq_type, c.freq_interval,
       c.freq_subday_type, c.freq_subday_interval, c.active_start_time, c.active_end_time
FROM msdb.dbo.sysjobs AS j
LEFT JOIN msdb.dbo.sysjobschedules AS x ON x.job_id = j.job_id
LEFT JOIN msdb.dbo.sysschedules AS c ON c.schedule_id = x.schedule_id
ORDER BY j.name`;

export async function logShippingOf(lab: Lab) {
  const [onPrimary, onBackup] = [instanceOf(lab, 'primary'), instanceOf(lab, 'backup')];
  return {
    primary: await ask(onPrimary, primary),
    primaryJobs: await ask(onPrimary, jobs),
    secondary: await ask(onBackup, secondary),
    secondaryJobs: await ask(onBackup, jobs),
  };
}
