/** Port of an instance: the service itself, who it is and whether it lives. */
import type { Place } from '../../../contract';
import type { StoreRole } from '../../../pool';
import type { Release } from '../releases';

export interface Service {
  /** `SQL1\CHAT`. */
  readonly name: string;
  /** NetBIOS name of the host. */
  readonly machine: string;
  /** The store of the pool that it is first. */
  readonly role: StoreRole;
  readonly place: Place;
  readonly release: Release;
  readonly collation: string;
  /** Where clients connect to now. */
  readonly port: number;
  readonly isUp: boolean;
  readonly agentRunning: boolean;
  /** When this life of the service began. */
  readonly startedAt: Date;
  /** Something of the instance changed: whoever waits for it or watches it looks again. */
  changed(what: string): void;
}
