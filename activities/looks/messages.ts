/** What users have in mgc, as evidence. */
import type { Store } from '../../domain/topology/pool';
import type { Tools } from '../context';

/** What is said where it cannot be told: it is wanted for the report alone. */
export const newestUnknown = 'The time of the newest message could not be read';

/** .NET ticks at the Unix epoch; a tick is 100 ns. */
const ticksAtEpoch = 621_355_968_000_000_000n;

/** Time of the newest message, ISO, UTC; `null` when there is none. */
export async function newestMessageOn({ sql }: Pick<Tools, 'sql'>, store: Store): Promise<string | null> {
  const ticks = (await sql.query(store, 'newest-message', { database: 'mgc' }))[0]?.newestTicks;
  return ticks == null ? null : new Date(Number((BigInt(ticks) - ticksAtEpoch) / 10_000n)).toISOString();
}
