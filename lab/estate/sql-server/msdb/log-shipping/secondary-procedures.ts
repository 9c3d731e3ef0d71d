/** Log-shipping procedures of the secondary server, in master (sp_add_log_shipping_secondary_primary and its relatives). */
import type { Agent } from '../agent/agent';
import type { MsdbContext } from '../context';
import { sqlError } from '../errors';
import { mandatory, optional, outputOf, procedure } from '../procedure';
import type { Arguments, Procedures } from '../procedure';
import { bit, guid, int, nvarchar, sysname } from '../tables/table';
import type { MonitorSecondary, Secondary, SecondaryDatabase } from '../tables/log-shipping-tables';
import { newGuid, sameName } from '../values';
import {
  alertParameters,
  changes,
  internalParameters,
  monitorParameters,
  readMonitor,
  readThresholdAlert,
} from './arguments';
import { addLogShippingJob, deleteJobAndRun } from './log-shipping-jobs';
import { agentType, removeHistory } from './monitor-log';

const path = nvarchar(500);
const defaults = { retention: 14420, history: 14420, alert: 14421, threshold: 45 } as const;

const pair = [mandatory('@primary_server', sysname), mandatory('@primary_database', sysname)];
const restoreSettings = [
  optional('@restore_delay', int),
  optional('@restore_all', bit),
  optional('@restore_mode', bit),
  optional('@disconnect_users', bit),
  optional('@block_size', int),
  optional('@buffer_count', int),
  optional('@max_transfer_size', int),
  optional('@restore_threshold', int),
  ...alertParameters,
];

/** The row of the pair that `@primary_server` and `@primary_database` name. */
export function findSecondary({ tables }: MsdbContext, server: string, database: string): Secondary | undefined {
  return tables.log_shipping_secondary.find(
    (row) => sameName(row.primary_server, server) && sameName(row.primary_database, database),
  );
}

export function existingSecondary(context: MsdbContext, args: Arguments): Secondary {
  const server = args.requiredText('@primary_server');
  const database = args.requiredText('@primary_database');
  const secondary = findSecondary(context, server, database);
  if (secondary === undefined) throw sqlError(32023, server, database);
  return secondary;
}

export function findSecondaryDatabase({ tables }: MsdbContext, name: string): SecondaryDatabase | undefined {
  return tables.log_shipping_secondary_databases.find(({ secondary_database }) => sameName(secondary_database, name));
}

function existingDatabase(context: MsdbContext, args: Arguments): SecondaryDatabase {
  const name = args.requiredText('@secondary_database');
  const database = findSecondaryDatabase(context, name);
  if (database === undefined) throw sqlError(32014, name);
  return database;
}

export const monitorOf = (
  { tables }: MsdbContext,
  { secondary_id, secondary_database }: SecondaryDatabase,
): MonitorSecondary | undefined =>
  tables.log_shipping_monitor_secondary.find(
    (row) => row.secondary_id === secondary_id && row.secondary_database === secondary_database,
  );

const hasDatabases = ({ tables }: MsdbContext, { secondary_id }: Secondary): boolean =>
  tables.log_shipping_secondary_databases.find((row) => row.secondary_id === secondary_id) !== undefined;

/** sp_delete_log_shipping_secondary_primary: the copy and restore jobs go with the row. */
function removeSecondary(context: MsdbContext, agent: Agent, secondary: Secondary): void {
  if (hasDatabases(context, secondary)) throw sqlError(32025, secondary.primary_server, secondary.primary_database);
  deleteJobAndRun(context, agent, secondary.copy_job_id);
  deleteJobAndRun(context, agent, secondary.restore_job_id);
  context.tables.log_shipping_secondary.remove((row) => row === secondary);
  removeHistory(context, secondary.secondary_id, agentType.copy, agentType.restore);
}

function removeDatabase({ tables }: MsdbContext, database: SecondaryDatabase): void {
  tables.log_shipping_secondary_databases.remove((row) => row === database);
  tables.log_shipping_monitor_secondary.remove(
    (row) => row.secondary_id === database.secondary_id && row.secondary_database === database.secondary_database,
  );
}

