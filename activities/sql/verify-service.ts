/** Evidence that users are served: a chat server of that data centre holds a session on the mgc that serves. */
import { dataCentreOf, type DataCentreSide, type Pool, type Store } from '../../domain/topology/pool';
import { until, type Attempt } from '../attempt';
import { setback } from '../failure';
import { newestMessageOn } from './messages';
import { sessionsOf, stateOf, type SqlTools } from './tools';

const shortName = (host: string): string => (host.split('.')[0] ?? host).toLowerCase();

export async function verifyService(
  tools: SqlTools,
  pool: Pool,
  side: DataCentreSide,
  { signal, beat }: Attempt,
): Promise<{ chatServers: readonly string[]; newestMessageAt: string | null }> {
  const { name, chatServers } = dataCentreOf(pool, side);
  const stores = (
    side === 'primary' ? [pool.mgc.primary, pool.mgc.mirror] : [pool.mgc.backup, pool.mgc.backupMirror]
  ).filter((store) => store !== undefined);
  return until(
    async () => {
      beat({ says: `waiting for a chat server of ${name} on mgc` });
      const store = await onlineAmong(tools, stores);
      if (store === undefined) return undefined;
      const hosts = new Set((await sessionsOf(tools, store, 'mgc')).map(({ host }) => shortName(host)));
      const atWork = chatServers.filter((server) => hosts.has(shortName(server)));
      return atWork.length === 0
        ? undefined
        : { chatServers: atWork, newestMessageAt: await newestMessageOn(tools, store) };
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
}

async function onlineAmong(tools: SqlTools, stores: readonly Store[]): Promise<Store | undefined> {
  for (const store of stores) if ((await stateOf(tools, store, 'mgc'))?.state === 'ONLINE') return store;
  return undefined;
}
