/** Log backup files of log shipping: `<database>_YYYYMMDDHHMMSS.trn` in a folder, oldest first; `.wrk` is not ready. */
import { asAgent } from './agent-session';
import { win32 } from 'node:path';
import type { MsdbContext } from '../context';

const stampPattern = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/;

export interface BackupFile {
  readonly name: string;
  readonly path: string;
  /** The instant that its name states (UTC). */
  readonly at: Date;
}

export const stampOf = (at: Date): string => at.toISOString().replace(/[-:T]/g, '').slice(0, 14);

/** The instant in the name of a file of this database, or `undefined` for any other file. */
export function instantInName(name: string, database: string, extension: 'trn' | 'wrk'): Date | undefined {
  const prefix = `${database}_`.toLowerCase();
  const lower = name.toLowerCase();
  if (!lower.startsWith(prefix) || !lower.endsWith(`.${extension}`)) return undefined;
  const stamp = stampPattern.exec(lower.slice(prefix.length, -4));
  if (stamp === null) return undefined;
  const [year, month, day, hour, minute, second] = stamp.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second));
}

/** The database's files in a folder, in chronological order. @throws OsError */
export async function filesOf(
  { estate, instance }: MsdbContext,
  folder: string,
  database: string,
  extension: 'trn' | 'wrk' = 'trn',
): Promise<BackupFile[]> {
  const files: BackupFile[] = [];
  for (const { name } of await estate.files.list(folder, asAgent(instance))) {
    const at = instantInName(name, database, extension);
    if (at !== undefined) files.push({ name, path: win32.join(folder, name), at });
  }
  return files.sort((left, right) => left.at.getTime() - right.at.getTime());
}

/** Whether a file's stamp lies more than so many modelled minutes back. */
export function isOlderThan({ estate: { clock } }: MsdbContext, file: BackupFile, minutes: number): boolean {
  return clock.now().getTime() - file.at.getTime() > (minutes * 60_000) / clock.timeScale;
}

/** Modelled minutes since an instant. */
export const minutesSince = ({ estate: { clock } }: MsdbContext, at: Date): number =>
  Math.max(0, Math.floor(((clock.now().getTime() - at.getTime()) * clock.timeScale) / 60_000));
