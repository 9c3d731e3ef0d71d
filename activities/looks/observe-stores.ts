/** Looks at copies of the databases from this worker; an instance that does not answer is an answer. */
import { agentRuns } from '../adapters/sql-server/sql-rows';
import { failedWith } from '../failure';
import { storeAt } from '../scope';
import { shippingOn } from './log-shipping';
import { filesOn, named, placesOf, sessionsOf, stateOf } from './database';
import type { DatabaseFacts, StoreFacts } from '../../domain/observation';
import { lsn } from '../../domain/lsn';
import type { CopyAt, Store } from '../../domain/topology/pool';
import type { DatabaseFileRow, DatabaseStateRow } from '../adapters/sql-server/sql-rows';
import type { Context } from '../context';

export const observeStores = (context: Context, copies: readonly CopyAt[]): Promise<StoreFacts[]> =>
  Promise.all(copies.map((copy) => observeStore(context, copy)));

async function observeStore({ tools, pool, token }: Context, { database, role }: CopyAt): Promise<StoreFacts> {
  const store = storeAt(pool, role, database);
  const instance = named(store);
  try {
    const [facts] = await tools.sql.query(store, 'server-facts', {});
    const state = await stateOf(tools, store, database);
    const sessions = state?.state === 'ONLINE' ? (await sessionsOf(tools, store, database)).length : 0;
    const shipping = database === 'mgc' ? await shippingOn(tools, pool, store) : undefined;
    const files = state === undefined || database !== 'mgc' ? [] : await filesOn(tools, store);
    const left = database === 'mgc' ? await leftJobs(tools, store, token) : [];
    const past = state === undefined || database !== 'mgc' ? {} : await pastOf(tools, store, state, files);
    return {
      database,
      role,
      instance,
      server: {
        version: facts?.productVersion ?? '',
        sysadmin: facts?.sysadmin === true,
        agentRunning: agentRuns(facts),
        ...(facts?.administrator == null ? {} : { administrator: facts.administrator }),
      },
      ...(state === undefined
        ? {}
        : {
            copy: {
              state: state.state,
              userAccess: state.userAccess,
              owner: state.owner,
              recoveryModel: state.recoveryModel,
              mirroringRole: state.mirroringRole,
              mirroringState: state.mirroringState,
              ...(state.mirroringRole === null
                ? {}
                : {
                    session: {
                      safety: state.mirroringSafety,
                      witness: state.mirroringWitness ? state.mirroringWitnessState : null,
                    },
                  }),
              ...past,
              sessions,
              files: placesOf(files),
            },
          }),
      ...(shipping === undefined ? {} : { shipping }),
      ...(left.length === 0 ? {} : { leftJobs: left }),
    };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const refused = failedWith(error, 'LoginRefused');
    return { database, role, instance, reason: error.message, ...(refused ? { loginRefused: true } : {}) };
  }
}

/** On which path it is, and what took it out of use. */
async function pastOf(
  { sql }: Pick<Context['tools'], 'sql'>,
  store: Store,
  { state, mirroringRole }: DatabaseStateRow,
  files: readonly DatabaseFileRow[],
): Promise<Pick<DatabaseFacts, 'fork' | 'seal'>> {
  const [status] = state === 'ONLINE' ? await sql.query(store, 'recovery-fork', { database: 'mgc' }) : [];
  const isOutOfUse = state === 'RESTORING' && mirroringRole === null;
  const [newest] = isOutOfUse ? await sql.query(store, 'newest-log-backup', { database: 'mgc' }) : [];
  const fork = status?.forkGuid ?? files.find(({ redoForkGuid }) => redoForkGuid !== null)?.redoForkGuid;
  return {
    ...(fork == null ? {} : { fork: fork.toLowerCase() }),
    ...(newest?.isTail === true ? { seal: { upTo: lsn(newest.lastLsn), at: newest.backupFinishedAt } } : {}),
  };
}

/** One procedure of a pool at a time: what another run made there, and is still there, belongs to one that has ended. */
const leftJobs = async (
  { sql }: Pick<Context['tools'], 'sql'>,
  store: Store,
  token: string,
): Promise<NonNullable<StoreFacts['leftJobs']>> =>
  (await sql.query(store, 'jobs-of-runs', {})).filter(({ job }) => !job.endsWith(token));
