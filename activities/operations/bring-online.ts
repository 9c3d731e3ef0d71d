/** Failover step 4: connections ended, mgc recovered, ready to use. After this the run only moves forward. */
import { storeUnusable } from '../../domain/judgements';
import { storeSeen } from '../../domain/observation';
import { predicted, statementsOn } from '../acts';
import { setback } from '../failure';
import { stateOf } from '../looks/database';
import { newestMessageOn, newestUnknown } from '../looks/messages';
import type { OperationDefinition } from '../operation';
import { storeAt } from '../scope';
import { statements } from '../statements';
import { confirmFenced, refusingUs } from './parts/fence';
import { makeReady, nicety, readyLines } from './parts/make-ready';
import { confirmNoLogShipping, confirmPromised } from './parts/promised';
import { endSessions, sessionLines } from './parts/sessions';

/** Recovery rolls back what was not committed; that lasts as long as the largest open transaction did. */
const recoveryMs = 12 * 3_600_000;

export const bringOnline: OperationDefinition<'bringOnline'> = {
  wants: [],

  needs: ({ on, fenced }, { pool, seen }) => [storeUnusable(seen, pool, on), ...refusingUs(seen, pool, fenced)],

  acts({ on }, around) {
    const store = storeAt(around.pool, on);
    const isOnline = storeSeen(around.seen, on)?.copy?.state === 'ONLINE';
    return [
      ...(isOnline ? [] : [...sessionLines(store), ...statementsOn(store, [statements.recover()], predicted)]),
      ...readyLines(on, around),
    ];
  },

  async perform({ on, fenced, ...promised }, context) {
    const { tools, pool, signal, beat } = context;
    const store = storeAt(pool, on);
    await confirmPromised(context, on, promised, { all: true });
    await confirmNoLogShipping(context, on);
    if ((await stateOf(tools, store, 'mgc'))?.state !== 'ONLINE') {
      // A retry may come hours after the last look.
      await confirmFenced(context, fenced, { mayAbort: false });
      await endSessions(context, store);
      beat({ says: 'recovering' });
      await tools.sql.execute(store, statements.recover(), {
        timeoutMs: recoveryMs,
        signal,
        accept: ['AlreadyInEffect'],
      });
    }
    const notes = await makeReady(context, on);
    const state = (await stateOf(tools, store, 'mgc'))?.state;
    if (state !== 'ONLINE') throw setback('NotOnline', `mgc on the ${on} store is ${state ?? 'missing'}, not ONLINE.`);
    const unknown = `Nobody can tell which users of mgc have no login on the ${on} store`;
    const orphaned = await nicety(context, notes, unknown, () =>
      tools.sql.query(store, 'orphaned-users', { database: 'mgc' }),
    );
    if (orphaned !== undefined && orphaned.length > 0)
      notes.push(
        `These users of mgc have no login on the ${on} store: ${orphaned.map(({ user }) => user).join(', ')}.`,
      );
    const newest = await nicety(context, notes, newestUnknown, () => newestMessageOn(tools, store), { whatever: true });
    return {
      newest:
        newest === undefined
          ? 'newest message not known'
          : newest === null
            ? 'no message yet'
            : `newest message ${newest}`,
      ...(newest == null ? {} : { newestMessageAt: newest }),
      ...(notes.length === 0 ? {} : { notes }),
    };
  },
};
