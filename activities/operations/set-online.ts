/** Undo of setOffline: SQL Server tries to start the database again, and what is damaged still is. */
import { storeUnusable } from '../../domain/judgements';
import { onlyIf, statementsOn } from '../acts';
import { isRefusal } from '../failure';
import { named, stateOf } from '../looks/database';
import { done, type OperationDefinition } from '../operation';
import { storeAt } from '../scope';
import { statements } from '../statements';

export const setOnline: OperationDefinition<'setOnline'> = {
  wants: [],
  needs: ({ on }, { pool, seen }) => [storeUnusable(seen, pool, on)],
  acts: ({ on }, { pool }) => statementsOn(storeAt(pool, on), [statements.online()], onlyIf('mgc was set OFFLINE')),
  async perform({ on, losesMirror }, { tools, pool }) {
    const store = storeAt(pool, on);
    const stateNow = () => stateOf(tools, store, 'mgc');
    if ((await stateNow())?.state === 'OFFLINE')
      await tools.sql.execute(store, statements.online()).catch((error: unknown) => {
        // It could not be started before either; the state tells.
        if (!isRefusal(error)) throw error;
      });
    const now = await stateNow();
    return losesMirror && now?.mirroringRole === null
      ? { leaves: [`mgc on ${named(store)} is ${now.state}, and no longer mirrored. Mend it, then mirror it again`] }
      : done;
  },
};
