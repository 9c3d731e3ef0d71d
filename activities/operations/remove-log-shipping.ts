/**
 * Failover step 1: a store is a log-shipping secondary no more. A run of its jobs in flight ends first, so that no restore
 * begins behind our back.
 */
import { agentStopped, storeUnusable } from '../../domain/judgements';
import { storeSeen } from '../../domain/observation';
import { statementsOn } from '../acts';
import { setback } from '../failure';
import { done, type OperationDefinition } from '../operation';
import { storeAt } from '../scope';
import { statements } from '../statements';
import { silence, silencing } from './parts/agent';

export const removeLogShipping: OperationDefinition<'removeLogShipping'> = {
  wants: [],
  needs: ({ on }, { pool, seen }) => [storeUnusable(seen, pool, on) ?? agentStopped(seen, pool, on)],

  acts({ on }, { pool, seen }) {
    const facts = storeSeen(seen, on)?.shipping;
    if (facts?.secondary === undefined) return [];
    const { copyJob, restoreJob } = facts.secondary;
    const store = storeAt(pool, on);
    return [
      ...[copyJob, restoreJob].flatMap((job) => (job === null ? [] : silencing(store, facts, job))),
      ...statementsOn(store, [statements.deleteSecondary()]),
    ];
  },

  async perform({ on }, context) {
    const { tools, pool } = context;
    const store = storeAt(pool, on);
    const rowOf = async () => (await tools.sql.query(store, 'log-shipping-secondary', { database: 'mgc' }))[0];
    const row = await rowOf();
    if (row === undefined) return done;
    for (const job of [row.copyJob, row.restoreJob]) if (job !== null) await silence(context, store, job);
    await tools.sql.execute(store, statements.deleteSecondary());
    if ((await rowOf()) !== undefined)
      throw setback('LogShippingStillThere', `Log shipping of mgc still stands on the ${on} store.`);
    return done;
  },
};
