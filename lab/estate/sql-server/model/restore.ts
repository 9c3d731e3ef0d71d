/** RESTORE DATABASE and RESTORE LOG. */
import { compareLsn } from '../../lsn';
import type { RestoreStatement, SessionFacts } from '../contract';
import { restoreOptions } from './backup-options';
import type { Database } from './database';
import type { Catalogue, Clock, Service, Sessions, Storage } from './ports';
import { secondsFor, tell, tellProcessed } from './long-work';
import { messageOf, refusal, withTrailer } from './refusals';
import { checkMoves, placeFiles } from './restore-files';
import { checkDataSet, checkDifferential, checkFullBackup, checkLogBackup, checkTarget, findSet } from './restore-plan';
import type { FoundSet } from './restore-plan';
import { endRestore, recoverOnly } from './restore-recovery';
import type { Restoring } from './restoring';
import { checkStandbyFile, leaveStandby } from './standby';
import { checkDevices, checkOptions, checkTransfer, has, statsOf } from './statement-options';
import { stopPointOf, upTo } from './stop-point';
import type { StopPoint } from './stop-point';
import { transfer } from './transfer';

/** Runs a RESTORE that changes a database. @throws SqlError with the cause, then 3013. */
export async function restore(
  statement: RestoreStatement,
  session: SessionFacts,
  instance: Service & Clock & Sessions & Catalogue & Storage,
): Promise<void> {
  const command = statement.what === 'log' ? 'RESTORE LOG' : 'RESTORE DATABASE';
  await withTrailer(messageOf(3013, command), async () => {
    if (session.inTransaction) throw refusal(3021);
    checkOptions(statement.options, restoreOptions);
    checkTransfer(statement.options);
    checkDevices(statement);
    const work: Restoring = { statement, session, instance, stop: stopPointOf(statement) };
    if (statement.disks.length === 0) await recoverOnly(work);
    else if (statement.what === 'log') await restoreLog(work);
    else await restoreData(work);
  });
}

async function restoreData(work: Restoring): Promise<void> {
  const { statement, session, instance, stop } = work;
  const existing = instance.find(statement.database);
  if (existing) checkTarget(existing, session, instance);
  else if (!session.isSysadmin) throw refusal(262, 'CREATE DATABASE', 'master');
  const found = await findSet(statement, instance);
  if (existing) checkTarget(existing, session, instance);
  if (checkDataSet(found) === 'full') {
    checkFullBackup(found, existing, statement, stop);
    await restoreFull(work, found, existing);
    return;
  }
  if (!existing) throw refusal(3118, statement.database);
  checkDifferential(found, existing, stop);
  checkMoves(found, statement);
  await restoreDifferential(work, found, existing);
}

async function restoreFull(work: Restoring, found: FoundSet, existing: Database | undefined): Promise<void> {
  const { statement, session, instance } = work;
  const files = placeFiles(found, statement, existing, instance);
  const database = existing ?? instance.create(statement.database, files);
  if (!existing) database.owner = session.login;
  database.familyGuid = found.header.familyGuid;
  await copyData(work, found, database);
  loadFull(database, found, files);
  endData(work, found, database);
  await endRestore(work, found, database, true);
}

async function restoreDifferential(work: Restoring, found: FoundSet, database: Database): Promise<void> {
  checkStandbyFile(database, work.instance);
  await leaveStandby(database, work.instance);
  await copyData(work, found, database);
  loadData(database, found);
  endData(work, found, database);
  await endRestore(work, found, database, true);
}

/** The pages are written over the copy: from here on it is of no use until the restore is complete. */
async function copyData(work: Restoring, { header }: FoundSet, database: Database): Promise<void> {
  database.state = 'RESTORING';
  database.inStandby = false;
  database.interruptedRestore = true;
  delete database.interruptedLog;
  work.instance.changed(`restore of ${database.name} begins`);
  await during(work, header.sizeBytes, 'RESTORE DATABASE', database);
}

