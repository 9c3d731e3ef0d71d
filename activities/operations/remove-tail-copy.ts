/** Undo of copyLogBackups: the tail goes on as a log backup of log shipping, so its copy would only be read again and again. */
import { storeUnusable } from '../../domain/judgements';
import { deleting, onlyIf } from '../acts';
import { done, type OperationDefinition } from '../operation';
import { storeAt } from '../scope';
import { inFolder, tailName } from '../statements';

export const removeTailCopy: OperationDefinition<'removeTailCopy'> = {
  wants: [],
  needs: ({ for: role }, { pool, seen }) => [storeUnusable(seen, pool, role)],
  acts: ({ for: role }, { pool, token }) =>
    deleting(storeAt(pool, role), inFolder(pool.logShipping.copyFolder, tailName(token)), onlyIf('it was copied')),
  async perform(_, { tools, pool, token }) {
    await tools.share.remove(inFolder(pool.logShipping.copyFolder, tailName(token)));
    return done;
  },
};
