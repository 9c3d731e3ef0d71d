/** What a restore or a recovery leaves to do before anybody may use mgc: options travel inside the backup. */
import type { Act } from '../../../domain/run/plan';
import { each, isQuotable } from '../../../domain/sql-text';
import type { Store, StoreRole } from '../../../domain/topology/pool';
import { onlyIf, perEach, statementsOn } from '../../acts';
import type { Context } from '../../context';
import { stateOf } from '../../looks/database';
import { storeAt } from '../../scope';
import { statements } from '../../statements';

export async function makeReady({ tools, pool }: Context, role: StoreRole): Promise<void> {
  const store = storeAt(pool, role);
  const state = await stateOf(tools, store, 'mgc');
  if (state?.userAccess !== 'MULTI_USER') await tools.sql.execute(store, statements.multiUser());
  if (state?.owner !== 'sa') await tools.sql.execute(store, statements.owner());
  for (const { user, loginOfThatName } of await tools.sql.query(store, 'orphaned-users', { database: 'mgc' })) {
    // One with a name that no statement may hold stays orphaned, and is reported so.
    if (loginOfThatName && isQuotable(user))
      await tools.sql.execute(store, statements.repairUser(user), { database: 'mgc' });
  }
}

export const readyLines = (store: Store): Act[] => [
  ...statementsOn(store, [statements.multiUser()], onlyIf('the backup was taken in another mode')),
  ...statementsOn(store, [statements.owner()], onlyIf('another login owns it')),
  ...statementsOn(
    store,
    [statements.repairUser(each('user'))],
    perEach('user', 'users whose login has another SID here'),
  ),
];
