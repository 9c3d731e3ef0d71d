/** Reads headers of backup files: each once, for a file keeps its header as long as it keeps its size and its age. */
import { LRUCache } from 'lru-cache';
import type { SqlServer } from '../adapters/sql-server';
import { backupHeaderLook } from '../adapters/sql-server/sql-files';
import type { BackupHeaderRow, StoredSetRow } from '../adapters/sql-server/sql-rows';
import type { ShareFile } from '../adapters/share';
import { failedWith, refusal } from '../failure';
import { instanceName, type Store } from '../../domain/topology/pool';

/** Some weeks of log backups on the share and in the copy folder. */
const remembered = 10_000;

/** Headers that this process has read; those that nobody asked for the longest are forgotten first. */
export type HeaderMemory = LRUCache<string, BackupHeaderRow>;

export const headerMemory = (): HeaderMemory => new LRUCache({ max: remembered });

type FileIdentity = Pick<ShareFile, 'size' | 'modifiedAt'>;

/** How one instance reads headers: its version, asked once, decides on the columns. */
export interface HeaderReader {
  /** @throws SqlServerError for a file that is no whole backup. */
  read(path: string): Promise<BackupHeaderRow>;
  /** The same, without asking the instance for a file that was read before. */
  recall(path: string, file: FileIdentity): Promise<BackupHeaderRow>;
  /** Makes a header known that was read while the file had another name. */
  remember(path: string, file: FileIdentity, header: BackupHeaderRow): void;
}

export async function headerReader(
  { sql, headers }: { readonly sql: SqlServer; readonly headers: HeaderMemory },
  store: Store,
): Promise<HeaderReader> {
  const [facts] = await sql.query(store, 'server-facts', {});
  const look = backupHeaderLook(facts?.productVersion ?? '11');
  const read = async (file: string): Promise<BackupHeaderRow> => {
    const sets = await sql.query(store, look, { file });
    const [header] = sets;
    if (header === undefined) throw refusal('FileDamaged', `${file} holds no backup set.`);
    if (sets.length > 1)
      throw refusal(
        'WrongFile',
        `${file} holds ${String(sets.length)} backup sets (${sets.map(extentOf).join(', ')}); only files of one set are understood.`,
      );
    if (!isFinished(header))
      throw refusal('FileDamaged', `${file} was never finished, or was cut short: it names no LSN.`);
    if (header.isDamaged) throw refusal('FileDamaged', `${file} was taken of damaged pages: SQL Server marks it so.`);
    return header;
  };
  const keyOf = (path: string, { size, modifiedAt }: FileIdentity): string =>
    JSON.stringify([instanceName(store), path.toLowerCase(), size, modifiedAt]);
  return {
    read,
    async recall(path, file) {
      const known = headers.get(keyOf(path, file));
      if (known !== undefined) return known;
      const header = await read(path);
      headers.set(keyOf(path, file), header);
      return header;
    },
    remember: (path, file, header) => headers.set(keyOf(path, file), header),
  };
}

/** A set that was never finished, or that was cut short, has neither LSNs nor times. */
const isFinished = (set: StoredSetRow): set is BackupHeaderRow =>
  set.firstLsn !== null && set.lastLsn !== null && set.finishedLocally !== null && set.familyGuid !== null;

const extentOf = ({ position, firstLsn, lastLsn }: StoredSetRow): string =>
  `${String(position)}: ${lastLsn === null ? 'unfinished' : `LSN ${String(firstLsn)} to ${lastLsn}`}`;

/** Whether what was read is no backup of one set, which no retry can help. */
export const isUnusableFile = (error: unknown): boolean => failedWith(error, 'FileDamaged', 'WrongFile');
