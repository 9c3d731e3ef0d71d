/** Removes mirroring; the copies that were mirrors stay RESTORING until somebody drops them. */
import type { Pool } from '../../domain/topology/pool';
import { setback } from '../failure';
import { storeAt } from '../scope';
import type { CopyAt } from '../signatures';
import { statements } from '../statements';
import { named, stateOf, type SqlTools } from './tools';

export async function removeMirroring(
  tools: SqlTools,
  pool: Pool,
  copies: readonly CopyAt[],
  dropMirrorCopies: readonly CopyAt[] = [],
): Promise<void> {
  for (const { database, role } of copies) {
    const store = storeAt(pool, role, database);
    const mirrored = async (): Promise<boolean> =>
      ((await stateOf(tools, store, database))?.mirroringRole ?? null) !== null;
    if (await mirrored())
      await tools.sql.execute(store, statements.partnerOff(database), { accept: ['AlreadyInEffect'] });
    if (await mirrored()) throw setback('StillMirrored', `${database} on ${named(store)} is still mirrored.`);
  }
  for (const { database, role } of dropMirrorCopies) {
    const store = storeAt(pool, role, database);
    const state = await stateOf(tools, store, database);
    if (state?.state === 'RESTORING' && state.mirroringRole === null)
      await tools.sql.execute(store, statements.drop(database));
  }
}
