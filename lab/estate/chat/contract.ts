/** What the chat servers and synthetic users of one estate offer to tests, demo and invariants. */
import type { DataCentreSide } from '../pool';

export interface ChatOptions {
  /** SQL log-in of the chat servers at every store. */
  readonly chatLogin: { readonly user: string; readonly password: string };
  /** Real milliseconds between two looks of a chat server at its replica and its session. */
  readonly lookEveryMs?: number;
  /** Real milliseconds between two heartbeat rows of a chat server. */
  readonly heartbeatEveryMs?: number;
  /** Real milliseconds between two runs of the compliance adapter. */
  readonly adapterEveryMs?: number;
}

export interface AcknowledgedMessage {
  readonly id: string;
  readonly acknowledgedAt: Date;
  /** FQDN of the chat server that acknowledged it. */
  readonly sentTo: string;
}

export interface Audit {
  readonly acknowledged: number;
  /** Acknowledged, but not in the `mgc` that the pool state selects; all of them while no copy is online there. */
  readonly missing: readonly AcknowledgedMessage[];
}

/** What users saw since one mark, until the next. */
export interface Period {
  readonly name: string;
  readonly startedAt: Date;
  /** Seconds of the longest outage that began here: first refused message to first accepted one after it, or to now. */
  readonly outage: number;
  readonly acknowledged: number;
  readonly lost: number;
}

export interface ChatServerStatus {
  readonly server: string;
  readonly side: DataCentreSide;
  /** Whether its own copy of the central store lists it as active. */
  readonly active: boolean;
  /** Name of the instance whose `mgc` it has a session on. */
  readonly connectedTo: string | undefined;
}

export interface Chat {
  readonly servers: readonly ChatServerStatus[];
  startUsers(users: { readonly count: number; readonly messagesPerSecond: number }): void;
  stopUsers(): Promise<void>;
  /** Begins a new period of the measures. */
  mark(name: string): void;
  measures(): readonly Period[];
  audit(): Audit;
  dispose(): Promise<void>;
}
