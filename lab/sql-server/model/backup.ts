/** BACKUP DATABASE and BACKUP LOG. */
import type { Lsn } from '../../../domain/lsn';
import { compareLsn } from '../../../domain/lsn';
import { OsError } from '../../estate/contract';
import type { BackupStatement, SessionFacts } from '../contract';
import type { Database } from './database';
import { databaseNotUsable } from './database-access';
import type { Instance } from './instance';
import { secondsFor, tellProcessed, workFor } from './long-work';
import { beginLine, endLines, mediaLine, readMedia } from './media';
import type { Media, SetContent, SetHeader } from './media';
import { messageOf, refusal, withTrailer } from './refusals';
import { checkDevices, checkOptions, has, statsOf, textOption } from './statement-options';
import { forkAt, newGuid } from './transaction-log';

const knownOptions = [
  'COPY_ONLY',
  'INIT',
  'NOINIT',
  'FORMAT',
  'NOFORMAT',
  'SKIP',
  'NOSKIP',
  'COMPRESSION',
  'NO_COMPRESSION',
  'CHECKSUM',
  'NO_CHECKSUM',
  'CONTINUE_AFTER_ERROR',
  'STOP_ON_ERROR',
  'STATS',
  'NAME',
  'DESCRIPTION',
  'MEDIANAME',
  'MEDIADESCRIPTION',
  'BLOCKSIZE',
  'BUFFERCOUNT',
  'MAXTRANSFERSIZE',
  'REWIND',
  'NOREWIND',
  'UNLOAD',
  'NOUNLOAD',
  'RESTART',
  'RETAINDAYS',
  'EXPIREDATE',
];
const logOptions = ['NORECOVERY', 'STANDBY', 'NO_TRUNCATE'];
const exclusive = [
  ['INIT', 'NOINIT'],
  ['FORMAT', 'NOFORMAT'],
  ['COMPRESSION', 'NO_COMPRESSION'],
  ['CHECKSUM', 'NO_CHECKSUM'],
  ['NORECOVERY', 'STANDBY'],
  ['FORMAT', 'NOINIT'],
] as const;

/** Runs a BACKUP. @throws SqlError with the cause, then 3013. */
export async function backUp(statement: BackupStatement, session: SessionFacts, instance: Instance): Promise<void> {
  const command = statement.what === 'log' ? 'BACKUP LOG' : 'BACKUP DATABASE';
  await withTrailer(messageOf(3013, command), async () => {
    if (session.inTransaction) throw refusal(3021);
    checkOptions(
      statement.options,
      statement.what === 'log' ? [...knownOptions, ...logOptions] : knownOptions,
      exclusive,
    );
    checkDevices(statement.disks);
    const database = instance.require(statement.database);
    if (!instance.isAdministrator(session, database)) throw refusal(262, command, database.name);
    checkBackupAllowed(database, statement, session, instance);
    const kind = statement.what === 'log' ? 'log backup' : 'full backup';
    if (database.busy.has(kind)) throw refusal(3023);
    database.busy.add(kind);
    try {
      await write(statement, command, database, session, instance);
    } finally {
      database.busy.delete(kind);
    }
  });
}

function checkBackupAllowed(
  database: Database,
  { what, options }: BackupStatement,
  session: SessionFacts,
  instance: Instance,
): void {
  if (database.name === 'tempdb') throw refusal(3147);
  if (database.inStandby) throw refusal(3036, database.name);
  const refused = databaseNotUsable(database);
  if (refused) throw refused;
  if (what === 'database') return;
  if (database.name === 'master') throw refusal(4212);
  if (database.recoveryModel === 'SIMPLE') throw refusal(4208, 'BACKUP LOG');
  if (database.logChain === undefined) throw refusal(4214);
  if (!has(options, 'NORECOVERY') && !has(options, 'STANDBY')) return;
  if (database.mirroring) throw refusal(1468, database.name);
  if (session.database === database.name) throw refusal(3102, 'BACKUP LOG', database.name);
  if (instance.sessions(database.name).length > 0) throw refusal(3101);
}

