/** Makes a store a log-shipping secondary as described; what stands there already is set right. */
import { obstacle, type Judgement } from '../../../domain/judgements';
import type { ShippingFacts } from '../../../domain/log-shipping-record';
import type { Store, StoreRole } from '../../../domain/topology/pool';
import type { Context } from '../../context';
import { refusal, setback } from '../../failure';
import { administratorAt } from '../../adapters/sql-server/administrator';
import { named } from '../../looks/database';
import { shippingOn } from '../../looks/log-shipping';
import { storeAt } from '../../scope';
import { secondaryShipping, statements, type SecondaryShipping } from '../../statements';

/** `facts` are what stands there, as seen right before. @throws LogShippingNotPossible, LogShippingMissing. */
export async function configureSecondary(
  { tools, pool }: Context,
  on: StoreRole,
  wanted: SecondaryShipping,
  facts: ShippingFacts,
): Promise<void> {
  const store = storeAt(pool, on);
  if (facts.secondary?.copyJob === null) throw jobDeleted('copy', store);
  if (facts.secondary?.restoreJob === null) throw jobDeleted('restore', store);
  for (const statement of secondaryShipping(wanted, facts, await administratorAt(tools.sql, store)))
    await tools.sql.execute(store, statement, { accept: ['AlreadyInEffect'] });
  if ((await shippingOn(tools, pool, store)).secondary === undefined)
    throw setback('LogShippingMissing', `The ${on} store is still no log-shipping secondary for mgc.`);
}

type CountedOn = 'copy' | 'restore';

/** Log shipping counts on a job that nobody can bring back under its id. */
export const jobDeleted = (job: CountedOn, store: Store): Error =>
  refusal('LogShippingNotPossible', `${deleted(job, store)}, then retry the step.`);

/** The same where it was seen before the run. */
export function secondaryWithoutJob(store: Store, { secondary }: ShippingFacts): Judgement {
  const jobs: readonly [CountedOn, string | null | undefined][] = [
    ['copy', secondary?.copyJob],
    ['restore', secondary?.restoreJob],
  ];
  const [job] = jobs.find(([, name]) => name === null) ?? [];
  return job === undefined ? undefined : obstacle('shippingJobMissing', `${deleted(job, store)}, then start again.`);
}

const deleted = (job: CountedOn, store: Store): string =>
  `The ${job} job of log shipping of mgc on ${named(store)} was deleted, but log shipping still counts on it. Remove log shipping there (${statements.deleteSecondary().replace(/;$/, '')})`;
