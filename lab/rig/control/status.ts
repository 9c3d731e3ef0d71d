/** The estate at this moment, for the command line and for people who play with it. */
import { sentenceOf, type InvariantWatch } from '../invariants/contract';
import type { Chat } from '../../estate/chat/contract';
import type { Estate } from '../../estate/contract';
import type { Lync } from '../../estate/lync/contract';

export interface EstateStatus {
  readonly pool: string;
  readonly poolState: string;
  readonly activeServers: readonly string[];
  readonly lost: readonly string[];
  readonly instances: readonly {
    readonly name: string;
    readonly store: string;
    readonly port: number;
    readonly up: boolean;
    readonly agent: boolean;
    readonly databases: readonly {
      readonly name: string;
      readonly state: string;
      readonly mirroring: string;
      readonly lsn: string;
    }[];
  }[];
  readonly chatServers: readonly {
    readonly server: string;
    readonly active: boolean;
    readonly connectedTo: string | null;
  }[];
  readonly violations: readonly string[];
}

const systemDatabases: ReadonlySet<string> = new Set(['master', 'model', 'msdb', 'tempdb']);

/** What is shown. */
export interface Shown {
  readonly estate: Pick<Estate, 'pool' | 'instances' | 'isLost'>;
  readonly lync: Pick<Lync, 'store'>;
  readonly chat: Pick<Chat, 'servers'>;
  readonly invariants: Pick<InvariantWatch, 'violations'>;
}

export function statusOf({ estate, lync, chat, invariants }: Shown): EstateStatus {
  const { poolState, activeServers } = lync.store.current;
  return {
    pool: estate.pool.fqdn,
    poolState,
    activeServers,
    lost: (['primary', 'secondary'] as const).filter((side) => estate.isLost(side)),
    instances: estate.instances.map((instance) => ({
      name: instance.name,
      store: instance.role,
      port: instance.port,
      up: instance.isUp,
      agent: instance.agentRunning,
      databases: instance
        .databases()
        .filter(({ name }) => !systemDatabases.has(name))
        .map(({ name, state, mirroring, lsn }) => ({
          name,
          state,
          mirroring: mirroring === undefined ? '' : `${mirroring.role} ${mirroring.state}`,
          lsn,
        })),
    })),
    chatServers: chat.servers.map(({ server, active, connectedTo }) => ({
      server,
      active,
      connectedTo: connectedTo ?? null,
    })),
    violations: invariants.violations.map(sentenceOf),
  };
}
