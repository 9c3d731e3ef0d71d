/** The log backup job of a store rests, whoever it belongs to: disabled, and no run of it is left. */
import { storeUnusable } from '../../domain/judgements';
import { noShipping } from '../../domain/log-shipping-record';
import { storeSeen } from '../../domain/observation';
import { done, type OperationDefinition } from '../operation';
import { storeAt } from '../scope';
import { backupJobOf, silence, silencingBackups } from './parts/agent';

export const silenceLogBackups: OperationDefinition<'silenceLogBackups'> = {
  wants: [],
  needs: ({ on }, { pool, seen }) => [storeUnusable(seen, pool, on)],
  acts: ({ on }, { pool, seen }) => silencingBackups(storeAt(pool, on), storeSeen(seen, on)?.shipping ?? noShipping),

  async perform({ on }, context) {
    const store = storeAt(context.pool, on);
    await silence(context, store, await backupJobOf(context, store));
    return done;
  },
};
