/**
 * Log backups of the chain that ended with the failover must not meet the new one: a restore job that finds a file of
 * another recovery path stops at it (4330). They are moved into a folder of their own, never deleted.
 */
import type { Act } from '../../../domain/run/plan';
import type { Store, StoreRole } from '../../../domain/topology/pool';
import { moving, perEach } from '../../acts';
import type { Context } from '../../context';
import { headerOf } from '../../looks/database';
import { isUnusableFile } from '../../looks/headers';
import { isLogBackup } from '../../looks/log-chain';
import { storeAt } from '../../scope';
import { backupPath, inFolder } from '../../statements';

/** Where the files of a former chain go, beside where they were. */
const asideFolder = (folder: string, token: string): string => inFolder(folder, `before_${token}`);

/** Moves every log backup in `folder` that was taken before the full backup which the failback carried over. */
export async function setAside(context: Context, folder: string, readBy: StoreRole): Promise<void> {
  const { tools, pool, token, signal, beat } = context;
  const reader = storeAt(pool, readBy);
  const seed = await headerOf(tools, reader, backupPath(pool, 'failback', token));
  for (const { name } of await tools.share.list(folder)) {
    signal.throwIfAborted();
    if (!isLogBackup(name) || !(await isFormer(context, reader, inFolder(folder, name), seed.backupFinishedAt)))
      continue;
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

/** A file that is no readable backup stands in the way of a restore job just as well. */
async function isFormer({ tools }: Context, reader: Store, file: string, before: string): Promise<boolean> {
  try {
    return (await headerOf(tools, reader, file)).backupFinishedAt < before;
  } catch (error) {
    if (isUnusableFile(error)) return true;
    throw error;
  }
}
