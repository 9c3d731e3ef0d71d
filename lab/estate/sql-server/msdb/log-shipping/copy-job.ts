/** `sqllogship -Copy`: new log backups from the share into the copy folder (documentation: "About Log Shipping"). */
import { win32 } from 'node:path';
import type { MsdbContext } from '../context';
import type { Secondary } from '../tables/log-shipping-tables';
import { asAgent, logRefusal } from './agent-session';
import { filesOf, instantInName } from './backup-files';
import type { BackupFile } from './backup-files';
import { agentType, cleanUpHistory, MonitorLog, sessionStatus } from './monitor-log';

/** Files of the share that are later than the last copied one. */
async function newFiles(
  context: MsdbContext,
  { backup_source_directory, primary_database, last_copied_file }: Secondary,
): Promise<BackupFile[]> {
  const last =
    last_copied_file === null ? undefined : instantInName(win32.basename(last_copied_file), primary_database, 'trn');
  const files = await filesOf(context, backup_source_directory, primary_database);
  return last === undefined ? files : files.filter(({ at }) => at > last);
}

/** Copies under a temporary name, so that no reader meets half a file. */
async function copy(context: MsdbContext, secondary: Secondary, file: BackupFile, log: MonitorLog): Promise<void> {
  const { estate, instance, tables } = context;
  const { files, clock } = estate;
  const destination = win32.join(secondary.backup_destination_directory, file.name);
  const work = destination.replace(/\.trn$/i, '.wrk');
  log.say(`Copying log backup file to temporary work file. Source: '${file.path}', Destination: '${work}'`);
  await files.write(work, await files.read(file.path, asAgent(instance)), asAgent(instance));
  if (files.exists(destination, asAgent(instance))) await files.remove(destination, asAgent(instance));
  await files.rename(work, destination, asAgent(instance));
  log.say(`Renamed temporary work file. Source: '${work}', Destination: '${destination}'`);
  const now = clock.now();
  const local = instance.timeZone.local(now);
  Object.assign(secondary, { last_copied_file: destination, last_copied_date: local });
  for (const monitor of tables.log_shipping_monitor_secondary.filter(
    ({ secondary_id }) => secondary_id === secondary.secondary_id,
  )) {
    Object.assign(monitor, { last_copied_file: destination, last_copied_date: local, last_copied_date_utc: now });
  }
}

/** Runs the copy job of one log-shipping secondary. */
export async function runCopyJob(context: MsdbContext, secondaryId: string, signal: AbortSignal): Promise<MonitorLog> {
  const { tables, estate, instance } = context;
  const secondary = tables.log_shipping_secondary.find(({ secondary_id }) => secondary_id === secondaryId);
  const log = new MonitorLog(context, secondaryId, agentType.copy, '');
  log.say(`Starting transaction log copy. Secondary ID: '${secondaryId}'`, sessionStatus.starting);
  if (secondary === undefined) {
    log.error(`Could not retrieve copy settings for secondary ID '${secondaryId}'.`);
    return log;
  }
  try {
    const files = await newFiles(context, secondary);
    for (const file of files) {
      signal.throwIfAborted();
      await copy(context, secondary, file, log);
    }
    if (files.length > 0) estate.changed(`log backups copied to ${instance.name}`);
    log.say(
      `The copy operation was successful. Secondary ID: '${secondaryId}', Number of log backup files copied: ${String(files.length)}`,
      sessionStatus.success,
    );
  } catch (error) {
    logRefusal(log, `Could not copy log backup files. Secondary ID: '${secondaryId}'.`, error);
    log.say(`The copy operation was not successful. Secondary ID: '${secondaryId}'`, sessionStatus.error);
  }
  const retention = tables.log_shipping_monitor_secondary.find(
    ({ secondary_id }) => secondary_id === secondaryId,
  )?.history_retention_period;
  if (retention !== undefined) cleanUpHistory(context, secondaryId, agentType.copy, retention);
  return log;
}
