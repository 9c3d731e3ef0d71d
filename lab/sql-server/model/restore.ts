/** RESTORE DATABASE and RESTORE LOG, and recovery. */
import { compareLsn } from '../../../domain/lsn';
import type { RestoreStatement, SessionFacts } from '../contract';
import { Database } from './database';
import type { Instance } from './instance';
import { secondsFor, tellProcessed, workFor } from './long-work';
import { messageOf, refusal, withTrailer } from './refusals';
import { checkFullBackup, checkLogBackup, checkTarget, findSet, placeFiles } from './restore-plan';
import type { FoundSet } from './restore-plan';
import { checkDevices, checkOptions, has, statsOf } from './statement-options';

const knownOptions = [
  'RECOVERY',
  'NORECOVERY',
  'STANDBY',
  'REPLACE',
  'FILE',
  'STATS',
  'CHECKSUM',
  'NO_CHECKSUM',
  'CONTINUE_AFTER_ERROR',
  'STOP_ON_ERROR',
  'RESTRICTED_USER',
  'RESTART',
  'BLOCKSIZE',
  'BUFFERCOUNT',
  'MAXTRANSFERSIZE',
  'MEDIANAME',
  'PASSWORD',
  'KEEP_REPLICATION',
  'UNLOAD',
  'NOUNLOAD',
  'REWIND',
  'NOREWIND',
  'ENABLE_BROKER',
  'NEW_BROKER',
  'ERROR_BROKER_CONVERSATIONS',
];
const exclusive = [
  ['RECOVERY', 'NORECOVERY'],
  ['RECOVERY', 'STANDBY'],
  ['NORECOVERY', 'STANDBY'],
  ['NORECOVERY', 'KEEP_REPLICATION'],
  ['RESTRICTED_USER', 'NORECOVERY'],
  ['CHECKSUM', 'NO_CHECKSUM'],
] as const;
const recoverySeconds = 0.5;

/** Runs a RESTORE that changes a database. @throws SqlError with the cause, then 3013. */
export async function restore(statement: RestoreStatement, session: SessionFacts, instance: Instance): Promise<void> {
  const command = statement.what === 'log' ? 'RESTORE LOG' : 'RESTORE DATABASE';
  await withTrailer(messageOf(3013, command), async () => {
    if (session.inTransaction) throw refusal(3021);
    checkOptions(statement.options, knownOptions, exclusive);
    checkDevices(statement.disks);
    if (statement.disks.length === 0) await recoverOnly(statement, session, instance);
    else if (statement.what === 'log') await restoreLog(statement, session, instance);
    else await restoreFull(statement, session, instance);
  });
}

async function restoreFull(statement: RestoreStatement, session: SessionFacts, instance: Instance): Promise<void> {
  const existing = instance.find(statement.database);
  if (existing) checkTarget(existing, session, instance);
  else if (!session.isSysadmin) throw refusal(262, 'CREATE DATABASE', 'master');
  const found = await findSet(statement, instance);
  if (existing) checkTarget(existing, session, instance);
  checkFullBackup(found, existing, statement);
  const files = placeFiles(found, statement, existing, instance);
  const database =
    existing ?? instance.add(new Database(statement.database, instance.nextDatabaseId(), files, instance.now()));
  if (!existing) database.owner = session.login;
  database.state = 'RESTORING';
  database.inStandby = false;
  database.interruptedRestore = true;
  database.familyGuid = found.header.familyGuid;
  database.busy.add('restore');
  instance.changed(`restore of ${database.name} begins`);
  const seconds = secondsFor(found.header.sizeBytes, instance.throughput);
  try {
    await workFor(seconds, 'RESTORE DATABASE', session, instance.clock, statsOf(statement.options));
  } finally {
    database.busy.delete('restore');
  }
  loadFull(database, found, files);
  const processed = files.map(({ logicalName, type, size }) => ({ logicalName, bytes: type === 'LOG' ? 0 : size }));
  tellProcessed(session, 'RESTORE DATABASE', database.name, found.header.position, processed, seconds);
  conclude(database, found, statement, session, instance);
}

