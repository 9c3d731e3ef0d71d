/** The fence as SQL Server sees it: nobody is left on mgc. */
import type { Pool, Store, StoreRole } from '../../domain/topology/pool';
import { until, type Attempt } from '../attempt';
import { failedWith, refusal, setback } from '../failure';
import type { DatabaseStateRow } from '../adapters/sql-server/sql-rows';
import { statements } from '../statements';
import { named, sessionsOf, stateOf, type SqlTools } from './tools';

/** A store that does not answer holds no session that anybody can see; the plan has said so. @throws NotFencedYet. */
export async function waitForNoSessions(
  tools: SqlTools,
  pool: Pool,
  roles: readonly StoreRole[],
  { signal, beat }: Attempt,
): Promise<void> {
  const stores = roles.flatMap((role) => pool.mgc[role] ?? []);
  let left: string[] = [];
  await until(
    async () => {
      left = (await Promise.all(stores.map((store) => whoIsOn(tools, store)))).flat();
      beat({ says: left.length === 0 ? 'no session is left' : `waiting for ${left.join(', ')}` });
      return left.length === 0 ? true : undefined;
    },
    {
      poll: pool.timing.poll,
      within: pool.timing.sessionsEnd,
      late: () =>
        setback(
          'NotFencedYet',
          `Not fenced: ${left.join(', ')} still on mgc after ${String(pool.timing.sessionsEnd)} s. End them, then retry the step.`,
        ),
      signal,
    },
  );
}

/** A store that does not answer cannot be looked at; one that answers must not hold a copy that can be written. */
export async function confirmFence(
  tools: SqlTools,
  pool: Pool,
  { mayAbort }: { mayAbort: boolean } = { mayAbort: true },
): Promise<void> {
  for (const role of ['primary', 'mirror'] as const) {
    const store = pool.mgc[role];
    const state = store === undefined ? undefined : await stateUnlessSilent(tools, store);
    if (store === undefined || state?.state !== 'ONLINE' || state.mirroringRole === 'MIRROR') continue;
    throw refusal(
      'NotFenced',
      `Not fenced: mgc on ${named(store)} is ONLINE, so it could be written to beside the backup store: it came back, or somebody brought it back. Seal it (BACKUP LOG mgc WITH NORECOVERY) or switch it off, then retry the step${mayAbort ? '; or abort and start again, so that its tail is taken too' : ''}.`,
    );
  }
}

async function stateUnlessSilent(tools: SqlTools, store: Store): Promise<DatabaseStateRow | undefined> {
  try {
    return await stateOf(tools, store, 'mgc');
  } catch (error) {
    if (isSilent(error)) return undefined;
    throw error;
  }
}

const isSilent = (error: unknown): boolean => failedWith(error, 'InstanceUnreachable');

async function whoIsOn(tools: SqlTools, store: Store): Promise<string[]> {
  try {
    if ((await stateOf(tools, store, 'mgc'))?.state !== 'ONLINE') return [];
    return (await sessionsOf(tools, store, 'mgc')).map(
      ({ host, program, session }) => `${host} (${program}, session ${String(session)} on ${named(store)})`,
    );
  } catch (error) {
    if (isSilent(error)) return [];
    throw error;
  }
}

/** Failover step 4: kills every session that has mgc open; one that ended by itself is no error. */
export async function endSessions(tools: SqlTools, store: Store): Promise<void> {
  for (const { session } of await sessionsOf(tools, store, 'mgc')) {
    await tools.sql.execute(store, statements.endSession(session), { accept: ['AlreadyInEffect'] });
  }
}
