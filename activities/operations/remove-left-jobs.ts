/** Removes jobs of runs that have ended; one that is gone already is removed. */
import { storeUnusable } from '../../domain/judgements';
import { statementsOn } from '../acts';
import { done, type OperationDefinition } from '../operation';
import { storeAt } from '../scope';
import { statements } from '../statements';

export const removeLeftJobs: OperationDefinition<'removeLeftJobs'> = {
  wants: [],
  needs: ({ on }, { pool, seen }) => [storeUnusable(seen, pool, on)],
  acts: ({ on, jobs }, { pool }) => statementsOn(storeAt(pool, on), jobs.map(statements.deleteJob)),

  async perform({ on, jobs }, { tools, pool }) {
    for (const job of jobs) await tools.jobs.drop(storeAt(pool, on), job);
    return done;
  },
};
