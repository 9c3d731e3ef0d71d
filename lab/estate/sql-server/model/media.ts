/**
 * Backup files: a media header, then backup sets, one JSON line each. A set is whole only when its end line is there, so
 * a backup that was interrupted or copied in part is recognised as such.
 */
import { createHash } from 'node:crypto';
import { OsError } from '../../contract';
import type { BackupSet, EstateFiles, Place } from '../../contract';
import type { Database } from './database';
import type { DatabaseFile, Snapshot } from './database-parts';
import { deviceRefusal } from './device-refusals';
import { refusal } from './refusals';
import type { Fork, LogRecord } from './transaction-log';

export const mediaFormat = 'persistent-chat-dr backup media 1';

export interface MediaHeader {
  readonly format: typeof mediaFormat;
  readonly mediaSetGuid: string;
  readonly mediaFamilyGuid: string;
  readonly mediaName: string | null;
  readonly mediaDescription?: string | null;
  readonly familyCount: number;
  readonly familySequence: number;
  readonly compressed: boolean;
  /** Local to the server that wrote it. */
  readonly writtenAt: string;
}

/** What a set restores: a snapshot (full backup) or records (log backup), and the path they stand on. */
export interface SetContent {
  readonly forks: readonly Fork[];
  readonly databaseGuid: string;
  readonly createdAt: string;
  /** When the last transaction in it had been committed: STOPAT cannot mean an earlier moment. */
  readonly committedAt: number;
  /** The differential base of the database then. */
  readonly base?: Database['fullBackup'];
  readonly snapshot?: Snapshot;
  readonly records?: readonly LogRecord[];
}

export interface SetHeader extends BackupSet {
  readonly files: readonly DatabaseFile[];
  readonly compatibilityLevel: number;
}

/** A set as found in a file. `content` is absent where the set is incomplete or its checksum is wrong. */
export interface StoredSet {
  readonly header?: SetHeader;
  readonly position: number;
  readonly complete: boolean;
  readonly content?: SetContent;
}

export interface Media {
  readonly device: string;
  readonly header: MediaHeader;
  readonly sets: readonly StoredSet[];
}

/** The share went away while the file was read. */
const readFails = 64;

const line = (value: object): string => `${JSON.stringify(value)}\n`;
const checksumOf = (text: string): string => createHash('sha1').update(text).digest('hex');

export const mediaLine = (header: Omit<MediaHeader, 'format'>): string => line({ format: mediaFormat, ...header });
export const beginLine = (database: string, position: number): string => line({ begin: database, position });
/** The whole end of a set: its header is known only when it is complete. */
export function endLines(header: SetHeader, content: SetContent): string {
  const text = JSON.stringify(content);
  return `${text}\n${line({ end: header, checksum: checksumOf(text) })}`;
}

/** Reads a backup file. @throws SqlError 3201, 3203, 3241, 3254. */
export async function readMedia(files: EstateFiles, device: string, place: Place): Promise<Media> {
  const text = (await readDevice(files, device, place)).toString('utf8');
  if (text === '') throw refusal(3254, device);
  const lines = text.split('\n');
  const header = parsed(lines[0]) as MediaHeader | undefined;
  if (header?.format !== mediaFormat) throw refusal(3241, device);
  return { device, header, sets: setsIn(lines.slice(1)) };
}

async function readDevice(files: EstateFiles, device: string, place: Place): Promise<Buffer> {
  try {
    return await files.read(device, place);
  } catch (error) {
    throw error instanceof OsError ? deviceRefusal(error, device, error.code === readFails ? 'read' : 'open') : error;
  }
}

function setsIn(lines: readonly string[]): StoredSet[] {
  const sets: StoredSet[] = [];
  let content: string | undefined;
  const rest = lines.filter((text) => text !== '');
  rest.forEach((text, index) => {
    const value = parsed(text);
    const begin = value?.['begin'];
    const end = value?.['end'] as SetHeader | undefined;
    if (begin !== undefined) {
      sets.push({ position: sets.length + 1, complete: false });
      content = rest[index + 1];
    } else if (end !== undefined && sets.length > 0) {
      const whole = content !== undefined && checksumOf(content) === value?.['checksum'];
      sets[sets.length - 1] = {
        position: sets.length,
        header: end,
        complete: true,
        ...(whole && content !== undefined && { content: JSON.parse(content) as SetContent }),
      };
    }
  });
  return sets;
}

function parsed(text: string | undefined): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text ?? '') as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