export const secondaryProcedures = (context: MsdbContext, agent: Agent): Procedures => ({
  sp_add_log_shipping_secondary_primary: procedure(
    [
      ...pair,
      mandatory('@backup_source_directory', path),
      mandatory('@backup_destination_directory', path),
      mandatory('@copy_job_name', sysname),
      mandatory('@restore_job_name', sysname),
      optional('@file_retention_period', int),
      ...monitorParameters,
      outputOf('@copy_job_id', guid),
      outputOf('@restore_job_id', guid),
      outputOf('@secondary_id', guid),
      ...internalParameters,
    ],
    (args) => {
      const primary_server = args.requiredText('@primary_server');
      const primary_database = args.requiredText('@primary_database');
      const backup_source_directory = args.requiredText('@backup_source_directory');
      const backup_destination_directory = args.requiredText('@backup_destination_directory');
      const copyJobName = args.requiredText('@copy_job_name');
      const restoreJobName = args.requiredText('@restore_job_name');
      const monitor = readMonitor(context, args);
      const before = findSecondary(context, primary_server, primary_database);
      if (before !== undefined && args.bit('@overwrite') !== true)
        throw sqlError(32024, primary_server, primary_database);

      const secondary_id = before?.secondary_id ?? newGuid();
      const owner = args.call.session.login;
      const copyJob = addLogShippingJob(context, agent, {
        name: copyJobName,
        operation: 'Copy',
        id: secondary_id,
        owner,
      });
      const restoreJob = addLogShippingJob(context, agent, {
        name: restoreJobName,
        operation: 'Restore',
        id: secondary_id,
        owner,
      });
      if (before !== undefined) {
        deleteJobAndRun(context, agent, before.copy_job_id);
        deleteJobAndRun(context, agent, before.restore_job_id);
        context.tables.log_shipping_secondary.remove((row) => row === before);
      }
      context.tables.log_shipping_secondary.add({
        secondary_id,
        primary_server,
        primary_database,
        backup_source_directory,
        backup_destination_directory,
        file_retention_period: args.number('@file_retention_period') ?? defaults.retention,
        copy_job_id: copyJob.job_id,
        restore_job_id: restoreJob.job_id,
        ...monitor,
        last_copied_file: before?.last_copied_file ?? null,
        last_copied_date: before?.last_copied_date ?? null,
      });
      args.call.output('@copy_job_id', copyJob.job_id);
      args.call.output('@restore_job_id', restoreJob.job_id);
      args.call.output('@secondary_id', secondary_id);
    },
  ),

  sp_change_log_shipping_secondary_primary: procedure(
    [
      ...pair,
      optional('@backup_source_directory', path),
      optional('@backup_destination_directory', path),
      optional('@file_retention_period', int),
      ...monitorParameters,
    ],
    (args) => {
      Object.assign(
        existingSecondary(context, args),
        changes<Secondary>({
          backup_source_directory: args.text('@backup_source_directory'),
          backup_destination_directory: args.text('@backup_destination_directory'),
          file_retention_period: args.number('@file_retention_period'),
          monitor_server_security_mode: args.bit('@monitor_server_security_mode'),
        }),
      );
    },
  ),

  sp_delete_log_shipping_secondary_primary: procedure(pair, (args) => {
    removeSecondary(context, agent, existingSecondary(context, args));
  }),

  sp_add_log_shipping_secondary_database: procedure(
    [mandatory('@secondary_database', sysname), ...pair, ...restoreSettings, ...internalParameters],
    (args) => {
      const { tables, instance, estate } = context;
      const secondary_database = args.requiredText('@secondary_database');
      const secondary = existingSecondary(context, args);
      const threshold_alert = readThresholdAlert(args) ?? defaults.alert;
      const before = findSecondaryDatabase(context, secondary_database);
      if (before !== undefined) {
        if (args.bit('@overwrite') !== true) throw sqlError(32013, secondary_database);
        removeDatabase(context, before);
      }
      const { secondary_id, primary_server, primary_database } = secondary;
      tables.log_shipping_secondary_databases.add({
        secondary_database,
        secondary_id,
        restore_delay: args.number('@restore_delay') ?? 0,
        restore_all: args.bit('@restore_all') ?? true,
        restore_mode: args.bit('@restore_mode') ?? false,
        disconnect_users: args.bit('@disconnect_users') ?? false,
        block_size: args.number('@block_size') ?? -1,
        buffer_count: args.number('@buffer_count') ?? -1,
        max_transfer_size: args.number('@max_transfer_size') ?? null,
        last_restored_file: null,
        last_restored_date: null,
      });
      tables.log_shipping_monitor_secondary.add({
        secondary_server: instance.name,
        secondary_database,
        secondary_id,
        primary_server,
        primary_database,
        restore_threshold: args.number('@restore_threshold') ?? defaults.threshold,
        threshold_alert,
        threshold_alert_enabled: args.bit('@threshold_alert_enabled') ?? true,
        last_copied_file: secondary.last_copied_file,
        last_copied_date: secondary.last_copied_date,
        last_copied_date_utc: secondary.last_copied_date,
        last_restored_file: null,
        last_restored_date: null,
        last_restored_date_utc: null,
        last_restored_latency: null,
        history_retention_period: args.number('@history_retention_period') ?? defaults.history,
      });
      estate.changed(`${secondary_database} is a log-shipping secondary on ${instance.name}`);
    },
  ),

  sp_change_log_shipping_secondary_database: procedure(
    [mandatory('@secondary_database', sysname), ...restoreSettings],
    (args) => {
      const database = existingDatabase(context, args);
      const monitor = monitorOf(context, database);
      Object.assign(
        database,
        changes<SecondaryDatabase>({
          restore_delay: args.number('@restore_delay'),
          restore_all: args.bit('@restore_all'),
          restore_mode: args.bit('@restore_mode'),
          disconnect_users: args.bit('@disconnect_users'),
          block_size: args.number('@block_size'),
          buffer_count: args.number('@buffer_count'),
          max_transfer_size: args.number('@max_transfer_size'),
        }),
      );
      if (monitor === undefined) return;
      Object.assign(
        monitor,
        changes<MonitorSecondary>({
          restore_threshold: args.number('@restore_threshold'),
          threshold_alert: readThresholdAlert(args),
          threshold_alert_enabled: args.bit('@threshold_alert_enabled'),
          history_retention_period: args.number('@history_retention_period'),
        }),
      );
    },
  ),

  sp_delete_log_shipping_secondary_database: procedure(
    [mandatory('@secondary_database', sysname), ...internalParameters],
    (args) => {
      const database = existingDatabase(context, args);
      removeDatabase(context, database);
      const secondary = context.tables.log_shipping_secondary.find(
        ({ secondary_id }) => secondary_id === database.secondary_id,
      );
      if (secondary !== undefined && !hasDatabases(context, secondary)) removeSecondary(context, agent, secondary);
      context.estate.changed(
        `${database.secondary_database} is no longer a log-shipping secondary on ${context.instance.name}`,
      );
    },
  ),
});
