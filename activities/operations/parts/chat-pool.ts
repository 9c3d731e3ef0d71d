/** What Lync keeps of a pool: written to the central store, read back, and waited for at the chat servers. */
import type { LyncFacts } from '../../../domain/observation';
import type { Told } from '../../../procedures/contract';
import { until } from '../../attempt';
import type { Cmdlet } from '../../cmdlets';
import type { Context } from '../../context';
import { setback } from '../../failure';
import { observeLync } from '../../looks/observe-lync';
import { invoke } from './invoke';
import { replicasOf, replicated, serversNamed } from './replication';

export interface Goal {
  /** Why it must not be written in this situation. */
  readonly forbids?: (facts: LyncFacts) => Error | undefined;
  readonly isSet: (facts: LyncFacts) => boolean;
  readonly cmdlet: (facts: LyncFacts) => Cmdlet;
  readonly otherwise: (facts: LyncFacts) => string;
  /** Whether those that must hear are to serve. */
  readonly toServe: boolean;
}

/**
 * Looks, writes, reads back, waits until the chat servers of `heardBy` have replicated it. A cmdlet that failed may have
 * taken effect, so only the look decides.
 * @returns who was not waited for, a sentence each.
 */
export async function write(
  context: Context,
  heardBy: readonly string[],
  { forbids, isSet, cmdlet, otherwise, toServe }: Goal,
): Promise<Told> {
  const { pool, signal } = context;
  const facts = await observeLync(context);
  const forbidden = forbids?.(facts);
  if (forbidden !== undefined) throw forbidden;
  const before = await replicasOf(context);
  const mustWrite = !isSet(facts);
  if (mustWrite) {
    await invoke(context, cmdlet(facts));
    await until(async () => (isSet(await observeLync(context)) ? true : undefined), {
      poll: pool.timing.poll,
      within: pool.timing.cmdlet,
      late: () => setback('NotInEffect', `${cmdlet(facts).name} reported success, but ${otherwise(facts)}.`),
      signal,
    });
  }
  const notes = await replicated(context, {
    wanted: serversNamed(pool, heardBy),
    before: mustWrite ? before : undefined,
    toServe,
  });
  return notes.length === 0 ? {} : { notes };
}
