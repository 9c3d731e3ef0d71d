/** The undo of a restore: what stood on the store before stands there again, or a person is asked. */
import { agentStopped, shareOutOfReach, storeUnusable } from '../../domain/judgements';
import { noShipping, standingBackupJob } from '../../domain/log-shipping-record';
import { storeSeen } from '../../domain/observation';
import type { Act } from '../../domain/run/plan';
import type { Store } from '../../domain/topology/pool';
import type { CopyBefore, InputOf } from '../../procedures/contract';
import { deleting, jobOn, onlyIf, statementsOn } from '../acts';
import type { DatabaseStateRow, RestoredBackupRow } from '../adapters/sql-server/sql-rows';
import type { Context } from '../context';
import { refusal } from '../failure';
import { lastRestored, named, stateOf, wholeHeaderOf } from '../looks/database';
import { done, type Around, type OperationDefinition } from '../operation';
import { storeAt } from '../scope';
import { backupPath, jobName, statements } from '../statements';
import { readyLines } from './parts/make-ready';
import { baseName, isSameFile } from './parts/place-files';
import { filesUnexpected, restore, restoreStatement, type Restore } from './parts/restoring';
import { sessionLines } from './parts/sessions';

type Input = InputOf<'putBack'>;

/**
 * One that stood there ONLINE comes back from the backup taken of it, one that was out of use (sealed by a failover) gives
 * way to one that is out of use again, and nothing is left where nothing was.
 */
export const putBack: OperationDefinition<'putBack'> = {
  wants: ['share'],

  needs({ on, source, before }, { pool, seen, token }) {
    const usable = storeUnusable(seen, pool, on);
    if (before === 'nothing') return [usable];
    return [
      usable ?? agentStopped(seen, pool, on),
      shareOutOfReach(seen, pool),
      filesUnexpected(restoreFor(before, { on, source }, { pool, token }), seen),
    ];
  },

  acts({ on, source, before }, around) {
    const { pool, token } = around;
    const store = storeAt(pool, on);
    if (before === 'nothing')
      return [
        ...statementsOn(store, [statements.partnerOff('mgc')], onlyIf('it is mirrored then')),
        ...statementsOn(store, [statements.drop('mgc')], overwritten),
      ];
    const back = restoreFor(before, { on, source }, around);
    return [
      ...silencedThen(on, around),
      ...sessionLines(store),
      ...jobOn(store, restoreStatement(back, around), overwritten),
      ...(before === 'online'
        ? [...readyLines(on, around), ...deleting(store, backupPath(pool, 'replaced', token), onlyIf('it was written'))]
        : []),
    ];
  },

  async perform(input, context) {
    const { on, before } = input;
    const { tools, pool, token } = context;
    const store = storeAt(pool, on);
    await tools.jobs.drop(store, jobName(token, 'restore_failback'));
    const found = await look(context, store);
    const { state, restored, ours, halfway } = found;
    if (state !== undefined && (await isForeign(context, store, found, before)))
      throw copyReplaced(store, { state, restored }, remedies[before](backupPath(pool, 'replaced', token)));
    switch (before) {
      case 'online':
        await tools.jobs.drop(store, jobName(token, 'backup_replaced'));
        if (ours || halfway) await restore(context, restoreFor(before, input, context));
        await tools.share.remove(backupPath(pool, 'replaced', token));
        break;
      case 'out of use':
        if (ours && !halfway) await restore(context, restoreFor(before, input, context));
        break;
      case 'nothing':
        if (state === undefined || !(ours || halfway)) break;
        if (state.mirroringRole !== null) await tools.sql.execute(store, statements.partnerOff('mgc'));
        await tools.sql.execute(store, statements.drop('mgc'));
    }
    return done;
  },
};

const overwritten = onlyIf('the copy there was overwritten');

