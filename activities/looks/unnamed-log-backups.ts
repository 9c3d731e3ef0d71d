/**
 * Log backups that the log backup job did not live to name: log shipping writes a `.wrk`, and renames it to `.trn` when it is
 * whole ("About Log Shipping"). One that was left behind is a link of the chain that nobody copies.
 */
import type { Pool } from '../../domain/topology/pool';
import type { Share } from '../adapters/share';

export const unnamed = /^(mgc_\d{14})\.wrk$/i;

/** A file that its writer has not given its name yet, or work that a restore left: no log backup. */
export const isUnfinished = (name: string): boolean => /\.(wrk|tuf)$/i.test(name);

/** Names of the files on the share that are still being written, or were left behind. */
export const unnamedOn = async (share: Share, pool: Pool): Promise<string[]> =>
  (await share.list(pool.logShipping.share)).map(({ name }) => name).filter((name) => unnamed.test(name));
