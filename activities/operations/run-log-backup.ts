/** The first log backup of a new configuration: taken after the full backup that the other store was seeded with. */
import { agentStopped, shareOutOfReach, storeUnusable } from '../../domain/judgements';
import { noShipping } from '../../domain/log-shipping-record';
import { compareLsn, lsn } from '../../domain/lsn';
import { storeSeen } from '../../domain/observation';
import { perEach, statementsOn } from '../acts';
import { until } from '../attempt';
import { setback } from '../failure';
import { headerOf, wholeHeaderOf } from '../looks/database';
import type { OperationDefinition } from '../operation';
import { storeAt } from '../scope';
import { backupJobIn, inFolder, statements } from '../statements';
import { backupJobOf, runOnce } from './parts/agent';
import { baseName } from './parts/place-files';

export const runLogBackup: OperationDefinition<'runLogBackup'> = {
  wants: ['share'],

  needs: ({ on }, { pool, seen }) => [
    storeUnusable(seen, pool, on) ?? agentStopped(seen, pool, on),
    shareOutOfReach(seen, pool),
  ],

  acts({ on }, { pool, seen }) {
    const store = storeAt(pool, on);
    const job = backupJobIn(storeSeen(seen, on)?.shipping ?? noShipping, store);
    return statementsOn(store, [statements.startJob(job)], perEach('run', 'runs until the log backup is there'));
  },

  async perform({ on, after }, context) {
    const { tools, pool, signal, beat } = context;
    const store = storeAt(pool, on);
    const seed = await headerOf(tools, store, after);
    const fresh = async (): Promise<string | undefined> => {
      const [row] = await tools.sql.query(store, 'log-shipping-primary', { database: 'mgc' });
      if (row?.lastBackupFile == null) return undefined;
      const header = await wholeHeaderOf(tools, store, row.lastBackupFile);
      return header !== undefined && compareLsn(lsn(header.lastLsn), lsn(seed.lastLsn)) > 0
        ? baseName(row.lastBackupFile)
        : undefined;
    };
    beat({ says: 'taking the first log backup' });
    const job = await backupJobOf(context, store);
    const name = await until(
      async () => {
        const taken = await fresh();
        if (taken !== undefined) return taken;
        await runOnce(context, store, job);
        return fresh();
      },
      {
        poll: pool.timing.poll,
        within: 3600,
        late: () => setback('FirstCycleMissing', `The job ${job} ran, but took no log backup; see its history.`),
        signal,
      },
    );
    return { file: inFolder(pool.logShipping.share, name), name };
  },
};
