/**
 * The Central Management store: what Lync knows of the pool. One small state machine that stands in neither data centre,
 * so that losing one leaves it writable, unless a fault takes it down (its own failover is another runbook).
 */
import { storeRefuses } from './cmdlet-error';
import type { Estate } from '../contract';
import type { Pool } from '../pool';

export type PoolState = 'Normal' | 'FailedOver';

/** What a replica receives: one consistent version of the pool's settings. */
export interface StoreSnapshot {
  readonly version: number;
  readonly poolState: PoolState;
  /** FQDNs in the topology's spelling. */
  readonly activeServers: readonly string[];
  readonly writtenAt: Date;
}

/** Documented: a pool has at most four active servers. */
const maximumActiveServers = 4;

export const sameName = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

export const chatServersOf = (pool: Pool): string[] => [
  ...pool.primaryDataCentre.chatServers,
  ...pool.secondaryDataCentre.chatServers,
];

export class CentralStore {
  private snapshot: StoreSnapshot;
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly estate: Estate,
    activeServers: readonly string[],
  ) {
    this.snapshot = {
      version: 1,
      poolState: 'Normal',
      activeServers: [...activeServers],
      writtenAt: estate.clock.now(),
    };
  }

  get current(): StoreSnapshot {
    return this.snapshot;
  }

  /** Calls back after every write. */
  onWritten(listener: () => void): void {
    this.listeners.add(listener);
  }

  /** Returns whether anything differs afterwards. */
  setPoolState(poolState: PoolState): boolean {
    if (this.snapshot.poolState === poolState) return false;
    this.write({ poolState }, `pool state ${poolState}`);
    return true;
  }

  /** Returns whether anything differs afterwards. @throws CmdletError and applies nothing. */
  setActiveServers(servers: readonly string[]): boolean {
    const known = chatServersOf(this.estate.pool);
    const spelled = servers.map((server) => {
      const found = known.find((name) => sameName(name, server));
      if (found === undefined) {
        throw storeRefuses(
          'ComputerNotInPool',
          `Computer "${server}" is not in the pool "${this.estate.pool.fqdn}".`,
          server,
        );
      }
      return found;
    });
    const twice = spelled.find((server, index) => spelled.indexOf(server) !== index);
    if (twice !== undefined) {
      throw storeRefuses(
        'DuplicateKey',
        `There is a duplicate key sequence '${twice}' for the 'ActiveServers' key or unique identity constraint.`,
        twice,
      );
    }
    if (spelled.length > maximumActiveServers) {
      throw storeRefuses(
        'TooManyActiveServers',
        `A Persistent Chat pool has at most ${String(maximumActiveServers)} active servers; ${String(spelled.length)} were given.`,
      );
    }
    const before = this.snapshot.activeServers;
    if (before.length === spelled.length && before.every((server, index) => server === spelled[index])) return false;
    this.write({ activeServers: spelled }, `active servers: ${spelled.join(', ') || 'none'}`);
    return true;
  }

  private write(change: Partial<Pick<StoreSnapshot, 'poolState' | 'activeServers'>>, what: string): void {
    this.snapshot = {
      ...this.snapshot,
      ...change,
      version: this.snapshot.version + 1,
      writtenAt: this.estate.clock.now(),
    };
    this.estate.changed(what);
    for (const listener of this.listeners) listener();
  }
}
