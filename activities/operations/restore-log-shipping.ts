/** Undo of removeLogShipping: configured again as it was recorded; where it still stands, its jobs run again. */
import { isDeepStrictEqual } from 'node:util';
import { storeUnusable } from '../../domain/judgements';
import { noShipping, type SecondaryRecord, type ShippingFacts } from '../../domain/log-shipping-record';
import { storeSeen } from '../../domain/observation';
import type { Act } from '../../domain/run/plan';
import type { Store } from '../../domain/topology/pool';
import { onlyIf, predicted, statementsOn } from '../acts';
import { administratorOf } from '../adapters/sql-server/sql-rows';
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
    const there = storeSeen(seen, on);
    const stood = there?.shipping ?? noShipping;
    const owner = administratorOf(there?.server);
    const { copyJob, restoreJob } = record.secondary;
    const jobsOn = [copyJob, restoreJob].map(({ name }) => statements.enableJob(name));
    const again = (texts: readonly string[], condition: string): Act[] =>
      texts.flatMap((text) =>
        statementsOn(store, [text], {
          ...onlyIf(jobsOn.includes(text) ? `${condition}, or the job disabled` : condition),
          ...predicted,
        }),
      );
    const added = secondaryShipping(record.secondary, withoutSecondary(stood), owner);
    const changed = secondaryShipping(record.secondary, stood, owner).filter((text) => !added.includes(text));
    return [...again(added, 'log shipping was removed'), ...again(changed, 'others configured it otherwise meanwhile')];
  },

  async perform({ on, record }, context) {
    const { tools, pool } = context;
    if (record.secondary === undefined) return done;
    const store = storeAt(pool, on);
    const facts = await shippingOn(tools, pool, store);
    if (facts.secondary === undefined || !isAsRecorded(facts.secondary.record, record.secondary))
      await configureSecondary(context, on, record.secondary, facts);
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

/** Whether nobody has configured it otherwise; names of jobs and whether they are enabled are looked at apart. */
function isAsRecorded(is: SecondaryRecord, was: SecondaryRecord): boolean {
  const settings = ({ lastCopiedFile, lastRestoredFile, copyJob, restoreJob, ...rest }: SecondaryRecord): unknown => [
    rest,
    copyJob.schedules,
    restoreJob.schedules,
  ];
  return isDeepStrictEqual(settings(is), settings(was));
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
