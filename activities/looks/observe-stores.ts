/** Looks at copies of the databases from this worker; an instance that does not answer is an answer. */
import { agentRuns } from '../adapters/sql-server/sql-rows';
import { failedWith } from '../failure';
import { storeAt } from '../scope';
import { shippingOn } from './log-shipping';
import { filesOn, named, placesOf, sessionsOf, stateOf } from './database';
import type { StoreFacts } from '../../domain/observation';
import type { CopyAt } from '../../domain/topology/pool';
import type { Context } from '../context';

export const observeStores = (context: Context, copies: readonly CopyAt[]): Promise<StoreFacts[]> =>
  Promise.all(copies.map((copy) => observeStore(context, copy)));

async function observeStore({ tools, pool }: Context, { database, role }: CopyAt): Promise<StoreFacts> {
  const store = storeAt(pool, role, database);
  const instance = named(store);
  try {
    const [facts] = await tools.sql.query(store, 'server-facts', {});
    const state = await stateOf(tools, store, database);
    const sessions = state?.state === 'ONLINE' ? (await sessionsOf(tools, store, database)).length : 0;
    const shipping = database === 'mgc' ? await shippingOn(tools, pool, store) : undefined;
    const files = state === undefined || database !== 'mgc' ? [] : await filesOn(tools, store);
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
              sessions,
              files: placesOf(files),
            },
          }),
      ...(shipping === undefined ? {} : { shipping }),
    };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const refused = failedWith(error, 'LoginRefused');
    return { database, role, instance, reason: error.message, ...(refused ? { loginRefused: true } : {}) };
  }
}
