/** Undo of removeLogShipping: configured again as it was recorded; where it still stands, its jobs run again. */
import { storeUnusable } from '../../domain/judgements';
import { noShipping, type SecondaryRecord, type ShippingFacts } from '../../domain/log-shipping-record';
import { storeSeen } from '../../domain/observation';
import type { Store } from '../../domain/topology/pool';
import { onlyIf, predicted, statementsOn } from '../acts';
import type { Context } from '../context';
import { shippingOn } from '../looks/log-shipping';
import { done, type OperationDefinition } from '../operation';
import { storeAt } from '../scope';
import { secondaryShipping, statements } from '../statements';
import { enable } from './parts/agent';
import { configureSecondary, jobDeleted } from './parts/secondary-half';

export const restoreLogShipping: OperationDefinition<'restoreLogShipping'> = {
  wants: [],
  needs: ({ on }, { pool, seen }) => [storeUnusable(seen, pool, on)],

  acts({ on, record }, { pool, seen }) {
    if (record.secondary === undefined) return [];
    const store = storeAt(pool, on);
    const { copyJob, restoreJob } = record.secondary;
    const jobsOn = [copyJob, restoreJob].map(({ name }) => statements.enableJob(name));
    return secondaryShipping(record.secondary, withoutSecondary(storeSeen(seen, on)?.shipping ?? noShipping)).flatMap(
      (text) =>
        statementsOn(store, [text], {
          ...onlyIf(
            jobsOn.includes(text) ? 'log shipping was removed, or the job disabled' : 'log shipping was removed',
          ),
          ...predicted,
        }),
    );
  },

  async perform({ on, record }, context) {
    const { tools, pool } = context;
    if (record.secondary === undefined) return done;
    const store = storeAt(pool, on);
    const facts = await shippingOn(tools, pool, store);
    if (facts.secondary === undefined) await configureSecondary(context, on, record.secondary, facts);
    else await enableJobs(context, store, record.secondary, facts.secondary);
    return done;
  },
};

/** What stands there once log shipping is removed: its jobs go with it. */
function withoutSecondary({ primary, secondary, jobs }: ShippingFacts): ShippingFacts {
  const gone = [secondary?.copyJob, secondary?.restoreJob];
  return {
    ...(primary === undefined ? {} : { primary }),
    jobs: jobs.filter(({ name }) => !gone.includes(name)),
  };
}

/** The removal has not taken effect, or has been undone: only the jobs may have been disabled on its way. */
async function enableJobs(
  context: Context,
  store: Store,
  was: SecondaryRecord,
  is: Pick<NonNullable<ShippingFacts['secondary']>, 'copyJob' | 'restoreJob'>,
): Promise<void> {
  if (was.copyJob.enabled) {
    if (is.copyJob === null) throw jobDeleted('copy', store);
    await enable(context, store, is.copyJob);
  }
  if (was.restoreJob.enabled) {
    if (is.restoreJob === null) throw jobDeleted('restore', store);
    await enable(context, store, is.restoreJob);
  }
}
