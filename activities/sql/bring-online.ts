/** Failover step 4: connections ended, mgc recovered, ready to use. After this the run only moves forward. */
import type { Pool } from '../../domain/topology/pool';
import type { Attempt } from '../attempt';
import { setback } from '../failure';
import type { Promised } from '../signatures';
import { statements } from '../statements';
import { makeReady } from './full-copy';
import { newestMessageOn } from './messages';
import { confirmNoLogShipping, confirmPromised } from './promised';
import { confirmFence, endSessions } from './sessions';
import { stateOf, type SqlTools } from './tools';

/** Recovery rolls back what was not committed; that lasts as long as the largest open transaction did. */
const recoveryMs = 12 * 3_600_000;

export async function bringOnline(
  tools: SqlTools,
  pool: Pool,
  promised: Promised,
  { signal, beat }: Attempt,
): Promise<{ newestMessageAt: string | null; orphanedUsers: readonly string[] }> {
  const store = pool.mgc.backup;
  await confirmPromised(tools, pool, promised, { all: true });
  await confirmNoLogShipping(tools, pool);
  if ((await stateOf(tools, store, 'mgc'))?.state !== 'ONLINE') {
    // A retry may come hours after the last look.
    await confirmFence(tools, pool, { mayAbort: false });
    await endSessions(tools, store);
    beat({ says: 'recovering' });
    await tools.sql.execute(store, statements.recover(), {
      timeoutMs: recoveryMs,
      signal,
      accept: ['AlreadyInEffect'],
    });
  }
  await makeReady(tools, pool, 'backup');
  const state = (await stateOf(tools, store, 'mgc'))?.state;
  if (state !== 'ONLINE') throw setback('NotOnline', `mgc on the backup store is ${state ?? 'missing'}, not ONLINE.`);
  const orphaned = await tools.sql.query(store, 'orphaned-users', { database: 'mgc' });
  return { newestMessageAt: await newestMessageOn(tools, store), orphanedUsers: orphaned.map(({ user }) => user) };
}
