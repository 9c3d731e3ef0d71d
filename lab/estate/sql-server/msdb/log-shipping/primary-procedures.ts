/** Log-shipping procedures of the primary server, in master (sp_add_log_shipping_primary_database and its relatives). */
import type { Agent } from '../agent/agent';
import type { MsdbContext } from '../context';
import { sqlError } from '../errors';
import { mandatory, optional, outputOf, procedure } from '../procedure';
import type { Procedures } from '../procedure';
import { guid, int, nvarchar, sysname, tinyint } from '../tables/table';
import type { MonitorPrimary, PrimaryDatabase } from '../tables/log-shipping-tables';
import { newGuid, sameName } from '../values';
import { deleteAlertJobIfIdle } from './alert-job';
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
const defaults = { retention: 1440, threshold: 60, history: 14420, compression: 2, alert: 14420 } as const;
const compressions = [0, 1, 2];

const settings = [
  optional('@backup_retention_period', int),
  ...monitorParameters,
  optional('@backup_threshold', int),
  ...alertParameters,
  optional('@backup_compression', tinyint),
];

export function findPrimary({ tables }: MsdbContext, database: string): PrimaryDatabase | undefined {
  return tables.log_shipping_primary_databases.find(({ primary_database }) => sameName(primary_database, database));
}

export function existingPrimary(context: MsdbContext, database: string): PrimaryDatabase {
  const primary = findPrimary(context, database);
  if (primary === undefined) throw sqlError(32010, database);
  return primary;
}

export const monitorOf = ({ tables }: MsdbContext, primaryId: string): MonitorPrimary | undefined =>
  tables.log_shipping_monitor_primary.find(({ primary_id }) => primary_id === primaryId);

/** The database's own spelling of its name, if it may be shipped. */
function shippableDatabase({ instance }: MsdbContext, name: string): string {
  const database = instance.database(name);
  if (database === undefined) throw sqlError(15010, name);
  if (database.state !== 'ONLINE') throw sqlError(32007, database.name);
  if (database.recoveryModel === 'SIMPLE') throw sqlError(32015, database.name);
  return database.name;
}

const secondariesOf = ({ tables }: MsdbContext, primaryId: string) =>
  tables.log_shipping_primary_secondaries.filter(({ primary_id }) => primary_id === primaryId);

function removePrimary(context: MsdbContext, agent: Agent, { primary_id, backup_job_id }: PrimaryDatabase): void {
  const { tables } = context;
  deleteJobAndRun(context, agent, backup_job_id);
  tables.log_shipping_monitor_primary.remove((row) => row.primary_id === primary_id);
  tables.log_shipping_primary_databases.remove((row) => row.primary_id === primary_id);
  removeHistory(context, primary_id, agentType.backup);
}

