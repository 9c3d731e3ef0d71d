/** What a restore or a recovery leaves to do before anybody may use mgc: options travel inside the backup. */
import type { Act } from '../../../domain/run/plan';
import { storeSeen, type Observation } from '../../../domain/observation';
import { each, isQuotable } from '../../../domain/sql-text';
import type { Pool, StoreRole } from '../../../domain/topology/pool';
import { onlyIf, perEach, statementsOn } from '../../acts';
import { administratorAt } from '../../adapters/sql-server/administrator';
import { administratorOf } from '../../adapters/sql-server/sql-rows';
import type { Context } from '../../context';
import { isRefusal } from '../../failure';
import { named, stateOf } from '../../looks/database';
import { storeAt } from '../../scope';
import { statements } from '../../statements';

/**
 * Everybody let in; then what only makes it nice, the owner and users without a login: a failure of that is told and keeps
 * nobody waiting.
 * @returns what could not be done, a sentence each.
 */
export async function makeReady(context: Context, role: StoreRole): Promise<string[]> {
  const { tools, pool } = context;
  const store = storeAt(pool, role);
  const state = await stateOf(tools, store, 'mgc');
  if (state?.userAccess !== 'MULTI_USER') await tools.sql.execute(store, statements.multiUser());
  const administrator = await administratorAt(tools.sql, store);
  const notes: string[] = [];
  await nicety(context, notes, `The owner of mgc on ${named(store)} is ${state?.owner ?? 'not known'}`, async () => {
    if (state?.owner !== administrator) await tools.sql.execute(store, statements.owner(administrator));
  });
  await nicety(context, notes, `Users of mgc on ${named(store)} may have no login`, async () => {
    for (const { user, loginOfThatName } of await tools.sql.query(store, 'orphaned-users', { database: 'mgc' })) {
      // One with a name that no statement may hold stays orphaned, and is reported so.
      if (loginOfThatName && isQuotable(user))
        await tools.sql.execute(store, statements.repairUser(user), { database: 'mgc' });
    }
  });
  return notes;
}

/**
 * What keeps nobody waiting: where it is refused, `notes` says so, and the result is not known. What got no answer is tried again
 * with the operation, unless `whatever` befalls it: chat servers cannot log in where their user was not looked at.
 */
export async function nicety<Result>(
  { signal }: Pick<Context, 'signal'>,
  notes: string[],
  says: string,
  act: () => Promise<Result>,
  { whatever = false } = {},
): Promise<Result | undefined> {
  try {
    return await act();
  } catch (error) {
    signal.throwIfAborted();
    if (!whatever && !isRefusal(error)) throw error;
    notes.push(`${says}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

export function readyLines(
  role: StoreRole,
  { pool, seen }: { readonly pool: Pool; readonly seen: Observation },
): Act[] {
  const store = storeAt(pool, role);
  const administrator = administratorOf(storeSeen(seen, role)?.server);
  return [
    ...statementsOn(store, [statements.multiUser()], onlyIf('the backup was taken in another mode')),
    ...statementsOn(store, [statements.owner(administrator)], onlyIf('another login owns it')),
    ...statementsOn(
      store,
      [statements.repairUser(each('user'))],
      perEach('user', 'users whose login has another SID here'),
    ),
  ];
}
