/** What a RESTORE finds in its files, and every reason to refuse it before anything changes. */
import { compareLsn } from '../../lsn';
import type { RestoreStatement, SessionFacts } from '../contract';
import type { Database } from './database';
import type { Catalogue, Service, Sessions, Storage } from './ports';
import { readMedia } from './media';
import type { Media, SetContent, SetHeader } from './media';
import { refusal } from './refusals';
import { shortVersion } from './releases';
import { has, numberOption, textOption } from './statement-options';
import type { StopPoint } from './stop-point';
import { checkDataStop, checkLogStop } from './stop-point';
import { continues } from './transaction-log';

export interface FoundSet {
  readonly header: SetHeader;
  readonly content: SetContent;
  readonly device: string;
}

/** Who wrote a set, as 3135 says it. */
const writers = { D: 'BACKUP DATABASE', I: 'BACKUP DATABASE WITH DIFFERENTIAL', L: 'BACKUP LOG' } as const;

/** Opens every device of a media set. @throws SqlError 3132, 3201, 3227, 3231, 3241, 3254, 3258, 4037. */
export async function openDevices(
  { disks, options }: Pick<RestoreStatement, 'disks' | 'options'>,
  instance: Storage,
): Promise<Media[]> {
  const media: Media[] = [];
  for (const disk of disks) media.push(await readMedia(instance.files, disk, instance.place));
  const first = media[0]!;
  const name = textOption(options, 'MEDIANAME');
  if (name !== null && name !== first.header.mediaName)
    throw refusal(4037, name, first.header.mediaName ?? '', first.device);
  media.forEach((member, index) => checkMember(member, media.slice(0, index)));
  const count = first.header.familyCount;
  if (media.length < count) throw refusal(3132, count, disks.length);
  if (media.length > count) throw refusal(3231, first.device, count, disks.length);
  return media;
}

function checkMember({ header, device }: Media, earlier: readonly Media[]): void {
  if (earlier.some((other) => other.header.mediaSetGuid !== header.mediaSetGuid)) throw refusal(3258, device);
  const twice = earlier.find((other) => other.header.familySequence === header.familySequence);
  if (twice) throw refusal(3227, device, header.familySequence, twice.device);
}

/** The set that FILE names, whole. @throws SqlError 3168, 3169, 3180, 3187, 3189, 3208, 3256, 3287, 4038. */
export async function findSet(statement: RestoreStatement, instance: Service & Catalogue & Storage): Promise<FoundSet> {
  const { options } = statement;
  const media = await openDevices(statement, instance);
  const position = numberOption(options, 'FILE') ?? 1;
  for (const { device, sets } of media) {
    if (sets.length === 0) throw refusal(3208);
    const set = sets[position - 1];
    if (!set) throw refusal(4038, position, device);
    if (!set.complete) throw refusal(3256, device);
    if (!set.header) throw refusal(3287, position, device);
    if (!set.content) throw refusal(3189);
  }
  const { header, content } = media[0]!.sets[position - 1]!;
  const found = { header: header!, content: content!, device: media[0]!.device };
  checkVersion(found, statement, instance);
  if (has(options, 'CHECKSUM') && !header!.checksums) throw refusal(3187);
  return found;
}

function checkVersion(
  { header, device }: FoundSet,
  { options, database }: RestoreStatement,
  instance: Service & Catalogue,
): void {
  const { major, minor, build } = instance.release.version;
  const written = shortVersion(header.versionMajor, header.versionMinor ?? 0, header.versionBuild ?? 0);
  const here = shortVersion(major, minor, build);
  const isOther = header.versionMajor !== major || (header.versionBuild ?? build) !== build;
  if (instance.find(database)?.isSystem === true && isOther) throw refusal(3168, device, written, here);
  if (header.versionMajor > major) throw refusal(3169, written, here);
  if (header.versionMajor < major && has(options, 'STANDBY')) throw refusal(3180);
}

