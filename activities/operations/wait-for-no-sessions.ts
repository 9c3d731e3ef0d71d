/** The fence: nobody is left on mgc of the stores that answer. */
import { storeUnusable, type Judgement } from '../../domain/judgements';
import { storeSeen, type Observation } from '../../domain/observation';
import type { Pool, Store, StoreRole } from '../../domain/topology/pool';
import { until } from '../attempt';
import type { Context } from '../context';
import { setback } from '../failure';
import { named, sessionsOf, stateOf } from '../looks/database';
import type { OperationDefinition } from '../operation';
import { refusingUs, unlessSilent } from './parts/fence';

export const waitForNoSessions: OperationDefinition<'waitForNoSessions'> = {
  wants: [],
  needs: ({ on }, { pool, seen }) => [...refusingUs(seen, pool, on), ...on.map((role) => shownLess(seen, pool, role))],
  acts: () => [],

  async perform({ on }, context) {
    const { pool, signal, beat } = context;
    const stores = on.flatMap((role) => pool.mgc[role] ?? []);
    let left: string[] = [];
    const answered = await until(
      async () => {
        const heard = (await Promise.all(stores.map((store) => whoIsOn(context, store)))).filter(
          (answer) => answer !== undefined,
        );
        left = heard.flat();
        beat({ says: left.length === 0 ? 'no session is left' : `waiting for ${left.join(', ')}` });
        return left.length === 0 ? heard.length : undefined;
      },
      {
        poll: pool.timing.poll,
        within: pool.timing.sessionsEnd,
        late: () =>
          setback(
            'NotFencedYet',
            `Not fenced: ${left.join(', ')} still on mgc after ${String(pool.timing.sessionsEnd)} s. End them, then retry the step.`,
          ),
        signal,
      },
    );
    const [first] = on;
    return {
      seen:
        answered === 0 && first !== undefined
          ? `the ${first} store cannot be asked for sessions`
          : 'no session is left on mgc',
    };
  },
};

/** Where mgc is in use, a login without sysadmin would take what it is not shown for nobody. */
function shownLess(seen: Observation, pool: Pool, role: StoreRole): Judgement {
  const store = storeSeen(seen, role);
  return store?.server !== undefined && store.copy?.state === 'ONLINE' ? storeUnusable(seen, pool, role) : undefined;
}

/** @returns `undefined` for a store that does not answer: it holds no session that anybody can see. */
const whoIsOn = ({ tools }: Context, store: Store): Promise<string[] | undefined> =>
  unlessSilent(async () => {
    if ((await stateOf(tools, store, 'mgc'))?.state !== 'ONLINE') return [];
    return (await sessionsOf(tools, store, 'mgc')).map(
      ({ host, program, session }) => `${host} (${program}, session ${String(session)} on ${named(store)})`,
    );
  });
