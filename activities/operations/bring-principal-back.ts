/** Undo of takeTailLog, without the mirror and the log backup job: mgc can be written again. */
import { storeUnusable } from '../../domain/judgements';
import type { Store } from '../../domain/topology/pool';
import { onlyIf, statementsOn } from '../acts';
import { named, stateOf } from '../looks/database';
import { done, type OperationDefinition } from '../operation';
import { storeAt } from '../scope';
import { jobName, statements } from '../statements';

const withoutMirror = (store: Store): string =>
  `mgc on ${named(store)} serves without a mirror, for it was mirrored otherwise than the topology says. Mirror it again from ${named(store)}`;

export const bringPrincipalBack: OperationDefinition<'bringPrincipalBack'> = {
  wants: [],
  needs: ({ on }, { pool, seen }) => [storeUnusable(seen, pool, on)],
  acts: ({ on }, { pool }) => statementsOn(storeAt(pool, on), [statements.recover()], onlyIf('mgc was sealed')),
  async perform({ on, losesMirror }, { tools, pool, token }) {
    const store = storeAt(pool, on);
    await tools.jobs.drop(store, jobName(token, 'tail'));
    const state = await stateOf(tools, store, 'mgc');
    if (state?.state === 'RESTORING' && state.mirroringRole === null)
      await tools.sql.execute(store, statements.recover(), { accept: ['AlreadyInEffect'] });
    const { state: now, mirroringRole = null } = (await stateOf(tools, store, 'mgc')) ?? {};
    return losesMirror && now === 'ONLINE' && mirroringRole === null ? { leaves: [withoutMirror(store)] } : done;
  },
};
