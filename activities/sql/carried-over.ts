/** Before the backup copy is overwritten: all that it holds stands in the primary copy too. */
import type { Pool } from '../../domain/topology/pool';
import { refusal } from '../failure';
import type { Scope } from '../signatures';
import { backupPath } from '../statements';
import { baseName } from './place-files';
import { lastRestored, named, stateOf, type SqlTools } from './tools';

/** @throws NotCarriedOver when somebody restored another copy on the primary store, or wrote to the backup copy since. */
export async function confirmCarriedOver(
  tools: SqlTools,
  pool: Pool,
  scope: Scope,
  { mayAbort }: { mayAbort: boolean },
): Promise<void> {
  const { primary, backup } = pool.mgc;
  const or = mayAbort ? ', or abort' : '';
  const file = backupPath(pool, 'failback', scope);
  const restored = await lastRestored(tools, primary, 'full');
  if (restored === undefined || baseName(restored.file).toLowerCase() !== baseName(file).toLowerCase()) {
    throw refusal(
      'NotCarriedOver',
      `mgc on ${named(primary)} is not the copy that this run restored: ${restored === undefined ? 'it was made anew' : `${baseName(restored.file)} was restored over it`} by somebody. Restore ${file} there WITH REPLACE, RECOVERY, then retry the step${or}.`,
    );
  }
  const state = (await stateOf(tools, primary, 'mgc'))?.state ?? 'missing';
  if (state !== 'ONLINE') {
    throw refusal(
      'NotCarriedOver',
      `mgc on ${named(primary)} is ${state}, not ONLINE as this run left it. Bring it online again, then retry the step${or}.`,
    );
  }
  if ((await stateOf(tools, backup, 'mgc'))?.state !== 'ONLINE') return;
  const [there, here] = await Promise.all(
    [primary, backup].map(async (store) => (await tools.sql.query(store, 'newest-message', { database: 'mgc' }))[0]),
  );
  const ahead = (here?.messages ?? 0) - (there?.messages ?? 0);
  if (ahead <= 0 && BigInt(here?.newestTicks ?? 0) <= BigInt(there?.newestTicks ?? 0)) return;
  throw refusal(
    'NotCarriedOver',
    `mgc on ${named(backup)} holds ${ahead > 0 ? `${String(ahead)} message(s)` : 'a message'} that the copy on ${named(primary)} lacks: somebody activated chat servers or wrote there after its full backup. ${
      mayAbort
        ? 'Abort and start the failback again, so that they are carried over too.'
        : `Carry them over: empty the active list; ${pool.mgc.mirror === undefined ? '' : `ALTER DATABASE mgc SET PARTNER OFF on ${named(primary)}; `}back mgc up to ${file} WITH INIT; restore it on ${named(primary)} WITH REPLACE, RECOVERY; ${pool.mgc.mirror === undefined ? '' : 'mirror it again; '}delete ${backupPath(pool, 'initialise', scope)}. Then retry the step.`
    }`,
  );
}