/** Checks on the target that hold for every RESTORE that changes one. @throws SqlError 3101, 3102, 3104, 3108, 3110, 3147. */
export function checkTarget(database: Database, session: SessionFacts, instance: Sessions & Catalogue): void {
  const name = database.name.toLowerCase();
  if (name === 'tempdb') throw refusal(3147);
  if (name === 'master') throw refusal(3108);
  if (!instance.isAdministrator(session, database)) throw refusal(3110, database.name);
  if (session.database.toLowerCase() === name) throw refusal(3102, 'RESTORE', database.name);
  if (database.mirroring) throw refusal(3104, database.name);
  if (database.busy.size > 0 || instance.sessions(database.name).length > 0) throw refusal(3101);
}

/** @throws SqlError 3141, 3145, 3154, 3159, 3173, 4338, 4340. */
export function checkFullBackup(
  { header, content }: FoundSet,
  database: Database | undefined,
  { options }: RestoreStatement,
  stop: StopPoint | undefined,
): void {
  checkDataStop(stop, content, header.recoveryModel);
  if (!database || has(options, 'REPLACE')) return;
  if (header.familyGuid !== database.familyGuid) throw refusal(3154, database.name);
  if (header.database.toLowerCase() !== database.name.toLowerCase())
    throw refusal(3141, header.database, database.name);
  const hasTail =
    (database.state === 'ONLINE' || database.failedToStart) &&
    !database.inStandby &&
    database.recoveryModel !== 'SIMPLE';
  if (!hasTail || database.logChain === undefined) return;
  if (!stop) throw refusal(3159, database.name);
  if (stop.kind === 'time' && endsAfter(database, stop.at)) return;
  throw refusal(3173, database.name);
}

/** Whether all log up to `at` is in a log backup: nothing that the target time needs would be overwritten. */
function endsAfter(database: Database, at: Date): boolean {
  const [firstUnsaved] = database.log.since(database.logChain!);
  return firstUnsaved !== undefined && firstUnsaved.at > at.getTime();
}

/** @throws SqlError 3117, 3120, 3121, 3136, 3145, 3154, 4319, 4338. */
export function checkDifferential(
  { header, content }: FoundSet,
  database: Database,
  stop: StopPoint | undefined,
): void {
  if (!isRollingForward(database)) throw refusal(3117);
  if (header.familyGuid !== database.familyGuid) throw refusal(3154, database.name);
  if (database.interruptedLog !== undefined) throw refusal(4319, database.files[0]!.logicalName);
  if (header.differentialBaseGuid !== database.restoredFull) throw refusal(3136);
  if (!continues(database.log.forks, database.lsn, content.forks)) throw refusal(3121, database.files[0]!.logicalName);
  if (compareLsn(header.lastLsn, database.lsn) <= 0 && !database.interruptedRestore) throw refusal(3120);
  checkDataStop(stop, content, header.recoveryModel);
}

/** @throws SqlError 3117, 3135, 3154, 4305, 4312, 4319, 4320, 4326, 4330, 4335. */
export function checkLogBackup(
  { header, content, device }: FoundSet,
  database: Database,
  stop: StopPoint | undefined,
): void {
  if (header.type !== 'L') throw refusal(3135, device, writers[header.type]);
  if (!isRollingForward(database)) throw refusal(3117);
  const [file] = database.files;
  if (database.interruptedRestore) throw refusal(4320, file!.logicalName);
  if (database.interruptedLog !== undefined && database.interruptedLog !== header.setGuid)
    throw refusal(4319, file!.logicalName);
  if (header.familyGuid !== database.familyGuid) throw refusal(3154, database.name);
  const redo = database.lsn;
  if (compareLsn(header.firstLsn, redo) > 0) {
    if (header.beginsLogChain) throw refusal(4312);
    throw refusal(4305, header.firstLsn, redo);
  }
  const isEmpty = header.firstLsn === header.lastLsn;
  if (compareLsn(header.lastLsn, redo) < 0 || (header.lastLsn === redo && !isEmpty))
    throw refusal(4326, header.lastLsn, redo);
  if (!continues(database.log.forks, redo, content.forks)) throw refusal(4330);
  checkLogStop(stop, database);
}

const isRollingForward = (database: Database): boolean => database.state === 'RESTORING' || database.inStandby;

/** @throws SqlError 3135 for a set that RESTORE DATABASE has no use for. */
export function checkDataSet({ header, device }: FoundSet): 'full' | 'differential' {
  if (header.type === 'L') throw refusal(3135, device, writers.L);
  return header.type === 'I' ? 'differential' : 'full';
}
