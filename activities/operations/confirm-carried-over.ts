/** The last look before a copy is overwritten: all that it holds stands in the copy that was carried over. */
import { storeUnusable } from '../../domain/judgements';
import { done, type OperationDefinition } from '../operation';
import { confirmCarriedOver as confirm } from './parts/carried-over';

export const confirmCarriedOver: OperationDefinition<'confirmCarriedOver'> = {
  wants: [],
  needs: ({ from, to }, { pool, seen }) => [from, to].map((role) => storeUnusable(seen, pool, role)),
  acts: () => [],
  async perform(copies, context) {
    const notes = await confirm(context, copies, null);
    return notes.length === 0 ? done : { notes };
  },
};
