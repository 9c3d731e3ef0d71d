/** Log-shipping procedures of the monitor, in master; this server monitors itself. */
import type { Agent } from '../agent/agent';
import type { MsdbContext } from '../context';
import { answer, mandatory, outputOf, procedure } from '../procedure';
import type { Procedures } from '../procedure';
import { guid, sysname } from '../tables/table';
import type { RowOf } from '../tables/table';
import { sameName } from '../values';
import { checkThresholds, deleteAlertJobIfIdle, ensureAlertJob } from './alert-job';
import { minutesSince } from './backup-files';
import { monitorResult } from './help-results';

function monitorRows(context: MsdbContext): RowOf<typeof monitorResult>[] {
  const { tables } = context;
  const since = (at: Date | null): number | null => (at === null ? null : minutesSince(context, at));
  const primaries = tables.log_shipping_monitor_primary.rows.map((row) => {
    const sinceBackup = since(row.last_backup_date_utc);
    return {
      status: sinceBackup !== null && sinceBackup > row.backup_threshold,
      is_primary: true,
      server: row.primary_server,
      database_name: row.primary_database,
      time_since_last_backup: sinceBackup,
      last_backup_file: row.last_backup_file,
      backup_threshold: row.backup_threshold,
      is_backup_alert_enabled: row.threshold_alert_enabled,
      time_since_last_copy: null,
      last_copied_file: null,
      time_since_last_restore: null,
      last_restored_file: null,
      last_restored_latency: null,
      restore_threshold: null,
      is_restore_alert_enabled: null,
    };
  });
  const secondaries = tables.log_shipping_monitor_secondary.rows.map((row) => {
    const sinceRestore = since(row.last_restored_date_utc);
    return {
      status: (sinceRestore ?? 0) > row.restore_threshold || (row.last_restored_latency ?? 0) > row.restore_threshold,
      is_primary: false,
      server: row.secondary_server,
      database_name: row.secondary_database,
      time_since_last_backup: null,
      last_backup_file: null,
      backup_threshold: null,
      is_backup_alert_enabled: null,
      time_since_last_copy: since(row.last_copied_date_utc),
      last_copied_file: row.last_copied_file,
      time_since_last_restore: sinceRestore,
      last_restored_file: row.last_restored_file,
      last_restored_latency: row.last_restored_latency,
      restore_threshold: row.restore_threshold,
      is_restore_alert_enabled: row.threshold_alert_enabled,
    };
  });
  return [...primaries, ...secondaries];
}

export const monitorProcedures = (context: MsdbContext, agent: Agent): Procedures => ({
  sp_add_log_shipping_alert_job: procedure([outputOf('@alert_job_id', guid)], (args) => {
    args.call.output('@alert_job_id', ensureAlertJob(context, agent, args.call.session.login));
  }),
  sp_delete_log_shipping_alert_job: procedure([], () => deleteAlertJobIfIdle(context, agent)),
  sp_help_log_shipping_alert_job: procedure([], (args) =>
    answer(args, { alert_job_id: guid }, context.tables.log_shipping_monitor_alert.rows),
  ),
  sp_check_log_shipping_monitor_alert: procedure([], () => checkThresholds(context)),

  sp_help_log_shipping_monitor: procedure([], (args) => answer(args, monitorResult, monitorRows(context))),
  sp_help_log_shipping_monitor_primary: procedure(
    [mandatory('@primary_server', sysname), mandatory('@primary_database', sysname)],
    (args) => {
      const server = args.requiredText('@primary_server');
      const database = args.requiredText('@primary_database');
      const table = context.tables.log_shipping_monitor_primary;
      answer(
        args,
        table.fields,
        table.filter((row) => sameName(row.primary_server, server) && sameName(row.primary_database, database)),
      );
    },
  ),
  sp_help_log_shipping_monitor_secondary: procedure(
    [mandatory('@secondary_server', sysname), mandatory('@secondary_database', sysname)],
    (args) => {
      const server = args.requiredText('@secondary_server');
      const database = args.requiredText('@secondary_database');
      const table = context.tables.log_shipping_monitor_secondary;
      answer(
        args,
        table.fields,
        table.filter((row) => sameName(row.secondary_server, server) && sameName(row.secondary_database, database)),
      );
    },
  ),
});
