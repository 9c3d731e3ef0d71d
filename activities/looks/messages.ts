/** What users have in mgc, as evidence. */
import type { DatabaseName, Store } from '../../domain/topology/pool';
import type { Tools } from '../context';

/** What is said where it cannot be told: it is wanted for the report alone. */
export const newestUnknown = 'The time of the newest message could not be read';

/** .NET ticks at the Unix epoch; a tick is 100 ns. */
const ticksAtEpoch = 621_355_968_000_000_000n;

/** Time of the newest message, ISO, UTC; `null` when there is none. It may read the whole table. */
export async function newestMessageOn({ sql }: Pick<Tools, 'sql'>, store: Store): Promise<string | null> {
  const ticks = (await sql.query(store, 'newest-message', { database: 'mgc' }))[0]?.newestTicks;
  return ticks == null ? null : new Date(Number((BigInt(ticks) - ticksAtEpoch) / 10_000n)).toISOString();
}

/** How many rows a table holds, as its partitions count them; `null` where it is not there. */
export async function rowsIn(
  { sql }: Pick<Tools, 'sql'>,
  store: Store,
  where: { readonly database: DatabaseName; readonly table: string },
): Promise<number | null> {
  const rows = (await sql.query(store, 'table-rows', where))[0]?.rows;
  return rows == null ? null : Number(rows);
}

/** How many messages mgc holds. */
export const messagesOn = async (tools: Pick<Tools, 'sql'>, store: Store): Promise<number> =>
  (await rowsIn(tools, store, { database: 'mgc', table: 'tblChat' })) ?? 0;
