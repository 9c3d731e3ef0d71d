/** Makes a store the log-shipping secondary of mgc: failback step 5, second section of the page. */
import { shareOutOfReach, storeUnusable } from '../../domain/judgements';
import { noShipping } from '../../domain/log-shipping-record';
import { storeSeen } from '../../domain/observation';
import { statementsOn } from '../acts';
import { administratorOf } from '../adapters/sql-server/sql-rows';
import { shippingOn } from '../looks/log-shipping';
import { done, type OperationDefinition } from '../operation';
import { storeAt } from '../scope';
import { secondaryShipping, secondaryShippingOf } from '../statements';
import { configureSecondary, secondaryWithoutJob } from './parts/secondary-half';
import { setAside, settingAside } from './parts/set-aside';

export const configureLogShippingSecondary: OperationDefinition<'configureLogShippingSecondary'> = {
  wants: ['share'],

  needs: ({ on }, { pool, seen }) => [
    storeUnusable(seen, pool, on),
    shareOutOfReach(seen, pool),
    secondaryWithoutJob(storeAt(pool, on), storeSeen(seen, on)?.shipping ?? noShipping),
  ],

  acts({ on, from }, { pool, seen, token }) {
    const store = storeAt(pool, on);
    const there = storeSeen(seen, on);
    const facts = there?.shipping ?? noShipping;
    const wanted = secondaryShippingOf(pool, storeAt(pool, from), facts);
    return [
      ...settingAside(store, pool.logShipping.copyFolder, token),
      ...statementsOn(store, secondaryShipping(wanted, facts, administratorOf(there?.server))),
    ];
  },

  async perform({ on, from }, context) {
    const { tools, pool } = context;
    const store = storeAt(pool, on);
    await setAside(context, pool.logShipping.copyFolder, { of: from, readBy: on });
    const facts = await shippingOn(tools, pool, store);
    await configureSecondary(context, on, secondaryShippingOf(pool, storeAt(pool, from), facts), facts);
    return done;
  },
};
