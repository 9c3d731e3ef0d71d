/** `sqllogship -Backup`: one verified log backup in the share (documentation: "About Log Shipping", sqllogship Application). */
import { win32 } from 'node:path';
import type { MsdbContext } from '../context';
import { formatMessage } from '../errors';
import type { PrimaryDatabase } from '../tables/log-shipping-tables';
import { quoteName, quoteText } from '../values';
import { asAgent, logRefusal, runBatch } from './agent-session';
import { filesOf, instantInName, isOlderThan, stampOf } from './backup-files';
import { agentType, cleanUpHistory, MonitorLog, sessionStatus } from './monitor-log';

/** log_shipping_primary_databases.backup_compression; 2 leaves it to the server. */
const compressionOption: Readonly<Record<number, string>> = { 0: ', NO_COMPRESSION', 1: ', COMPRESSION' };

/** The next free stamp: names stay unique and chronological when two backups fall into one second. */
async function nextStamp(
  context: MsdbContext,
  { primary_database, backup_directory, last_backup_file }: PrimaryDatabase,
): Promise<string> {
  const taken = [
    ...(await filesOf(context, backup_directory, primary_database)),
    ...(await filesOf(context, backup_directory, primary_database, 'wrk')),
  ].map(({ at }) => at.getTime());
  const last =
    last_backup_file === null ? undefined : instantInName(win32.basename(last_backup_file), primary_database, 'trn');
  const latest = Math.max(0, last?.getTime() ?? 0, ...taken);
  return stampOf(new Date(Math.max(context.estate.clock.now().getTime(), latest + 1000)));
}

async function backUp(
  context: MsdbContext,
  primary: PrimaryDatabase,
  log: MonitorLog,
  signal: AbortSignal,
): Promise<void> {
  const { primary_database: database, primary_id, backup_directory } = primary;
  const { files, clock } = context.estate;
  const { place } = context.instance;
  const path = win32.join(backup_directory, `${database}_${await nextStamp(context, primary)}`);
  const work = `${path}.wrk`;
  const compression = compressionOption[primary.backup_compression] ?? '';
  log.say(`Backing up transaction log. Primary Database: '${database}', Log Backup File: '${path}.trn'`);
  await runBatch(
    context,
    `BACKUP LOG ${quoteName(database)} TO DISK = ${quoteText(work)} WITH INIT, NAME = ${quoteText(win32.basename(`${path}.trn`))}${compression}`,
    signal,
  );
  await runBatch(context, `RESTORE VERIFYONLY FROM DISK = ${quoteText(work)}`, signal);
  await files.rename(work, `${path}.trn`, place);
  log.say(formatMessage(32029, primary_id, path, path));
  const now = clock.now();
  const local = context.instance.timeZone.local(now);
  Object.assign(primary, { last_backup_file: `${path}.trn`, last_backup_date: local });
  const monitor = context.tables.log_shipping_monitor_primary.find((row) => row.primary_id === primary_id);
  if (monitor !== undefined)
    Object.assign(monitor, { last_backup_file: `${path}.trn`, last_backup_date: local, last_backup_date_utc: now });
}

async function deleteOldFiles(context: MsdbContext, primary: PrimaryDatabase, log: MonitorLog): Promise<void> {
  const { primary_database: database, backup_directory, backup_retention_period } = primary;
  log.say(`Deleting old log backup files. Primary Database: '${database}'`);
  for (const file of await filesOf(context, backup_directory, database)) {
    if (!isOlderThan(context, file, backup_retention_period)) continue;
    await context.estate.files.remove(file.path, asAgent(context.instance));
    log.say(`Deleting log backup file. Primary Database: '${database}', File: '${file.path}'`);
  }
}

/** Runs the backup job of one log-shipping primary. A database that is not ONLINE makes it inert, not failed (32008). */
export async function runBackupJob(context: MsdbContext, primaryId: string, signal: AbortSignal): Promise<MonitorLog> {
  const { tables, instance } = context;
  const primary = tables.log_shipping_primary_databases.find(({ primary_id }) => primary_id === primaryId);
  const log = new MonitorLog(context, primaryId, agentType.backup, primary?.primary_database ?? '');
  log.say(`Starting transaction log backup. Primary ID: '${primaryId}'`, sessionStatus.starting);
  if (primary === undefined) {
    log.error(`Could not retrieve backup settings for primary ID '${primaryId}'.`);
    return log;
  }
  const { primary_database: database } = primary;
  const facts = instance.database(database);
  if (facts?.state !== 'ONLINE' || facts.mirroring?.role === 'MIRROR') {
    log.say(formatMessage(32008, database), sessionStatus.warning);
    return log;
  }
  try {
    await backUp(context, primary, log, signal);
    await deleteOldFiles(context, primary, log);
    log.say(
      `The backup operation was successful. Primary Database: '${database}', Log Backup File: '${primary.last_backup_file ?? ''}'`,
      sessionStatus.success,
    );
  } catch (error) {
    logRefusal(log, `Could not back up the transaction log of primary database '${database}'.`, error);
    log.say(`The backup operation was not successful. Primary Database: '${database}'`, sessionStatus.error);
  }
  const monitor = tables.log_shipping_monitor_primary.find(({ primary_id }) => primary_id === primaryId);
  if (monitor !== undefined) cleanUpHistory(context, primaryId, agentType.backup, monitor.history_retention_period);
  return log;
}
