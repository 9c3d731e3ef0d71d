/** Port of an instance: its mirroring endpoint, and the servers of the estate that it can find from there. */
import type { Place } from '../../../contract';
import type { Catalogue } from './catalogue';
import type { Clock } from './clock';
import type { Service } from './service';
import type { Sessions } from './sessions';
import type { Storage } from './storage';

export interface Mirroring {
  /** `TCP://sql1.contoso.com:5022`. */
  readonly endpoint: string;
  readonly endpointPort: number;
  /** Mirroring sessions that were removed here; a partner that was away learns of it when it is back. */
  readonly endedSessions: Set<string>;
  /** The server of this name, whether or not it can be reached now. */
  server(name: string): Server | undefined;
  /** The server with this endpoint. */
  serverAt(endpoint: string): Server | undefined;
  reaches(place: Place): boolean;
}

/** A server with every port: what a mirroring session reads and changes on either side, and what runs a statement. */
export type Server = Service & Clock & Sessions & Catalogue & Storage & Mirroring;
