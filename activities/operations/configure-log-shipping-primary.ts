/** Makes a store the log-shipping primary of mgc: failback step 5, first section of the page. */
import { obstacle, shareOutOfReach, storeUnusable } from '../../domain/judgements';
import { noShipping, type ShippingFacts } from '../../domain/log-shipping-record';
import { storeSeen } from '../../domain/observation';
import type { Store } from '../../domain/topology/pool';
import { statementsOn } from '../acts';
import { refusal, setback } from '../failure';
import { administratorAt } from '../adapters/sql-server/administrator';
import { administratorOf } from '../adapters/sql-server/sql-rows';
import { named } from '../looks/database';
import { shippingOn } from '../looks/log-shipping';
import { done, type OperationDefinition } from '../operation';
import { storeAt } from '../scope';
import { primaryShipping, shipsTo } from '../statements';
import { setAside, settingAside } from './parts/set-aside';

export const configureLogShippingPrimary: OperationDefinition<'configureLogShippingPrimary'> = {
  wants: ['share'],

  needs({ on, to }, { pool, seen }) {
    const hindrance = jobMissing(storeAt(pool, on), storeSeen(seen, on)?.shipping ?? noShipping);
    return [
      storeUnusable(seen, pool, on),
      storeUnusable(seen, pool, to),
      shareOutOfReach(seen, pool),
      obstacle('shippingJobMissing', hindrance === undefined ? undefined : `${hindrance}, then start again.`),
    ];
  },

  acts({ on, to }, { pool, seen, token }) {
    const [primary, secondary] = [storeAt(pool, on), storeAt(pool, to)];
    const facts = storeSeen(seen, on)?.shipping ?? noShipping;
    return [
      ...settingAside(primary, pool.logShipping.share, token),
      ...statementsOn(
        primary,
        primaryShipping(pool, { primary, secondary }, facts, administratorOf(storeSeen(seen, on)?.server)),
      ),
    ];
  },

  async perform({ on, to }, context) {
    const { tools, pool } = context;
    const [primary, secondary] = [storeAt(pool, on), storeAt(pool, to)];
    await setAside(context, pool.logShipping.share, { of: on, readBy: to });
    const facts = await shippingOn(tools, pool, primary);
    const hindrance = jobMissing(primary, facts);
    if (hindrance !== undefined) throw refusal('LogShippingNotPossible', `${hindrance}, then retry the step.`);
    const owner = await administratorAt(tools.sql, primary);
    for (const statement of primaryShipping(pool, { primary, secondary }, facts, owner))
      await tools.sql.execute(primary, statement, { accept: ['AlreadyInEffect'] });
    if (!shipsTo(await shippingOn(tools, pool, primary), secondary))
      throw setback('LogShippingMissing', `The ${on} store is still no log-shipping primary for mgc.`);
    return done;
  },
};

/** Why what stands there cannot be set right: log shipping counts on a job that nobody can bring back under its id. */
const jobMissing = (store: Store, { primary }: ShippingFacts): string | undefined =>
  primary?.backupJob === null
    ? `The log backup job of mgc on ${named(store)} was deleted, but log shipping still counts on it. Remove log shipping there (EXEC master.dbo.sp_delete_log_shipping_primary_secondary, then EXEC master.dbo.sp_delete_log_shipping_primary_database @database = N'mgc')`
    : undefined;
