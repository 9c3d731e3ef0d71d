/** Undo of takeTailLog, without the mirror and the log backup job: mgc can be written again. */
import { storeUnusable } from '../../domain/judgements';
import { onlyIf, statementsOn } from '../acts';
import { stateOf } from '../looks/database';
import { done, type OperationDefinition } from '../operation';
import { storeAt } from '../scope';
import { jobName, statements } from '../statements';

export const bringPrincipalBack: OperationDefinition<'bringPrincipalBack'> = {
  wants: [],
  needs: ({ on }, { pool, seen }) => [storeUnusable(seen, pool, on)],
  acts: ({ on }, { pool }) => statementsOn(storeAt(pool, on), [statements.recover()], onlyIf('mgc was sealed')),
  async perform({ on }, { tools, pool, token }) {
    const store = storeAt(pool, on);
    await tools.jobs.drop(store, jobName(token, 'tail'));
    const state = await stateOf(tools, store, 'mgc');
    if (state?.state === 'RESTORING' && state.mirroringRole === null)
      await tools.sql.execute(store, statements.recover(), { accept: ['AlreadyInEffect'] });
    return done;
  },
};