async function write(
  statement: BackupStatement,
  command: string,
  database: Database,
  session: SessionFacts,
  instance: Instance,
): Promise<void> {
  const { what, disks, options } = statement;
  const startedAt = instance.now();
  const media = await prepareMedia(statement, database, instance);
  const isLog = what === 'log';
  const checkpoint = isLog && has(options, 'NO_TRUNCATE') ? database.lsn : instance.write(database, []).lsn;
  const first = isLog ? database.logChain! : checkpoint;
  const logBytes = database.log.since(first).reduce((sum, record) => sum + record.bytes, 0);
  const bytes = isLog ? logBytes : database.sizeBytes;
  const seconds = secondsFor(bytes, instance.throughput);
  await workFor(seconds, command, session, instance.clock, statsOf(options));
  if (isLog) checkBackupAllowed(database, statement, session, instance);
  const end = database.lsn;
  const header: SetHeader = {
    ...describe(database, statement, session, instance, { first, end, checkpoint }),
    mediaSetGuid: media.header.mediaSetGuid,
    position: media.position,
    compressed: media.header.compressed,
    startedAt: startedAt.toISOString(),
    finishedAt: instance.now().toISOString(),
    sizeBytes: bytes,
  };
  const content: SetContent = {
    forks: database.log.forks,
    databaseGuid: database.databaseGuid,
    createdAt: database.createdAt.toISOString(),
    ...(isLog
      ? { records: database.log.since(first).filter(({ lsn }) => compareLsn(lsn, end) < 0) }
      : { snapshot: database.snapshot() }),
  };
  await append(disks, endLines(header, content), instance);
  finish(database, statement, header, instance);
  instance.msdb.recordBackup(header, disks);
  tellProcessed(session, command, database.name, media.position, processedFiles(database, isLog, logBytes), seconds);
}

/** What a completed backup leaves behind in the database. */
function finish(database: Database, { what, options }: BackupStatement, header: SetHeader, instance: Instance): void {
  if (what === 'database') {
    if (has(options, 'COPY_ONLY')) return;
    database.fullBackup = { checkpoint: header.checkpointLsn, setGuid: header.setGuid };
    if (database.recoveryModel !== 'SIMPLE') database.logChain ??= header.firstLsn;
  } else if (!has(options, 'COPY_ONLY') && !has(options, 'NO_TRUNCATE')) {
    instance.truncateLog(database, header.lastLsn);
  }
  if (has(options, 'NORECOVERY')) database.state = 'RESTORING';
  if (has(options, 'STANDBY')) database.inStandby = true;
  instance.changed(`${what} backup of ${database.name}`);
}

function processedFiles(
  database: Database,
  isLog: boolean,
  logBytes: number,
): { logicalName: string; bytes: number }[] {
  return database.files
    .filter(({ type }) => type === 'LOG' || !isLog)
    .map(({ logicalName, type, size }) => ({ logicalName, bytes: type === 'LOG' ? logBytes : size }));
}

interface Span {
  readonly first: Lsn;
  readonly end: Lsn;
  readonly checkpoint: Lsn;
}

type Described = Omit<SetHeader, 'mediaSetGuid' | 'position' | 'compressed' | 'startedAt' | 'finishedAt' | 'sizeBytes'>;

