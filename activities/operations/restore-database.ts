/** Restores mgc on a store from a full backup on the share: ready to use, or waiting for log backups. */
import {
  agentStopped,
  complianceDatabaseMissing,
  obstacle,
  shareOutOfReach,
  storeName,
  storeUnusable,
  type Judgement,
} from '../../domain/judgements';
import { noShipping } from '../../domain/log-shipping-record';
import { storeSeen } from '../../domain/observation';
import { jobOn, predicted } from '../acts';
import type { Around, OperationDefinition } from '../operation';
import { storeAt } from '../scope';
import { silencingBackups } from './parts/agent';
import { readyLines } from './parts/make-ready';
import { filesUnexpected, restore, restoreStatement, type Restore } from './parts/restoring';
import { sessionLines } from './parts/sessions';

export const restoreDatabase: OperationDefinition<'restoreDatabase'> = {
  wants: ['share'],

  needs: (wanted, around) => [
    storeUnusable(around.seen, around.pool, wanted.on) ?? agentStopped(around.seen, around.pool, wanted.on),
    shareOutOfReach(around.seen, around.pool),
    filesUnexpected(wanted, around.seen),
    ...(wanted.for === 'ready to use'
      ? [olderVersion(wanted, around), complianceDatabaseMissing(around.seen, around.pool, wanted.on)]
      : []),
  ],

  acts(wanted, around) {
    const { on, for: use, carriedOver } = wanted;
    const store = storeAt(around.pool, on);
    return [
      ...silencingBackups(store, storeSeen(around.seen, on)?.shipping ?? noShipping),
      ...sessionLines(store),
      ...jobOn(store, restoreStatement(wanted, around), carriedOver === null ? {} : predicted),
      ...(use === 'ready to use' ? readyLines(on, around) : []),
    ];
  },

  perform: (wanted, context) => restore(context, wanted),
};

function olderVersion({ on, source }: Restore, { pool, seen }: Around): Judgement {
  const here = storeSeen(seen, on)?.server?.version;
  const there = storeSeen(seen, source)?.server?.version;
  return here !== undefined && there !== undefined && Number.parseInt(here, 10) < Number.parseInt(there, 10)
    ? obstacle(
        'olderVersion',
        `The ${storeName(pool, on)} runs ${here}, older than ${there} on the ${source} store: a database never restores to an older version.`,
      )
    : undefined;
}
