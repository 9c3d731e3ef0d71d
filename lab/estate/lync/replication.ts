/**
 * Carries the central store to its replicas. The master replicator notices a write after a while, packs an update for
 * every replica (`LastUpdateCreation`), and each replica reports back once it has applied it (`UpToDate`). Until the
 * update is packed a replica still counts as up to date, with the old content: `UpToDate` alone proves nothing. A computer
 * whose replica agent is stopped gets nothing and stays behind until it is started.
 */
import { sameName } from './central-store';
import type { CentralStore, StoreSnapshot } from './central-store';
import type { Estate, Place } from '../contract';
import type { WindowsServices } from './windows-services';

/** One computer's copy of the central store. */
interface Replica {
  readonly place: Place;
  local: StoreSnapshot;
  pending: StoreSnapshot | undefined;
  delivering: boolean;
  lastUpdateCreation: Date;
  lastStatusReport: Date;
}

export interface ReplicaStatus {
  readonly fqdn: string;
  readonly upToDate: boolean;
  readonly lastUpdateCreation: Date;
  readonly lastStatusReport: Date;
}

/** Share of the delay that passes before the master replicator has packed an update. */
const packingShare = 0.3;

export class Replication {
  private readonly replicas: readonly Replica[];
  private readonly ended = new AbortController();
  private readonly stopListening: () => void;

  constructor(
    private readonly estate: Estate,
    private readonly store: CentralStore,
    private readonly services: WindowsServices,
    private readonly delaySeconds: number,
    frontEnd: string,
  ) {
    const { primaryDataCentre, secondaryDataCentre } = estate.pool;
    const places: Place[] = [
      ...primaryDataCentre.chatServers.map((host) => ({ side: 'primary', host }) as const),
      ...secondaryDataCentre.chatServers.map((host) => ({ side: 'secondary', host }) as const),
      { side: 'elsewhere', host: frontEnd },
    ];
    const { current } = store;
    this.replicas = places.map((place) => ({
      place,
      local: current,
      pending: undefined,
      delivering: false,
      lastUpdateCreation: current.writtenAt,
      lastStatusReport: current.writtenAt,
    }));
    store.onWritten(() => void this.replicate(this.delaySeconds * packingShare));
    // What could not be delivered goes out once its computer takes it again.
    this.stopListening = estate.onChanged(() => {
      this.deliverPending();
    });
  }

  /** What this computer believes; a host without a replica of its own reads the store. */
  localCopy(host: string): StoreSnapshot {
    return this.replicas.find(({ place }) => sameName(place.host, host))?.local ?? this.store.current;
  }

  status(fqdn?: string): ReplicaStatus[] {
    return this.replicas
      .filter(({ place }) => fqdn === undefined || sameName(place.host, fqdn))
      .map(({ place, pending, lastUpdateCreation, lastStatusReport }) => ({
        fqdn: place.host,
        upToDate: pending === undefined,
        lastUpdateCreation,
        lastStatusReport,
      }));
  }

  /** Packs the store as it is after `seconds`, for one replica or all, whether or not it changed. */
  async replicate(seconds: number, fqdn?: string): Promise<void> {
    if (!(await this.passes(seconds))) return;
    for (const replica of this.replicas) {
      if (fqdn !== undefined && !sameName(replica.place.host, fqdn)) continue;
      replica.pending = this.store.current;
      replica.lastUpdateCreation = this.estate.clock.now();
    }
    this.deliverPending();
  }

  dispose(): void {
    this.stopListening();
    this.ended.abort();
  }

  private deliverPending(): void {
    for (const replica of this.replicas) {
      if (replica.pending !== undefined && !replica.delivering && this.canReach(replica)) void this.deliver(replica);
    }
  }

  private async deliver(replica: Replica): Promise<void> {
    replica.delivering = true;
    const arrived = await this.passes(this.delaySeconds * (1 - packingShare));
    replica.delivering = false;
    const { pending } = replica;
    if (!arrived || pending === undefined || !this.canReach(replica)) return;
    replica.local = pending;
    replica.pending = undefined;
    replica.lastStatusReport = this.estate.clock.now();
    this.estate.changed(`${replica.place.host} has version ${String(pending.version)} of the central store`);
  }

  private canReach({ place }: Replica): boolean {
    return this.estate.reachable('elsewhere', place.side) && this.services.takesReplication(place.host);
  }

  private async passes(seconds: number): Promise<boolean> {
    try {
      await this.estate.clock.lasts(seconds, this.ended.signal);
      return true;
    } catch {
      return false;
    }
  }
}
