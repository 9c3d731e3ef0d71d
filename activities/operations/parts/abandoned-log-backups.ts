/** Log backups that the log backup job did not live to name get the name that they miss. */
import type { Store } from '../../../domain/topology/pool';
import type { Context } from '../../context';
import { wholeHeaderOf } from '../../looks/database';
import { unnamed, unnamedOn } from '../../looks/unnamed-log-backups';
import { inFolder } from '../../statements';

const logBackup = 2;

/** The job must be seen idle before. One that is not whole is no log backup. */
export async function nameAbandoned({ tools, pool }: Context, store: Store): Promise<void> {
  const { share } = pool.logShipping;
  for (const name of await unnamedOn(tools.share, pool)) {
    const header = await wholeHeaderOf(tools, store, inFolder(share, name));
    if (header?.backupType !== logBackup) continue;
    await tools.share.move(inFolder(share, name), inFolder(share, name.replace(unnamed, '$1.trn')));
  }
}
