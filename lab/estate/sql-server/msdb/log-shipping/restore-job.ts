/** `sqllogship -Restore`: copied log backups into each secondary database, in order (documentation: "About Log Shipping"). */
import { win32 } from 'node:path';
import { SqlError } from '../../contract';
import type { MsdbContext } from '../context';
import type { Secondary, SecondaryDatabase } from '../tables/log-shipping-tables';
import { quoteName, quoteText } from '../values';
import { asAgent, logRefusal, numbersOf, runBatch } from './agent-session';
import { filesOf, instantInName, isOlderThan, minutesSince } from './backup-files';
import type { BackupFile } from './backup-files';
import { agentType, cleanUpHistory, MonitorLog, sessionStatus } from './monitor-log';

/** The backup ends before the database's redo point: it is in the database already. */
const alreadyApplied = [4326, 3120];
const tooRecent = 4305;

async function filesToTry(
  context: MsdbContext,
  secondary: Secondary,
  { last_restored_file, restore_delay }: SecondaryDatabase,
): Promise<BackupFile[]> {
  const files = await filesOf(context, secondary.backup_destination_directory, secondary.primary_database);
  const last =
    last_restored_file === null
      ? undefined
      : instantInName(win32.basename(last_restored_file), secondary.primary_database, 'trn');
  return files.filter(
    (file) =>
      (last === undefined || file.at > last) && (restore_delay === 0 || isOlderThan(context, file, restore_delay)),
  );
}

async function disconnectUsers(
  context: MsdbContext,
  { secondary_database }: SecondaryDatabase,
  signal: AbortSignal,
): Promise<void> {
  for (const { id } of context.instance.sessions(secondary_database))
    await runBatch(context, `KILL ${String(id)}`, signal);
}

async function restore(
  context: MsdbContext,
  secondary: Secondary,
  database: SecondaryDatabase,
  file: BackupFile,
  signal: AbortSignal,
): Promise<void> {
  const undoFile = win32.join(secondary.backup_destination_directory, file.name.replace(/\.trn$/i, '.tuf'));
  const mode = database.restore_mode ? `STANDBY = ${quoteText(undoFile)}` : 'NORECOVERY';
  if (database.restore_mode && database.disconnect_users) await disconnectUsers(context, database, signal);
  await runBatch(
    context,
    `RESTORE LOG ${quoteName(database.secondary_database)} FROM DISK = ${quoteText(file.path)} WITH ${mode}`,
    signal,
  );
}

function recordRestored(context: MsdbContext, database: SecondaryDatabase, file: BackupFile): void {
  const now = context.estate.clock.now();
  const local = context.instance.timeZone.local(now);
  Object.assign(database, { last_restored_file: file.path, last_restored_date: local });
  const monitor = context.tables.log_shipping_monitor_secondary.find(
    (row) => row.secondary_id === database.secondary_id && row.secondary_database === database.secondary_database,
  );
  if (monitor === undefined) return;
  const last_restored_latency = minutesSince(context, file.at);
  Object.assign(monitor, {
    last_restored_file: file.path,
    last_restored_date: local,
    last_restored_date_utc: now,
    last_restored_latency,
  });
}

/** Applies what fits to one database; a file that cannot be applied ends its turn. */
async function restoreDatabase(
  context: MsdbContext,
  secondary: Secondary,
  database: SecondaryDatabase,
  log: MonitorLog,
  signal: AbortSignal,
): Promise<void> {
  const name = database.secondary_database;
  let restored = 0;
  for (const file of await filesToTry(context, secondary, database)) {
    signal.throwIfAborted();
    try {
      await restore(context, secondary, database, file, signal);
    } catch (error) {
      const numbers = error instanceof SqlError ? numbersOf(error) : [];
      if (alreadyApplied.some((number) => numbers.includes(number))) {
        log.say(`Skipped log backup file. Secondary DB: '${name}', File: '${file.path}'`);
        continue;
      }
      const attempted = numbers.includes(tooRecent)
        ? `The file '${file.path}' is too recent to apply to the secondary database '${name}'.`
        : `Could not apply log backup file '${file.path}' to secondary database '${name}'.`;
      logRefusal(log, attempted, error);
      return;
    }
    recordRestored(context, database, file);
    log.say(`Restored log backup file. Secondary DB: '${name}', File: '${file.path}'`);
    restored += 1;
    if (!database.restore_all) break;
  }
  if (restored === 0)
    log.say(`Could not find a log backup file that could be applied to secondary database '${name}'.`);
  else
    log.say(
      `The restore operation was successful. Secondary Database: '${name}', Number of log backup files restored: ${String(restored)}`,
    );
}

/** Deletes copied files past their retention that every database has behind it. */
async function deleteOldFiles(
  context: MsdbContext,
  secondary: Secondary,
  databases: readonly SecondaryDatabase[],
): Promise<void> {
  const applied = databases.map(({ last_restored_file }) =>
    last_restored_file === null
      ? 0
      : (instantInName(win32.basename(last_restored_file), secondary.primary_database, 'trn')?.getTime() ?? 0),
  );
  const behind = Math.min(...applied);
  for (const file of await filesOf(context, secondary.backup_destination_directory, secondary.primary_database)) {
    const isDone = file.at.getTime() <= behind && isOlderThan(context, file, secondary.file_retention_period);
    if (isDone) await context.estate.files.remove(file.path, asAgent(context.instance));
  }
}

/** Runs the restore job of one log-shipping secondary. Nothing to apply is success; a gap is not. */
export async function runRestoreJob(
  context: MsdbContext,
  secondaryId: string,
  signal: AbortSignal,
): Promise<MonitorLog> {
  const { tables } = context;
  const secondary = tables.log_shipping_secondary.find(({ secondary_id }) => secondary_id === secondaryId);
  const databases = tables.log_shipping_secondary_databases.filter(({ secondary_id }) => secondary_id === secondaryId);
  const log = new MonitorLog(context, secondaryId, agentType.restore, databases[0]?.secondary_database ?? '');
  log.say(`Starting transaction log restore. Secondary ID: '${secondaryId}'`, sessionStatus.starting);
  if (secondary === undefined || databases.length === 0) {
    log.error(`Could not retrieve restore settings for secondary ID '${secondaryId}'.`);
    return log;
  }
  try {
    for (const database of databases) await restoreDatabase(context, secondary, database, log, signal);
    await deleteOldFiles(context, secondary, databases);
  } catch (error) {
    logRefusal(log, `Could not read the log backup files. Secondary ID: '${secondaryId}'.`, error);
  }
  if (log.failed)
    log.say(`The restore operation completed with errors. Secondary ID: '${secondaryId}'`, sessionStatus.error);
  else log.say(`The restore operation was successful. Secondary ID: '${secondaryId}'`, sessionStatus.success);
  const retention = tables.log_shipping_monitor_secondary.find(
    ({ secondary_id }) => secondary_id === secondaryId,
  )?.history_retention_period;
  if (retention !== undefined) cleanUpHistory(context, secondaryId, agentType.restore, retention);
  return log;
}
