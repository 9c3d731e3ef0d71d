/** The fence as SQL Server sees it: a store that does not answer cannot be looked at; one that answers must not be writable. */
import { obstacle, storeName, type Judgement } from '../../../domain/judgements';
import { storeSeen, type Observation } from '../../../domain/observation';
import type { Pool, StoreRole } from '../../../domain/topology/pool';
import type { Context } from '../../context';
import { failedWith, refusal } from '../../failure';
import { named, stateOf } from '../../looks/database';

/** @returns `undefined` for an instance that does not answer; nobody can be seen there, and the plan has said so. */
export async function unlessSilent<Found>(look: () => Promise<Found>): Promise<Found | undefined> {
  try {
    return await look();
  } catch (error) {
    if (failedWith(error, 'InstanceUnreachable')) return undefined;
    throw error;
  }
}

/** @throws NotFenced when a copy there can be written (again). */
export async function confirmFenced(
  { tools, pool }: Context,
  on: readonly StoreRole[],
  { mayAbort }: { mayAbort: boolean },
): Promise<void> {
  for (const role of on) {
    const store = pool.mgc[role];
    if (store === undefined) continue;
    const state = await unlessSilent(() => stateOf(tools, store, 'mgc'));
    if (state?.state !== 'ONLINE' || state.mirroringRole === 'MIRROR') continue;
    throw refusal(
      'NotFenced',
      `Not fenced: mgc on ${named(store)} is ONLINE, so it could be written to beside the backup store: it came back, or somebody brought it back. Seal it (BACKUP LOG mgc WITH NORECOVERY) or switch it off, then retry the step${mayAbort ? '; or abort and start again, so that its tail is taken too' : ''}.`,
    );
  }
}

/** A store that lives and does not let us in is neither looked at nor counted as dead. */
export const refusingUs = (seen: Observation, pool: Pool, on: readonly StoreRole[]): Judgement[] =>
  on
    .filter((role) => storeSeen(seen, role)?.loginRefused === true)
    .map((role) =>
      obstacle(
        `${role}RefusesUs`,
        `The ${storeName(pool, role)} answers but refuses our login, so it can neither be sealed nor counted as dead; correct the login.`,
      ),
    );
