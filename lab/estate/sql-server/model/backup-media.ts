/** Where a BACKUP writes: a new media set, a media set that it overwrites, or the next position of one (Media Sets). */
import { OsError } from '../../contract';
import type { BackupStatement } from '../contract';
import type { Database } from './database';
import { deviceRefusal } from './device-refusals';
import type { Clock, Storage } from './ports';
import { beginLine, mediaFormat, mediaLine, readMedia } from './media';
import type { Media, MediaHeader } from './media';
import { refusal } from './refusals';
import { has, textOption } from './statement-options';
import { newGuid } from './transaction-log';

export interface Prepared {
  readonly header: MediaHeader;
  readonly position: number;
}

/** @throws SqlError 3098, 3132, 3201, 3202, 3231, 3259, 3266, 4030, 4037. */
export async function prepareMedia(
  statement: BackupStatement,
  database: Database,
  instance: Clock & Storage,
): Promise<Prepared> {
  const { disks, options } = statement;
  const existing = has(options, 'FORMAT') ? undefined : await readExisting(disks, instance);
  if (!existing) return newMedia(statement, newGuid(), database, instance);
  checkMember(existing, statement);
  if (has(options, 'INIT')) {
    if (!has(options, 'SKIP')) checkExpiry(existing, instance.now());
    return newMedia(statement, existing.header.mediaSetGuid, database, instance);
  }
  if (existing.sets.some(({ complete }) => !complete)) throw refusal(3266, existing.device);
  const position = existing.sets.length + 1;
  await appendToMedia(disks, beginLine(database.name, position), instance);
  return { header: existing.header, position };
}

async function newMedia(
  { disks, options }: BackupStatement,
  mediaSetGuid: string,
  database: Database,
  instance: Clock & Storage,
): Promise<Prepared> {
  const headers = disks.map((_, index) => ({
    mediaSetGuid,
    mediaFamilyGuid: newGuid(),
    mediaName: textOption(options, 'MEDIANAME'),
    mediaDescription: textOption(options, 'MEDIADESCRIPTION'),
    familyCount: disks.length,
    familySequence: index + 1,
    compressed: has(options, 'COMPRESSION'),
    writtenAt: instance.timeZone.local(instance.now()).toISOString(),
  }));
  for (const [index, disk] of disks.entries()) await write(disk, mediaLine(headers[index]!), instance, false);
  await appendToMedia(disks, beginLine(database.name, 1), instance);
  return { header: { ...headers[0]!, format: mediaFormat }, position: 1 };
}

function checkMember({ header, device }: Media, { disks, options }: BackupStatement): void {
  const name = textOption(options, 'MEDIANAME');
  if (name !== null && header.mediaName !== null && name !== header.mediaName)
    throw refusal(4037, name, header.mediaName, device);
  if (header.familyCount !== disks.length) {
    if (header.familyCount === 1) throw refusal(3259, device);
    if (header.familyCount > disks.length) throw refusal(3132, header.familyCount, disks.length);
    throw refusal(3231, device, header.familyCount, disks.length);
  }
  if (header.compressed && has(options, 'NO_COMPRESSION')) throw refusal(3098, 'NO_COMPRESSION', 'COMPRESSION');
  if (!header.compressed && has(options, 'COMPRESSION')) throw refusal(3098, 'COMPRESSION', 'NO_COMPRESSION');
}

function checkExpiry({ sets, device }: Media, now: Date): void {
  const kept = sets.find(({ header }) => header?.expiresAt != null && new Date(header.expiresAt) > now);
  if (kept?.header?.expiresAt != null) throw refusal(4030, device, new Date(kept.header.expiresAt).toUTCString());
}

async function readExisting(disks: readonly string[], instance: Storage): Promise<Media | undefined> {
  const first = disks[0]!;
  if (!instance.files.exists(first, instance.place)) return undefined;
  if ((await instance.files.read(first, instance.place)).length === 0) return undefined;
  return readMedia(instance.files, first, instance.place);
}

/** Every member of a stripe carries the set: a stripe with a missing member is refused by its family count. */
export async function appendToMedia(disks: readonly string[], text: string, instance: Storage): Promise<void> {
  for (const disk of disks) await write(disk, text, instance, true);
}

async function write(disk: string, text: string, instance: Storage, isOpen: boolean): Promise<void> {
  try {
    await instance.files.write(disk, Buffer.from(text), instance.place, isOpen);
  } catch (error) {
    throw error instanceof OsError ? deviceRefusal(error, disk, isOpen ? 'write' : 'create') : error;
  }
}
