/** What a RESTORE finds in its files, and every reason to refuse it before anything changes. */
import { compareLsn } from '../../../domain/lsn';
import type { RestoreStatement, SessionFacts, SqlError } from '../contract';
import type { Database, DatabaseFile } from './database';
import type { Instance } from './instance';
import { readMedia } from './media';
import type { Media, SetContent, SetHeader } from './media';
import { followedBy, messageOf, refusal } from './refusals';
import { has, numberOption } from './statement-options';
import { continues } from './transaction-log';

export interface FoundSet {
  readonly header: SetHeader;
  readonly content: SetContent;
}

/** Opens every device of a media set. @throws SqlError 3132, 3201, 3241, 3254. */
export async function openDevices(disks: readonly string[], instance: Instance): Promise<Media[]> {
  const media: Media[] = [];
  for (const disk of disks) media.push(await readMedia(instance.files, disk, instance.place));
  const count = media[0]!.header.familyCount;
  if (new Set(media.map(({ header }) => header.familySequence)).size < count) throw refusal(3132, count, disks.length);
  return media;
}

/** The set that FILE names, whole. @throws SqlError 3169, 3187, 3189, 3256, 3287. */
export async function findSet({ disks, options }: RestoreStatement, instance: Instance): Promise<FoundSet> {
  const media = await openDevices(disks, instance);
  const position = numberOption(options, 'FILE') ?? 1;
  for (const { device, sets } of media) {
    const set = sets[position - 1];
    if (!set) throw refusal(3287, position, device);
    if (!set.complete) throw refusal(3256, device);
    if (!set.content) throw refusal(3189);
  }
  const { header, content } = media[0]!.sets[position - 1]!;
  if (header!.versionMajor > instance.version.major) {
    throw refusal(3169, `${String(header!.versionMajor)}.00.0000`, instance.versionNumber);
  }
  if (has(options, 'CHECKSUM') && !header!.checksums) throw refusal(3187);
  return { header: header!, content: content! };
}

/** Checks on the target that hold for every RESTORE that changes one. @throws SqlError 3101, 3102, 3104. */
export function checkTarget(database: Database, session: SessionFacts, instance: Instance): void {
  if (database.name.toLowerCase() === 'tempdb') throw refusal(3147);
  if (session.database.toLowerCase() === database.name.toLowerCase()) throw refusal(3102, 'RESTORE', database.name);
  if (database.mirroring) throw refusal(3104, database.name);
  if (database.busy.size > 0 || instance.sessions(database.name).length > 0) throw refusal(3101);
  if (!instance.isAdministrator(session, database)) throw refusal(3110, database.name);
}

/** @throws SqlError 3135, 3141, 3154, 3159. */
export function checkFullBackup(found: FoundSet, database: Database | undefined, statement: RestoreStatement): void {
  if (found.header.type !== 'D') throw refusal(3135, statement.disks[0]!, 'BACKUP LOG');
  if (!database || has(statement.options, 'REPLACE')) return;
  if (found.header.familyGuid !== database.familyGuid) throw refusal(3154, database.name);
  if (found.header.database.toLowerCase() !== database.name.toLowerCase())
    throw refusal(3141, found.header.database, database.name);
  const hasTail = database.state === 'ONLINE' && !database.inStandby && database.recoveryModel !== 'SIMPLE';
  if (hasTail && database.logChain !== undefined) throw refusal(3159, database.name);
}

/** @throws SqlError 3117, 3135, 3154, 4305, 4319, 4326, 4330. */
export function checkLogBackup({ header, content }: FoundSet, database: Database, disks: readonly string[]): void {
  if (header.type !== 'L') throw refusal(3135, disks[0]!, 'BACKUP DATABASE');
  if (database.state !== 'RESTORING' && !database.inStandby) throw refusal(3117);
  if (database.interruptedRestore) throw refusal(4319, database.files[0]!.logicalName);
  if (header.familyGuid !== database.familyGuid) throw refusal(3154, database.name);
  const redo = database.lsn;
  if (compareLsn(header.firstLsn, redo) > 0) throw refusal(4305, header.firstLsn, redo);
  const isEmpty = header.firstLsn === header.lastLsn;
  if (compareLsn(header.lastLsn, redo) < 0 || (header.lastLsn === redo && !isEmpty))
    throw refusal(4326, header.lastLsn, redo);
  if (!continues(database.log.forks, redo, content.forks)) throw refusal(4330);
}

/** Where the files go. @throws SqlError 1834, 3142, 3176, 3234, 5133 with 3156 and 3119. */
export function placeFiles(
  found: FoundSet,
  statement: RestoreStatement,
  database: Database | undefined,
  instance: Instance,
): DatabaseFile[] {
  const moves = new Map(statement.moves.map(({ logical, to }) => [logical.toLowerCase(), to]));
  const unknown = statement.moves.find(
    ({ logical }) => !found.header.files.some(({ logicalName }) => same(logicalName, logical)),
  );
  if (unknown) throw refusal(3234, unknown.logical, statement.database);
  const files = found.header.files.map((file) => ({
    ...file,
    physicalName: moves.get(file.logicalName.toLowerCase()) ?? file.physicalName,
  }));
  const claimed = files.find(
    (file, index) => files.findIndex((other) => same(other.physicalName, file.physicalName)) < index,
  );
  if (claimed) throw planning(refusal(3176, claimed.physicalName, files[0]!.logicalName, 1, claimed.logicalName, 2));
  for (const { logicalName, physicalName } of files)
    checkFile(logicalName, physicalName, statement, database, instance);
  checkSpace(files, database, instance);
  return files;
}

function checkFile(
  logicalName: string,
  physicalName: string,
  { options }: RestoreStatement,
  database: Database | undefined,
  instance: Instance,
): void {
  const other = instance.held.find(
    (held) => held !== database && held.files.some((file) => same(file.physicalName, physicalName)),
  );
  const misplaced = messageOf(3156, logicalName, physicalName);
  if (other) throw planning(followedBy(refusal(1834, physicalName, other.name), misplaced));
  const folder = physicalName.replace(/[\\/][^\\/]*$/, '');
  if (!instance.files.isFolder(folder, instance.place)) {
    throw planning(followedBy(refusal(5133, physicalName, '3(The system cannot find the path specified.)'), misplaced));
  }
  const own = database?.files.some((file) => same(file.physicalName, physicalName)) ?? false;
  if (!own && !has(options, 'REPLACE') && instance.files.exists(physicalName, instance.place)) {
    throw planning(followedBy(refusal(3142, physicalName, physicalName), misplaced));
  }
}

function checkSpace(files: readonly DatabaseFile[], database: Database | undefined, instance: Instance): void {
  const first = files[0]!.physicalName;
  const needed = files.reduce((sum, { size }) => sum + size, 0) - (database?.sizeBytes ?? 0);
  const free = instance.files.freeBytes(first, instance.place);
  if (needed > free) throw planning(refusal(3257, first.slice(0, 3), Math.round(needed), free));
}

const planning = (cause: SqlError): SqlError => followedBy(cause, messageOf(3119));
const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