export const primaryProcedures = (context: MsdbContext, agent: Agent): Procedures => ({
  sp_add_log_shipping_primary_database: procedure(
    [
      mandatory('@database', sysname),
      mandatory('@backup_directory', path),
      mandatory('@backup_share', path),
      optional('@backup_job_name', sysname),
      ...settings,
      outputOf('@backup_job_id', guid),
      outputOf('@primary_id', guid),
      ...internalParameters,
    ],
    (args) => {
      const { tables, instance, estate } = context;
      const database = shippableDatabase(context, args.requiredText('@database'));
      const backup_directory = args.requiredText('@backup_directory');
      const backup_share = args.requiredText('@backup_share');
      const monitor = readMonitor(context, args);
      const threshold_alert = readThresholdAlert(args) ?? defaults.alert;
      const backup_compression = args.oneOf('@backup_compression', compressions) ?? defaults.compression;
      const before = findPrimary(context, database);
      if (before !== undefined && args.bit('@overwrite') !== true) throw sqlError(32009, database);

      const primary_id = before?.primary_id ?? newGuid();
      const job = addLogShippingJob(context, agent, {
        name: args.text('@backup_job_name') ?? `Log shipping backup log job for ${database}.`,
        operation: 'Backup',
        id: primary_id,
        owner: args.call.session.login,
      });
      if (before !== undefined) removePrimary(context, agent, before);
      tables.log_shipping_primary_databases.add({
        primary_id,
        primary_database: database,
        backup_directory,
        backup_share,
        backup_retention_period: args.number('@backup_retention_period') ?? defaults.retention,
        backup_job_id: job.job_id,
        ...monitor,
        last_backup_file: before?.last_backup_file ?? null,
        last_backup_date: before?.last_backup_date ?? null,
        backup_compression,
      });
      tables.log_shipping_monitor_primary.add({
        primary_id,
        primary_server: instance.name,
        primary_database: database,
        backup_threshold: args.number('@backup_threshold') ?? defaults.threshold,
        threshold_alert,
        threshold_alert_enabled: args.bit('@threshold_alert_enabled') ?? false,
        last_backup_file: before?.last_backup_file ?? null,
        last_backup_date: before?.last_backup_date ?? null,
        last_backup_date_utc: before?.last_backup_date ?? null,
        history_retention_period: args.number('@history_retention_period') ?? defaults.history,
      });
      args.call.output('@backup_job_id', job.job_id);
      args.call.output('@primary_id', primary_id);
      estate.changed(`${database} is a log-shipping primary on ${instance.name}`);
    },
  ),

  sp_change_log_shipping_primary_database: procedure(
    [
      mandatory('@database', sysname),
      optional('@backup_directory', path),
      optional('@backup_share', path),
      ...settings,
    ],
    (args) => {
      const primary = existingPrimary(context, args.requiredText('@database'));
      const monitor = monitorOf(context, primary.primary_id);
      Object.assign(
        primary,
        changes<PrimaryDatabase>({
          backup_directory: args.text('@backup_directory'),
          backup_share: args.text('@backup_share'),
          backup_retention_period: args.number('@backup_retention_period'),
          monitor_server_security_mode: args.bit('@monitor_server_security_mode'),
          backup_compression: args.oneOf('@backup_compression', compressions),
        }),
      );
      if (monitor === undefined) return;
      Object.assign(
        monitor,
        changes<MonitorPrimary>({
          backup_threshold: args.number('@backup_threshold'),
          threshold_alert: readThresholdAlert(args),
          threshold_alert_enabled: args.bit('@threshold_alert_enabled'),
          history_retention_period: args.number('@history_retention_period'),
        }),
      );
    },
  ),

  sp_delete_log_shipping_primary_database: procedure(
    [mandatory('@database', sysname), ...internalParameters],
    (args) => {
      const primary = existingPrimary(context, args.requiredText('@database'));
      if (secondariesOf(context, primary.primary_id).length > 0) throw sqlError(32011, primary.primary_database);
      removePrimary(context, agent, primary);
      deleteAlertJobIfIdle(context, agent);
      context.estate.changed(
        `${primary.primary_database} is no longer a log-shipping primary on ${context.instance.name}`,
      );
    },
  ),

  sp_add_log_shipping_primary_secondary: procedure(
    [
      mandatory('@primary_database', sysname),
      mandatory('@secondary_server', sysname),
      mandatory('@secondary_database', sysname),
      ...internalParameters,
    ],
    (args) => {
      const primary = existingPrimary(context, args.requiredText('@primary_database'));
      const secondary_server = args.requiredText('@secondary_server');
      const secondary_database = args.requiredText('@secondary_database');
      const isKnown = secondariesOf(context, primary.primary_id).some(
        (row) =>
          sameName(row.secondary_server, secondary_server) && sameName(row.secondary_database, secondary_database),
      );
      if (isKnown && args.bit('@overwrite') !== true)
        throw sqlError(32012, secondary_server, secondary_database, primary.primary_database);
      if (!isKnown)
        context.tables.log_shipping_primary_secondaries.add({
          primary_id: primary.primary_id,
          secondary_server,
          secondary_database,
        });
    },
  ),

  sp_delete_log_shipping_primary_secondary: procedure(
    [
      mandatory('@primary_database', sysname),
      mandatory('@secondary_server', sysname),
      mandatory('@secondary_database', sysname),
    ],
    (args) => {
      const primary = existingPrimary(context, args.requiredText('@primary_database'));
      const server = args.requiredText('@secondary_server');
      const database = args.requiredText('@secondary_database');
      context.tables.log_shipping_primary_secondaries.remove(
        (row) =>
          row.primary_id === primary.primary_id &&
          sameName(row.secondary_server, server) &&
          sameName(row.secondary_database, database),
      );
    },
  ),
});
