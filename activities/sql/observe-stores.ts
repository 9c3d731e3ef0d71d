/** Looks at copies of the databases from this worker; an instance that does not answer is an answer. */
import type { CopyAt } from '../signatures';
import { agentRuns } from '../adapters/sql-server/sql-rows';
import { failedWith } from '../failure';
import { storeAt } from '../scope';
import { filesOn, named, placesOf, sessionsOf, stateOf, type SqlTools } from './tools';
import type { StoreFacts } from '../../domain/observation';
import type { Pool } from '../../domain/topology/pool';

export const observeStores = (tools: SqlTools, pool: Pool, copies: readonly CopyAt[]): Promise<StoreFacts[]> =>
  Promise.all(copies.map((copy) => observeStore(tools, pool, copy)));

async function observeStore(tools: SqlTools, pool: Pool, { database, role }: CopyAt): Promise<StoreFacts> {
  const store = storeAt(pool, role, database);
  const instance = named(store);
  try {
    const [facts] = await tools.sql.query(store, 'server-facts', {});
    const state = await stateOf(tools, store, database);
    const sessions = state?.state === 'ONLINE' ? (await sessionsOf(tools, store, database)).length : 0;
    const files = state === undefined || database !== 'mgc' ? [] : await filesOn(tools, store);
    return {
      database,
      role,
      instance,
      server: {
        version: facts?.productVersion ?? '',
        sysadmin: facts?.sysadmin === true,
        agentRunning: agentRuns(facts),
      },
      ...(state === undefined
        ? {}
        : {
            copy: {
              state: state.state,
              userAccess: state.userAccess,
              recoveryModel: state.recoveryModel,
              mirroringRole: state.mirroringRole,
              mirroringState: state.mirroringState,
              sessions,
              files: placesOf(files),
            },
          }),
    };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const refused = failedWith(error, 'LoginRefused');
    return { database, role, instance, reason: error.message, ...(refused ? { loginRefused: true } : {}) };
  }
}