/** Modelled time of a restore, in which its files may go away. @throws SqlError 3203, 3204. */
async function during(work: Restoring, bytes: number, command: string, database: Database): Promise<void> {
  const { session, instance, statement } = work;
  database.busy.add('restore');
  try {
    const { disks, options } = statement;
    await transfer({ kind: 'read', command, disks, bytes, stats: statsOf(options) }, session, instance);
  } finally {
    database.busy.delete('restore');
  }
}

function loadFull(database: Database, found: FoundSet, files: Database['files']): void {
  const { header, content } = found;
  database.files = files;
  database.damage.clear();
  database.databaseGuid = content.databaseGuid;
  database.compatibilityLevel = header.compatibilityLevel;
  database.restoredFull = header.setGuid;
  loadData(database, found);
  const base = header.copyOnly ? content.base : { checkpoint: header.checkpointLsn, setGuid: header.setGuid };
  if (base) database.fullBackup = base;
  else delete database.fullBackup;
  database.changedBytes = 0;
  database.trustworthy = false;
  database.brokerEnabled = false;
}

function loadData(database: Database, { header, content }: FoundSet): void {
  database.load(content.snapshot!, header.lastLsn, content.forks);
  database.recoveryModel = header.recoveryModel;
  database.collation = header.collation;
  database.upgradesFrom = header.versionMajor;
  database.checkpoint = header.checkpointLsn;
  database.restoredTo = content.committedAt;
  database.logRestored = false;
  database.interruptedRestore = false;
  if (header.recoveryModel === 'SIMPLE') delete database.logChain;
  else database.logChain = header.lastLsn;
}

function endData({ session, instance }: Restoring, { header }: FoundSet, database: Database): void {
  const changed = header.type === 'I' ? header.sizeBytes : undefined;
  const processed = database.files.map(({ logicalName, type, size }) => ({
    logicalName,
    bytes: type === 'LOG' ? 0 : (changed ?? size),
  }));
  const seconds = secondsFor(header.sizeBytes, instance.throughput);
  tellProcessed(session, 'RESTORE DATABASE', database.name, header.position, processed, seconds);
}

async function restoreLog(work: Restoring): Promise<void> {
  const { statement, session, instance, stop } = work;
  const database = instance.find(statement.database);
  if (!database) throw refusal(3118, statement.database);
  checkTarget(database, session, instance);
  const found = await findSet(statement, instance);
  checkTarget(database, session, instance);
  checkLogBackup(found, database, stop);
  checkMoves(found, statement);
  checkStandbyFile(database, instance);
  await leaveStandby(database, instance);
  database.state = 'RESTORING';
  database.interruptedLog = found.header.setGuid;
  await during(work, found.header.sizeBytes, 'RESTORE LOG', database);
  const isReached = rollForward(database, found, stop);
  const seconds = secondsFor(found.header.sizeBytes, instance.throughput);
  const processed = database.files.map(({ logicalName, type }) => ({
    logicalName,
    bytes: type === 'LOG' ? found.header.sizeBytes : 0,
  }));
  if (!isReached && !has(statement.options, 'NORECOVERY')) tell(session, stop?.kind === 'time' ? 4322 : 4329);
  tellProcessed(session, 'RESTORE LOG', database.name, found.header.position, processed, seconds);
  await endRestore(work, found, database, isReached);
}

/** Redoes what the set holds beyond the redo point, up to the stop point. @returns whether that was reached. */
function rollForward(database: Database, { header, content }: FoundSet, stop: StopPoint | undefined): boolean {
  const missing = content.records!.filter(({ lsn }) => compareLsn(lsn, database.lsn) >= 0);
  const { records, isReached } = upTo(stop, missing);
  database.redo(records, content.forks);
  database.restoredTo = records.at(-1)?.at ?? database.restoredTo;
  database.logChain = database.lsn;
  database.log.truncate(database.lsn);
  database.logRestored = true;
  database.recoveryModel = header.recoveryModel;
  delete database.interruptedLog;
  return isReached;
}
