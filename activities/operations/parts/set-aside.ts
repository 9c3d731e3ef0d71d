/**
 * Log backups of the chain that ended with the failover must not meet the new one: a restore job that finds a file of
 * another recovery path stops at it (4330). They are moved into a folder of their own, never deleted.
 */
import type { Act } from '../../../domain/run/plan';
import type { Store, StoreRole } from '../../../domain/topology/pool';
import { moving, perEach } from '../../acts';
import type { Context } from '../../context';
import { recoveryPathOf } from '../../looks/database';
import { headerReader, isUnusableFile } from '../../looks/headers';
import { storeAt } from '../../scope';
import { inFolder } from '../../statements';

/** Only these names are taken by the restore job; what has another one stays, unless it is a log backup of the same family. */
const isShipped = (name: string): boolean => /^mgc_\d{14}\.trn$/i.test(name);

/** Where the files of a former chain go, beside where they were. */
const asideFolder = (folder: string, token: string): string => inFolder(folder, `before_${token}`);

/** SQL Server's `BackupType`. */
const logBackup = 2;

const isSameId = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** Moves every log backup in `folder` that is not on the recovery path of the store `of`, whenever it was taken. */
export async function setAside(
  context: Context,
  folder: string,
  { of, readBy }: { readonly of: StoreRole; readonly readBy: StoreRole },
): Promise<void> {
  const { tools, pool, token, signal, beat } = context;
  const path = await recoveryPathOf(tools, storeAt(pool, of));
  const reader = await headerReader(tools, storeAt(pool, readBy));
  const isFormer = async (name: string): Promise<boolean> => {
    try {
      const header = await reader.read(inFolder(folder, name));
      return (
        header.backupType === logBackup &&
        !isSameId(header.lastForkGuid, path.forkGuid) &&
        (isShipped(name) || isSameId(header.familyGuid, path.familyGuid))
      );
    } catch (error) {
      // A file that is no readable backup stands in the way of a restore job just as well.
      if (isUnusableFile(error)) return isShipped(name);
      throw error;
    }
  };
  for (const { name } of await tools.share.list(folder)) {
    signal.throwIfAborted();
    if (!(await isFormer(name))) continue;
    beat({ says: `setting ${name} aside` });
    await tools.share.move(inFolder(folder, name), inFolder(asideFolder(folder, token), name));
  }
}

/** Its lines, on the store whose worker moves the files. */
export const settingAside = (by: Store, folder: string, token: string): Act[] =>
  moving(
    by,
    inFolder(folder, '{file}'),
    inFolder(asideFolder(folder, token), '{file}'),
    perEach('file', 'log backups of the former chain'),
  );
