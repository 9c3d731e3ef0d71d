/** The undo of the restore onto the primary store: what stood there before stands there again, or a person is asked. */
import type { Pool, Store, StoreRole } from '../../domain/topology/pool';
import type { DatabaseStateRow, RestoredBackupRow } from '../adapters/sql-server/sql-rows';
import type { Attempt } from '../attempt';
import { refusal } from '../failure';
import { storeAt } from '../scope';
import type { CopyBefore, Scope } from '../signatures';
import { backupPath, jobName, statements } from '../statements';
import { backupJobOf, enable } from './agent';
import { restoreDatabase } from './full-copy';
import { baseName } from './place-files';
import { lastRestored, named, stateOf, wholeHeaderOf, type SqlTools } from './tools';

/**
 * Takes away the copy that this run restored: one that stood there ONLINE comes back from the backup taken of it, one that
 * was out of use (sealed by a failover) gives way to one that is out of use again, and nothing is left where nothing was.
 * @throws CopyReplaced for a copy that somebody put there since: nobody knows what it is for.
 */
export async function undoRestore(
  tools: SqlTools,
  pool: Pool,
  scope: Scope,
  { role, before }: { role: StoreRole; before: CopyBefore },
  attempt: Attempt,
): Promise<void> {
  const store = storeAt(pool, role);
  await tools.jobs.drop(store, jobName(scope, 'restore_failback'));
  const [state, restored] = await Promise.all([stateOf(tools, store, 'mgc'), lastRestored(tools, store, 'full')]);
  const isFrom = (file: string): boolean =>
    restored !== undefined && baseName(restored.file).toLowerCase() === baseName(file).toLowerCase();
  const ours = isFrom(backupPath(pool, 'failback', scope));
  const halfway = state?.state === 'RESTORING';
  const replaced = backupPath(pool, 'replaced', scope);
  const isForeign =
    state !== undefined &&
    !ours &&
    !halfway &&
    (before === 'online'
      ? !isFrom(replaced) && (await isRestoredSince(tools, store, restored, replaced))
      : state.state === 'ONLINE');
  if (isForeign) throw copyReplaced(store, { state, restored }, remedies[before](replaced));
  switch (before) {
    case 'online':
      await tools.jobs.drop(store, jobName(scope, 'backup_replaced'));
      if (ours || halfway)
        await restoreDatabase(tools, pool, scope, { role, purpose: 'replaced', recovery: true }, attempt);
      await tools.share.remove(replaced);
      await enable(tools, store, await backupJobOf(tools, pool, store));
      return;
    case 'out of use':
      if (ours && !halfway)
        await restoreDatabase(tools, pool, scope, { role, purpose: 'failback', recovery: false }, attempt);
      return;
    case 'nothing':
      if (state === undefined || !(ours || halfway)) return;
      if (state.mirroringRole !== null) await tools.sql.execute(store, statements.partnerOff('mgc'));
      await tools.sql.execute(store, statements.drop('mgc'));
  }
}

/** Whether a full backup was restored after the copy that stood there was backed up to `file`; within a second it may have been. */
async function isRestoredSince(
  tools: SqlTools,
  store: Store,
  restored: RestoredBackupRow | undefined,
  file: string,
): Promise<boolean> {
  if (restored === undefined || !(await tools.share.exists(file))) return false;
  const header = await wholeHeaderOf(tools, store, file);
  return header !== undefined && seconds(restored.restoredAt) >= seconds(header.backupFinishedAt);
}

const seconds = (instant: string): number => Math.floor(Date.parse(instant) / 1000);

const remedies: Readonly<Record<CopyBefore, (replaced: string) => string>> = {
  nothing: () => 'No copy stood there before: drop it',
  'out of use': () =>
    'The copy there was out of use before: take it out of use again (RESTORE DATABASE mgc WITH REPLACE, NORECOVERY from any full backup of it)',
  online: (replaced) => `The copy that stood there before is kept in ${replaced}: restore that WITH REPLACE, RECOVERY`,
};

const copyReplaced = (
  store: Store,
  { state, restored }: { state: DatabaseStateRow; restored: RestoredBackupRow | undefined },
  remedy: string,
): Error =>
  refusal(
    'CopyReplaced',
    `mgc on ${named(store)} is ${state.state} and not the copy that this run restored, so it was left as it is: ${
      restored === undefined ? 'it was made anew' : `${baseName(restored.file)} was restored last`
    }, by somebody. ${remedy}, then retry the step; or keep it (skipStep).`,
  );
