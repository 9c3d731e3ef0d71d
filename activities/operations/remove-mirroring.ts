/** Removes mirroring; the copies that were mirrors stay RESTORING until somebody drops them. */
import { storeUnusable } from '../../domain/judgements';
import { storeSeen } from '../../domain/observation';
import { onlyIf, statementsOn } from '../acts';
import { setback } from '../failure';
import { named, stateOf } from '../looks/database';
import { done, type OperationDefinition } from '../operation';
import { storeAt } from '../scope';
import { statements } from '../statements';

export const removeMirroring: OperationDefinition<'removeMirroring'> = {
  wants: [],

  needs: ({ copies, dropMirrorCopies }, { pool, seen }) =>
    [...copies, ...dropMirrorCopies].map(({ database, role }) => storeUnusable(seen, pool, role, database)),

  acts: ({ copies, dropMirrorCopies }, { pool, seen, undoing }) => [
    ...copies
      .filter(({ database, role }) => undoing || storeSeen(seen, role, database)?.copy?.mirroringRole != null)
      .flatMap(({ database, role }) =>
        statementsOn(
          storeAt(pool, role, database),
          [statements.partnerOff(database)],
          undoing ? onlyIf('it was mirrored') : {},
        ),
      ),
    ...dropMirrorCopies.flatMap(({ database, role }) =>
      statementsOn(storeAt(pool, role, database), [statements.drop(database)], onlyIf('a copy was left there')),
    ),
  ],

  async perform({ copies, dropMirrorCopies }, { tools, pool }) {
    for (const { database, role } of copies) {
      const store = storeAt(pool, role, database);
      const mirrored = async (): Promise<boolean> =>
        ((await stateOf(tools, store, database))?.mirroringRole ?? null) !== null;
      if (await mirrored())
        await tools.sql.execute(store, statements.partnerOff(database), { accept: ['AlreadyInEffect'] });
      if (await mirrored()) throw setback('StillMirrored', `${database} on ${named(store)} is still mirrored.`);
    }
    for (const { database, role } of dropMirrorCopies) {
      const store = storeAt(pool, role, database);
      const state = await stateOf(tools, store, database);
      if (state?.state === 'RESTORING' && state.mirroringRole === null)
        await tools.sql.execute(store, statements.drop(database));
    }
    return done;
  },
};