function describe(
  database: Database,
  { what, options }: BackupStatement,
  session: SessionFacts,
  instance: Instance,
  span: Span,
): Described {
  const { forks } = database.log;
  const [firstFork, lastFork] = [forkAt(forks, span.first), forks.at(-1)!];
  return {
    setGuid: newGuid(),
    familyGuid: database.familyGuid,
    type: what === 'log' ? 'L' : 'D',
    database: database.name,
    server: instance.name,
    machine: instance.machine,
    user: session.login,
    name: textOption(options, 'NAME'),
    description: textOption(options, 'DESCRIPTION'),
    firstLsn: span.first,
    lastLsn: span.end,
    checkpointLsn: span.checkpoint,
    databaseBackupLsn: database.fullBackup?.checkpoint ?? ('0' as Lsn),
    differentialBaseLsn: null,
    firstForkGuid: firstFork.guid,
    lastForkGuid: lastFork.guid,
    forkPointLsn: firstFork === lastFork ? null : lastFork.from,
    recoveryModel: database.recoveryModel,
    copyOnly: has(options, 'COPY_ONLY') || has(options, 'NO_TRUNCATE'),
    forceOffline: has(options, 'NORECOVERY'),
    singleUser: database.userAccess === 'SINGLE_USER',
    checksums: has(options, 'CHECKSUM') || (has(options, 'COMPRESSION') && !has(options, 'NO_CHECKSUM')),
    beginsLogChain: what === 'log' && database.fullBackup?.checkpoint === span.first,
    versionMajor: instance.version.major,
    files: database.files,
  };
}

/** Opens the devices: a new media set, or the next position of the one that is there. */
async function prepareMedia(
  statement: BackupStatement,
  database: Database,
  instance: Instance,
): Promise<{ header: Media['header']; position: number }> {
  const { disks, options } = statement;
  const existing = await readExisting(disks, instance);
  const compressed = has(options, 'COMPRESSION');
  if (existing && !has(options, 'FORMAT')) {
    if (existing.header.familyCount !== disks.length) throw refusal(3132, existing.header.familyCount, disks.length);
    if (existing.header.compressed !== compressed && (has(options, 'COMPRESSION') || has(options, 'NO_COMPRESSION'))) {
      const [asked, instead] = compressed ? ['COMPRESSION', 'NO_COMPRESSION'] : ['NO_COMPRESSION', 'COMPRESSION'];
      throw refusal(3098, asked, instead);
    }
  }
  if (existing && !has(options, 'FORMAT') && !has(options, 'INIT')) {
    const position = existing.sets.length + 1;
    await append(disks, beginLine(database.name, position), instance);
    return { header: existing.header, position };
  }
  const mediaSetGuid = existing && !has(options, 'FORMAT') ? existing.header.mediaSetGuid : newGuid();
  const headers = disks.map((_, index) => ({
    mediaSetGuid,
    mediaFamilyGuid: newGuid(),
    mediaName: textOption(options, 'MEDIANAME'),
    familyCount: disks.length,
    familySequence: index + 1,
    compressed,
    writtenAt: instance.now().toISOString(),
  }));
  for (const [index, disk] of disks.entries()) await writeDevice(disk, mediaLine(headers[index]!), instance, false);
  await append(disks, beginLine(database.name, 1), instance);
  return { header: { ...headers[0]!, format: 'persistent-chat-dr backup media 1' }, position: 1 };
}

async function readExisting(disks: readonly string[], instance: Instance): Promise<Media | undefined> {
  const first = disks[0]!;
  if (!instance.files.exists(first, instance.place)) return undefined;
  if ((await instance.files.read(first, instance.place)).length === 0) return undefined;
  return readMedia(instance.files, first, instance.place);
}

/** Every member of a stripe carries the set: a stripe with a missing member is refused by its family count. */
async function append(disks: readonly string[], text: string, instance: Instance): Promise<void> {
  for (const disk of disks) await writeDevice(disk, text, instance, true);
}

async function writeDevice(disk: string, text: string, instance: Instance, isAppend: boolean): Promise<void> {
  try {
    await instance.files.write(disk, Buffer.from(text), instance.place, isAppend);
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    const cause = `${String(error.code)}(${error.text})`;
    throw isAppend || error.code === 112 ? refusal(3202, disk, cause) : refusal(3201, disk, cause);
  }
}
