/** Evidence that users are served: a chat server of that data centre holds a session on the mgc that serves. */
import { storeUnusable } from '../../domain/judgements';
import {
  dataCentreOf,
  mirrorOf,
  type DataCentreSide,
  type PairedRole,
  type Pool,
  type Store,
} from '../../domain/topology/pool';
import { agentRuns, type DatabaseStateRow } from '../adapters/sql-server/sql-rows';
import { until } from '../attempt';
import type { Tools } from '../context';
import { setback } from '../failure';
import { newestMessageOn, newestUnknown } from '../looks/messages';
import { named, sessionsOf, stateOf } from '../looks/database';
import type { OperationDefinition } from '../operation';
import { nicety } from './parts/make-ready';

export const verifyService: OperationDefinition<'verifyService'> = {
  wants: [],
  needs: ({ side }, { pool, seen }) => [storeUnusable(seen, pool, servesIn[side])],
  acts: () => [],

  async perform({ side }, { tools, pool, signal, beat }) {
    const { name, chatServers } = dataCentreOf(pool, side);
    const stores = pairOf(pool, servesIn[side]);
    const { store, state, atWork } = await until(
      async () => {
        beat({ says: `waiting for a chat server of ${name} on mgc` });
        const serving = await onlineAmong(tools, stores);
        if (serving === undefined) return undefined;
        const { store, state } = serving;
        const hosts = new Set((await sessionsOf(tools, store, 'mgc')).map(({ host }) => shortName(host)));
        const atWork = chatServers.filter((server) => hosts.has(shortName(server)));
        return atWork.length === 0 ? undefined : { store, state, atWork };
      },
      {
        poll: pool.timing.poll,
        within: pool.timing.replication,
        late: () =>
          setback(
            'NobodyServes',
            `No chat server of ${name} opened mgc within ${String(pool.timing.replication)} s. Check that the pool state is ${side === 'primary' ? 'Normal' : 'FailedOver'} (Get-CsPersistentChatState) and that the active list names them (Get-CsService -PersistentChatServer); if so, restart the Persistent Chat services there, then retry the step.`,
          ),
        signal,
      },
    );
    if (side === 'primary') await confirmAgent(tools, store);
    // After a failover the report has it from the moment of recovery: what came since is not what was saved.
    const notes = withoutItsMirror(store, state);
    const newest =
      side === 'primary'
        ? await nicety({ signal }, notes, newestUnknown, () => newestMessageOn(tools, store), { whatever: true })
        : undefined;
    return {
      chatServers: atWork,
      serving: side,
      ...(newest == null ? {} : { newestMessageAt: newest }),
      ...(notes.length === 0 ? {} : { notes }),
    };
  },
};

/** A mirror that was lost since it was seeded is told; users do not wait for it. */
const withoutItsMirror = (store: Store, { mirroringState }: DatabaseStateRow): string[] =>
  mirroringState == null || inSession.includes(mirroringState)
    ? []
    : [
        `mgc on ${named(store)} is ${mirroringState}: its mirror does not take what is sent. See to the mirror, or nothing protects mgc against the loss of ${named(store)}.`,
      ];

const inSession: readonly string[] = ['SYNCHRONIZED', 'SYNCHRONIZING'];

/** Users chat; without the Agent nothing is shipped any more. An older version does not tell, and is believed. */
async function confirmAgent(tools: Pick<Tools, 'sql'>, store: Store): Promise<void> {
  const [facts] = await tools.sql.query(store, 'server-facts', {});
  if (facts?.agentStatus == null || agentRuns(facts)) return;
  throw setback(
    'AgentStopped',
    `Users chat, and SQL Server Agent on ${named(store)} is not running: no log backup is taken. Start it, then retry the step.`,
  );
}

const servesIn: Readonly<Record<DataCentreSide, PairedRole>> = { primary: 'primary', secondary: 'backup' };

const pairOf = ({ mgc }: Pool, role: PairedRole): Store[] =>
  [mgc[role], mgc[mirrorOf[role]]].filter((store) => store !== undefined);

const shortName = (host: string): string => (host.split('.')[0] ?? host).toLowerCase();

async function onlineAmong(
  tools: Pick<Tools, 'sql'>,
  stores: readonly Store[],
): Promise<{ readonly store: Store; readonly state: DatabaseStateRow } | undefined> {
  for (const store of stores) {
    const state = await stateOf(tools, store, 'mgc');
    if (state?.state === 'ONLINE') return { store, state };
  }
  return undefined;
}
