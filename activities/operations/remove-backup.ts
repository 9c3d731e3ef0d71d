/** Undo of backUpDatabase: the file goes, and the job that writes it. */
import { shareOutOfReach, storeUnusable } from '../../domain/judgements';
import { deleting, onlyIf } from '../acts';
import { done, type OperationDefinition } from '../operation';
import { storeAt } from '../scope';
import { backupPath, jobName } from '../statements';

export const removeBackup: OperationDefinition<'removeBackup'> = {
  wants: ['share'],

  needs: ({ on }, { pool, seen }) => [storeUnusable(seen, pool, on), shareOutOfReach(seen, pool)],

  acts: ({ on, purpose }, { pool, token }) =>
    deleting(storeAt(pool, on), backupPath(pool, purpose, token), onlyIf('it was written')),

  async perform({ on, purpose }, { tools, pool, token }) {
    const file = backupPath(pool, purpose, token);
    await tools.jobs.drop(storeAt(pool, on), jobName(token, `backup_${purpose}`));
    if (await tools.share.exists(file)) await tools.share.remove(file);
    return done;
  },
};
