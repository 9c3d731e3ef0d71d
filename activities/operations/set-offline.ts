/** Fences a database: OFFLINE, it does not come back when its files do, or when the service starts. */
import { storeUnusable } from '../../domain/judgements';
import { storeSeen } from '../../domain/observation';
import { statementsOn } from '../acts';
import { setback } from '../failure';
import { named, stateOf } from '../looks/database';
import { done, type OperationDefinition } from '../operation';
import { storeAt } from '../scope';
import { statements } from '../statements';
import { confirmStillDamaged } from './parts/damaged';

export const setOffline: OperationDefinition<'setOffline'> = {
  wants: [],
  needs: ({ on }, { pool, seen }) => [storeUnusable(seen, pool, on)],

  acts({ on }, { pool, seen }) {
    const isMirrored = storeSeen(seen, on)?.copy?.mirroringRole != null;
    return statementsOn(storeAt(pool, on), [
      ...(isMirrored ? [statements.partnerOff('mgc')] : []),
      statements.offline(),
    ]);
  },

  async perform({ on, is }, context) {
    const { tools, pool } = context;
    const store = storeAt(pool, on);
    const state = await stateOf(tools, store, 'mgc');
    if (state?.state === 'OFFLINE') return done;
    if (is === 'damaged') confirmStillDamaged(store, state?.state);
    if (state?.mirroringRole != null)
      await tools.sql.execute(store, statements.partnerOff('mgc'), { accept: ['AlreadyInEffect'] });
    await tools.sql.execute(store, statements.offline());
    const now = (await stateOf(tools, store, 'mgc'))?.state;
    if (now !== 'OFFLINE')
      throw setback('NotInEffect', `mgc on ${named(store)} is ${now ?? 'not there'}, not OFFLINE.`);
    return done;
  },
};
