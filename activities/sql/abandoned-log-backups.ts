/**
 * Log backups that the log backup job did not live to name: log shipping writes a `.wrk`, and renames it to `.trn` when it is
 * whole ("About Log Shipping"). One that was left behind is a link of the chain that nobody copies.
 */
import type { Pool, Store } from '../../domain/topology/pool';
import { inFolder } from '../statements';
import type { Share } from '../adapters/share';
import { wholeHeaderOf, type SqlTools } from './tools';

const unnamed = /^(mgc_\d{14})\.wrk$/i;
const logBackup = 2;

/** Names of the files on the share that are still being written, or were left behind. */
export const unnamedOn = async (share: Share, pool: Pool): Promise<string[]> =>
  (await share.list(pool.logShipping.share)).map(({ name }) => name).filter((name) => unnamed.test(name));

/** Gives them the name that they miss; the job must be seen idle before. One that is not whole is no log backup. */
export async function nameAbandoned(tools: SqlTools, pool: Pool, store: Store): Promise<void> {
  const { share } = pool.logShipping;
  for (const name of await unnamedOn(tools.share, pool)) {
    const header = await wholeHeaderOf(tools, store, inFolder(share, name));
    if (header?.backupType !== logBackup) continue;
    await tools.share.move(inFolder(share, name), inFolder(share, name.replace(unnamed, '$1.trn')));
  }
}
