/** The tail of a damaged database: what its log still holds, before anybody accepts that it is lost. */
import { jobOn } from '../acts';
import type { Context } from '../context';
import { isRefusal, setback } from '../failure';
import { named, stateOf, wholeHeaderOf } from '../looks/database';
import type { OperationDefinition } from '../operation';
import { storeAt } from '../scope';
import { jobName, statements, tailPath } from '../statements';
import type { Store } from '../../domain/topology/pool';
import { confirmStillDamaged } from './parts/damaged';
import { takeTailLog } from './take-tail-log';

export const saveTailLog: OperationDefinition<'saveTailLog'> = {
  wants: takeTailLog.wants,
  needs: takeTailLog.needs,
  acts: ({ on }, { pool, token }) => jobOn(storeAt(pool, on), statements.damagedTailLogBackup(tailPath(pool, token))),

  async perform({ on }, context) {
    const { tools, pool, token, signal, beat } = context;
    const store = storeAt(pool, on);
    const file = tailPath(pool, token);
    const name = jobName(token, 'tail');
    const before = (await tools.jobs.isKnown(store, name)) ? undefined : await saved(context, store, file);
    if (before !== undefined) return before;
    confirmStillDamaged(store, (await stateOf(tools, store, 'mgc'))?.state);
    const run = tools.jobs.run(
      store,
      {
        name,
        text: statements.damagedTailLogBackup(file),
        description: 'persistent-chat-dr: tail-log backup of the damaged mgc',
        isInEffect: async () => (await saved(context, store, file)) !== undefined,
      },
      {
        pollMs: pool.timing.poll * 1000,
        signal,
        onProgress: (percent) => beat({ says: 'saving the tail of the damaged log', percent }),
      },
    );
    // What its log does not give it does not give a second time: nobody comes back for that job.
    const job = await run.catch(async (error: unknown) => {
      if (isRefusal(error)) await tools.jobs.drop(store, name);
      throw error;
    });
    const tail = await saved(context, store, file);
    if (tail === undefined)
      throw setback('NotSealed', `The tail-log backup on ${named(store)} ended, but ${file} holds no whole backup.`);
    await job.forget();
    return tail;
  },
};

async function saved({ tools }: Context, store: Store, file: string): Promise<{ lastLsn: string } | undefined> {
  if (!(await tools.share.exists(file))) return undefined;
  const header = await wholeHeaderOf(tools, store, file);
  return header === undefined ? undefined : { lastLsn: header.lastLsn };
}