function loadFull(database: Database, { header, content }: FoundSet, files: Database['files']): void {
  database.load(content.snapshot!, header.lastLsn, content.forks);
  database.files = files;
  database.databaseGuid = content.databaseGuid;
  database.recoveryModel = header.recoveryModel;
  database.fullBackup = { checkpoint: header.checkpointLsn, setGuid: header.setGuid };
  database.logRestored = false;
  database.interruptedRestore = false;
  database.trustworthy = false;
  database.brokerEnabled = false;
  database.logChain = header.lastLsn;
}

async function restoreLog(statement: RestoreStatement, session: SessionFacts, instance: Instance): Promise<void> {
  const database = instance.find(statement.database);
  if (!database) throw refusal(3118, statement.database);
  checkTarget(database, session, instance);
  const found = await findSet(statement, instance);
  checkTarget(database, session, instance);
  checkLogBackup(found, database, statement.disks);
  const seconds = secondsFor(found.header.sizeBytes, instance.throughput);
  database.busy.add('restore');
  try {
    await workFor(seconds, 'RESTORE LOG', session, instance.clock, statsOf(statement.options));
  } finally {
    database.busy.delete('restore');
  }
  database.state = 'RESTORING';
  database.inStandby = false;
  const records = found.content.records!.filter(({ lsn }) => compareLsn(lsn, database.lsn) >= 0);
  database.redo(records, found.content.forks);
  database.logChain = found.header.lastLsn;
  database.log.truncate(database.lsn);
  database.logRestored = true;
  database.recoveryModel = found.header.recoveryModel;
  const logBytes = records.reduce((sum, record) => sum + record.bytes, 0);
  const processed = database.files.map(({ logicalName, type }) => ({
    logicalName,
    bytes: type === 'LOG' ? logBytes : 0,
  }));
  tellProcessed(session, 'RESTORE LOG', database.name, found.header.position, processed, seconds);
  conclude(database, found, statement, session, instance);
}

/** RECOVERY, NORECOVERY or STANDBY at the end of a restore, and its line in the history. */
function conclude(
  database: Database,
  { header }: FoundSet,
  statement: RestoreStatement,
  session: SessionFacts,
  instance: Instance,
): void {
  const recovery = !has(statement.options, 'NORECOVERY') && !has(statement.options, 'STANDBY');
  if (recovery) recover(database, statement, instance);
  else if (has(statement.options, 'STANDBY')) enterStandby(database);
  instance.msdb.recordRestore(header, {
    database: database.name,
    type: header.type === 'L' ? 'L' : 'D',
    replace: has(statement.options, 'REPLACE'),
    recovery,
    user: session.login,
    devices: statement.disks,
  });
  instance.changed(`restore of ${database.name}`);
}

/** RESTORE DATABASE … WITH RECOVERY | NORECOVERY | STANDBY without FROM. */
async function recoverOnly(statement: RestoreStatement, session: SessionFacts, instance: Instance): Promise<void> {
  const database = instance.find(statement.database);
  if (!database) throw refusal(3118, statement.database);
  checkTarget(database, session, instance);
  if (database.state === 'ONLINE' && !database.inStandby) throw refusal(3153);
  if (database.state !== 'RESTORING' && database.state !== 'ONLINE') throw refusal(3117);
  if (database.interruptedRestore) throw refusal(4333);
  database.busy.add('restore');
  try {
    await workFor(recoverySeconds, 'RESTORE DATABASE', session, instance.clock, statsOf(statement.options));
  } finally {
    database.busy.delete('restore');
  }
  if (has(statement.options, 'NORECOVERY')) {
    database.state = 'RESTORING';
    database.inStandby = false;
  } else if (has(statement.options, 'STANDBY')) enterStandby(database);
  else recover(database, statement, instance);
  tellProcessed(session, 'RESTORE DATABASE', database.name, 1, [], recoverySeconds);
  instance.changed(`recovery of ${database.name}`);
}

function enterStandby(database: Database): void {
  database.state = 'ONLINE';
  database.inStandby = true;
}

/** The database opens for writing, on a recovery path of its own. */
function recover(database: Database, { options }: RestoreStatement, instance: Instance): void {
  database.log.fork();
  database.state = 'ONLINE';
  database.inStandby = false;
  if (has(options, 'RESTRICTED_USER')) instance.write(database, [{ kind: 'user access', to: 'RESTRICTED_USER' }]);
  else instance.write(database, []);
  if (has(options, 'ENABLE_BROKER')) database.brokerEnabled = true;
}
