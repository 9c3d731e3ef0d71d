/** Undo of silenceLogBackups: the job was enabled before. */
import { storeUnusable } from '../../domain/judgements';
import { noShipping, standingBackupJob } from '../../domain/log-shipping-record';
import { storeSeen } from '../../domain/observation';
import { onlyIf, statementsOn } from '../acts';
import { done, type OperationDefinition } from '../operation';
import { storeAt } from '../scope';
import { statements } from '../statements';
import { backupJobOf, enable } from './parts/agent';

export const enableLogBackups: OperationDefinition<'enableLogBackups'> = {
  wants: [],
  needs: ({ on }, { pool, seen }) => [storeUnusable(seen, pool, on)],

  acts({ on }, { pool, seen }) {
    const job = standingBackupJob(storeSeen(seen, on)?.shipping ?? noShipping);
    return job === undefined
      ? []
      : statementsOn(storeAt(pool, on), [statements.enableJob(job.name)], onlyIf('the job is disabled then'));
  },

  async perform({ on }, context) {
    const store = storeAt(context.pool, on);
    await enable(context, store, await backupJobOf(context, store));
    return done;
  },
};
