/**
 * Log backups of the chain that ended with the failover must not meet the new one: a restore job that finds a file of
 * another recovery path stops at it (4330). They are moved into a folder of their own, never deleted.
 */
import type { Pool } from '../../domain/topology/pool';
import type { Attempt } from '../attempt';
import type { Scope } from '../signatures';
import { backupPath, inFolder } from '../statements';
import { isUnusableFile } from './headers';
import { isLogBackup } from './log-chain';
import { headerOf, type SqlTools } from './tools';

/** Where the files of a former chain go, beside where they were. */
export const asideFolder = (folder: string, scope: Scope): string => inFolder(folder, `before_${scope.token}`);

/** Moves every log backup in `folder` that was taken before the full backup which the failback carried over. */
export async function setAside(
  tools: SqlTools,
  pool: Pool,
  scope: Scope,
  folder: string,
  { signal, beat }: Attempt,
): Promise<void> {
  const seed = await headerOf(tools, pool.mgc.backup, backupPath(pool, 'failback', scope));
  for (const { name } of await tools.share.list(folder)) {
    signal.throwIfAborted();
    if (!isLogBackup(name) || !(await isFormer(tools, pool, inFolder(folder, name), seed.backupFinishedAt))) continue;
    beat({ says: `setting ${name} aside` });
    await tools.share.move(inFolder(folder, name), inFolder(asideFolder(folder, scope), name));
  }
}

/** A file that is no readable backup stands in the way of a restore job just as well. */
async function isFormer(tools: SqlTools, pool: Pool, file: string, before: string): Promise<boolean> {
  try {
    return (await headerOf(tools, pool.mgc.backup, file)).backupFinishedAt < before;
  } catch (error) {
    if (isUnusableFile(error)) return true;
    throw error;
  }
}