/** What stood there ONLINE was backed up; what was out of use has no backup, and any copy that waits for logs is out of use. */
const restoreFor = (
  before: Exclude<CopyBefore, 'nothing'>,
  { on, source }: Pick<Input, 'on' | 'source'>,
  { pool, token }: Pick<Around, 'pool' | 'token'>,
): Restore =>
  before === 'online'
    ? {
        on,
        source: on,
        purpose: 'replaced',
        file: backupPath(pool, 'replaced', token),
        for: 'ready to use',
        carriedOver: null,
      }
    : {
        on,
        source,
        purpose: 'failback',
        file: backupPath(pool, 'failback', token),
        for: 'waiting for logs',
        carriedOver: null,
      };

/** The line for the log backup job of the store, where it has one. */
function silencedThen(on: Input['on'], { pool, seen }: Around): Act[] {
  const job = standingBackupJob(storeSeen(seen, on)?.shipping ?? noShipping);
  return job === undefined
    ? []
    : statementsOn(storeAt(pool, on), [statements.disableJob(job.name)], onlyIf('it is enabled then'));
}

interface Found {
  readonly state: DatabaseStateRow | undefined;
  readonly restored: RestoredBackupRow | undefined;
  /** Whether it is the copy that this run restored. */
  readonly ours: boolean;
  readonly halfway: boolean;
}

const isFrom = (restored: RestoredBackupRow | undefined, file: string): boolean =>
  restored !== undefined && isSameFile(restored.file, file);

async function look({ tools, pool, token }: Context, store: Store): Promise<Found> {
  const [state, restored] = await Promise.all([stateOf(tools, store, 'mgc'), lastRestored(tools, store, 'full')]);
  return {
    state,
    restored,
    ours: isFrom(restored, backupPath(pool, 'failback', token)),
    halfway: state?.state === 'RESTORING',
  };
}

/** Whether somebody put the copy there since: nobody knows what it is for. */
async function isForeign(
  context: Context,
  store: Store,
  { state, restored, ours, halfway }: Found,
  before: CopyBefore,
): Promise<boolean> {
  if (state === undefined || ours || halfway) return false;
  if (before !== 'online') return state.state === 'ONLINE';
  const replaced = backupPath(context.pool, 'replaced', context.token);
  return !isFrom(restored, replaced) && (await isRestoredSince(context, store, restored, replaced));
}

/**
 * Whether a full backup was restored after the copy that stood there was backed up to `file`, by the clock of that server,
 * which wrote down both; within a second it may have been.
 */
async function isRestoredSince(
  { tools }: Context,
  store: Store,
  restored: RestoredBackupRow | undefined,
  file: string,
): Promise<boolean> {
  if (restored === undefined || !(await tools.share.exists(file))) return false;
  const header = await wholeHeaderOf(tools, store, file);
  return header !== undefined && seconds(restored.restoredLocally) >= seconds(header.finishedLocally);
}

const seconds = (local: string): number => Math.floor(Date.parse(`${local}Z`) / 1000);

const remedies: Readonly<Record<CopyBefore, (replaced: string) => string>> = {
  nothing: () => 'No copy stood there before: drop it',
  'out of use': () =>
    'The copy there was out of use before: take it out of use again (RESTORE DATABASE mgc WITH REPLACE, NORECOVERY from any full backup of it)',
  online: (replaced) => `The copy that stood there before is kept in ${replaced}: restore that WITH REPLACE, RECOVERY`,
};

const copyReplaced = (
  store: Store,
  { state, restored }: { state: DatabaseStateRow; restored: RestoredBackupRow | undefined },
  remedy: string,
): Error =>
  refusal(
    'CopyReplaced',
    `mgc on ${named(store)} is ${state.state} and not the copy that this run restored, so it was left as it is: ${
      restored === undefined ? 'it was made anew' : `${baseName(restored.file)} was restored last`
    }, by somebody. ${remedy}, then retry the step; or keep it (skipStep).`,
  );
