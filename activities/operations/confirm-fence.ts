/** The last look before recovery: no copy that must not be writable can be written, as far as its stores answer. */
import { done, type OperationDefinition } from '../operation';
import { confirmFenced, refusingUs } from './parts/fence';

export const confirmFence: OperationDefinition<'confirmFence'> = {
  wants: [],
  needs: ({ on }, { pool, seen }) => refusingUs(seen, pool, on),
  acts: () => [],
  async perform({ on }, context) {
    await confirmFenced(context, on, { mayAbort: true });
    return done;
  },
};
