/** Reads from msdb which log backups a store took that log shipping does not have at hand. */
import { logBackupsTaken, type LogBackupSeen, type LogBackupsTaken } from '../../domain/log-backups-taken';
import { lsn, type Lsn } from '../../domain/lsn';
import type { StoreRole } from '../../domain/topology/pool';
import type { LogBackupTakenRow } from '../adapters/sql-server/sql-rows';
import { ShareError, type ShareFile } from '../adapters/share';
import type { Context } from '../context';
import { isRefusal } from '../failure';
import { storeAt } from '../scope';
import { sideBySide } from '../side-by-side';
import { inFolder } from '../statements';
import { headerReader } from './headers';

/** Where the backup copy stands, how far the log backups at hand reach, and of which database they are. */
export interface AtHand {
  readonly redoLsn: Lsn;
  readonly endsAt: Lsn;
  readonly familyGuid: string | null;
}

export async function readLogBackupsTaken(
  context: Context,
  on: readonly StoreRole[],
  { redoLsn, endsAt, familyGuid }: AtHand,
): Promise<LogBackupsTaken[]> {
  const { tools, pool } = context;
  const sets = await Promise.all(
    on.map(async (role) => {
      const store = storeAt(pool, role);
      return setsOf(
        await tools.sql.query(store, 'log-backups-taken', { database: 'mgc', fromLsn: redoLsn }),
        familyGuid,
      );
    }),
  );
  // After msdb: what log shipping took since the chain was read is on the share by now.
  const { files, unlisted } = await filesAtHand(context);
  const onShare = files.map(({ name }) => name);
  const judged = (behind: readonly Lsn[]): LogBackupsTaken[] =>
    on.map((role, index) => logBackupsTaken(role, sets[index] ?? [], { endsAt, onShare, behind, unlisted }));
  const taken = judged([]);
  return taken.every(({ count }) => count === 0) ? taken : judged(await endsOf(context, files));
}

type FileAtHand = ShareFile & { readonly path: string };

/** What lies in the share and the copy folder; one that cannot be listed is said to be so, and not to be empty. */
async function filesAtHand({ tools, pool }: Context): Promise<{ files: FileAtHand[]; unlisted: string[] }> {
  const { share, copyFolder } = pool.logShipping;
  const unlisted: string[] = [];
  const files = await sideBySide([share, copyFolder], async (folder) => {
    try {
      return (await tools.share.list(folder)).map((file) => ({ ...file, path: inFolder(folder, file.name) }));
    } catch (error) {
      if (!(error instanceof ShareError)) throw error;
      unlisted.push(error.message);
      return [];
    }
  });
  return { files: files.flat(), unlisted: unlisted.sort() };
}

/** Where each of them ends; the chain ends before a gap, and what lies behind that is at hand all the same. */
async function endsOf({ tools, pool }: Context, files: readonly FileAtHand[]): Promise<Lsn[]> {
  const reader = await headerReader(tools, storeAt(pool, 'backup'));
  const headers = await sideBySide(files, (file) =>
    // One that is no backup is nobody's link.
    reader.recall(file.path, file).catch((error: unknown) => {
      if (!isRefusal(error)) throw error;
      return undefined;
    }),
  );
  return headers.flatMap((header) => (header?.backupType === 2 ? lsn(header.lastLsn) : []));
}

/** SQL Server's `device_type` of a disk file: named in the statement, or as a backup device. */
const diskTypes: readonly (number | null)[] = [2, 102];

function setsOf(rows: readonly LogBackupTakenRow[], familyGuid: string | null): LogBackupSeen[] {
  const ofFamily = rows.filter(
    (row) => familyGuid === null || row.familyGuid.toLowerCase() === familyGuid.toLowerCase(),
  );
  const sets = new Map<number, LogBackupSeen>();
  for (const { setId, file, deviceType, position, host, user, name, software, isTail, ...row } of ofFamily) {
    sets.set(setId, {
      files: [...(sets.get(setId)?.files ?? []), file],
      onDisk: diskTypes.includes(deviceType) && file.toUpperCase() !== 'NUL',
      position,
      host,
      user,
      name,
      software,
      finishedAt: row.backupFinishedAt,
      firstLsn: lsn(row.firstLsn),
      lastLsn: lsn(row.lastLsn),
      isTail,
    });
  }
  return [...sets.values()];
}
