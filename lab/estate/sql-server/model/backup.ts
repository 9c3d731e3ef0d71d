/** BACKUP DATABASE, BACKUP DATABASE … WITH DIFFERENTIAL and BACKUP LOG (BACKUP, Tail-Log Backups). */
import { compareLsn } from '../../lsn';
import type { Lsn } from '../../lsn';
import type { BackupStatement, SessionFacts } from '../contract';
import { checkBackup } from './backup-checks';
import { describeSet } from './backup-header';
import type { BackupKind } from './backup-header';
import { appendToMedia, prepareMedia } from './backup-media';
import { backupOptions } from './backup-options';
import type { Database } from './database';
import type { Mirroring, Server, Service, Storage } from './ports';
import { tellProcessed } from './long-work';
import { endLines } from './media';
import type { SetContent, SetHeader } from './media';
import { partnerOf } from './mirroring';
import { messageOf, refusal, withTrailer } from './refusals';
import { enterStandby } from './standby';
import { checkDevices, checkOptions, checkTransfer, has, statsOf } from './statement-options';
import { transfer } from './transfer';

/** An extent: the least that a differential backup holds. */
const extent = 64 * 1024;

const kindOf = ({ what, options }: BackupStatement): BackupKind =>
  what === 'log' ? 'log' : has(options, 'DIFFERENTIAL') ? 'differential' : 'full';

/** Runs a BACKUP. @throws SqlError with the cause, then 3013. */
export async function backUp(statement: BackupStatement, session: SessionFacts, instance: Server): Promise<void> {
  const command = statement.what === 'log' ? 'BACKUP LOG' : 'BACKUP DATABASE';
  await withTrailer(messageOf(3013, command), async () => {
    if (session.inTransaction) throw refusal(3021);
    checkOptions(statement.options, backupOptions(statement.what));
    checkTransfer(statement.options);
    checkDevices(statement);
    const database = instance.require(statement.database);
    if (!instance.isAdministrator(session, database)) throw refusal(262, command, database.name);
    checkBackup(database, statement, session, instance);
    const work = statement.what === 'log' ? 'log backup' : 'full backup';
    if (database.busy.has(work)) throw refusal(3023);
    database.busy.add(work);
    try {
      await write(statement, command, database, session, instance);
    } finally {
      database.busy.delete(work);
    }
  });
}

async function write(
  statement: BackupStatement,
  command: string,
  database: Database,
  session: SessionFacts,
  instance: Server,
): Promise<void> {
  const { disks, options } = statement;
  const kind = kindOf(statement);
  const startedAt = instance.now();
  const media = await prepareMedia(statement, database, instance);
  const first = startOf(kind, statement, database, instance);
  const logBytes = database.log.since(first).reduce((sum, record) => sum + record.bytes, 0);
  const bytes = sizeOf(kind, database, logBytes);
  const compressedBytes = Math.round(media.header.compressed ? bytes / 4 : bytes);
  const writing = { kind: 'write', command, disks, bytes, onDisk: compressedBytes, stats: statsOf(options) } as const;
  const seconds = await transfer(writing, session, instance);
  if (kind === 'log') checkBackup(database, statement, session, instance);
  const end = database.lsn;
  const header: SetHeader = {
    ...describeSet(database, kind, statement, session, instance, { first, end }),
    mediaSetGuid: media.header.mediaSetGuid,
    position: media.position,
    compressed: media.header.compressed,
    startedAt: startedAt.toISOString(),
    utcOffset: instance.timeZone.offsetAt(startedAt),
    finishedAt: instance.now().toISOString(),
    sizeBytes: bytes,
    compressedBytes,
  };
  await appendToMedia(disks, endLines(header, contentOf(kind, database, first, end)), instance);
  await finish(kind, database, statement, header, instance);
  instance.msdb.recordBackup(header, disks);
  const processed = database.files
    .filter(({ type }) => type === 'LOG' || kind !== 'log')
    .map(({ logicalName, type, size }) => ({
      logicalName,
      bytes: type === 'LOG' ? logBytes : kind === 'full' ? size : bytes,
    }));
  const said = kind === 'differential' ? 'BACKUP DATABASE WITH DIFFERENTIAL' : command;
  tellProcessed(session, said, database.name, media.position, processed, seconds);
}

/** Where the set begins: a data backup with its own checkpoint, a log backup where the one before it ended. */
function startOf(kind: BackupKind, { options }: BackupStatement, database: Database, instance: Storage): Lsn {
  if (kind === 'log') {
    if (!has(options, 'NO_TRUNCATE')) instance.write(database, []);
    return database.logChain!;
  }
  database.checkpoint = instance.write(database, []).lsn;
  return database.checkpoint;
}

function sizeOf(kind: BackupKind, database: Database, logBytes: number): number {
  if (kind === 'log') return logBytes;
  return kind === 'full' ? database.sizeBytes : Math.max(extent, Math.min(database.changedBytes, database.sizeBytes));
}

const contentOf = (kind: BackupKind, database: Database, first: Lsn, end: Lsn): SetContent => ({
  forks: database.log.forks,
  databaseGuid: database.databaseGuid,
  createdAt: database.createdAt.toISOString(),
  committedAt: database.log.since(first).findLast(({ lsn }) => compareLsn(lsn, end) < 0)?.at ?? 0,
  ...(database.fullBackup && { base: database.fullBackup }),
  ...(kind === 'log'
    ? { records: database.log.since(first).filter(({ lsn }) => compareLsn(lsn, end) < 0) }
    : { snapshot: database.snapshot() }),
});

/** What a completed backup leaves behind in the database. */
async function finish(
  kind: BackupKind,
  database: Database,
  { options }: BackupStatement,
  header: SetHeader,
  instance: Service & Storage & Mirroring,
): Promise<void> {
  if (kind === 'full' && !has(options, 'COPY_ONLY')) becomeBase(database, header, instance);
  if (kind === 'log' && !has(options, 'COPY_ONLY') && !has(options, 'NO_TRUNCATE'))
    instance.truncateLog(database, header.lastLsn);
  if (has(options, 'NORECOVERY')) seal(database);
  if (has(options, 'STANDBY')) await enterStandby(database, options, instance);
  instance.changed(`${kind} backup of ${database.name}`);
}

/** Log can be restored on top of it from now on, unless its data files are damaged: they have to be restored first. */
function seal(database: Database): void {
  if (database.failedToStart) database.interruptedRestore = true;
  database.state = 'RESTORING';
}

/** The set is the base of differential backups from now on, on a mirror too; the first one begins the log chain. */
function becomeBase(database: Database, header: SetHeader, instance: Service & Mirroring): void {
  const base = { checkpoint: header.checkpointLsn, setGuid: header.setGuid };
  for (const copy of [database, partnerOf(database, instance)?.database]) {
    if (!copy) continue;
    copy.fullBackup = base;
    copy.changedBytes = 0;
  }
  if (database.recoveryModel !== 'SIMPLE') database.logChain ??= header.firstLsn;
}
