/** Chat servers that have no part in a procedure: whether they hear of a change in Lync is not waited for. */
import type { Observation } from '../domain/observation';
import { activeServersOf, type DataCentreSide, type Pool } from '../domain/topology/pool';

/** A note; none where every server of the pool is active, or will be on the side that is to serve. */
export function idleServerNotes({ lync }: Pick<Observation, 'lync'>, pool: Pool, toServe: DataCentreSide): string[] {
  const taking = new Set([...(lync?.activeServers ?? []), ...activeServersOf(pool, toServe)].map(lower));
  const idle = [pool.primaryDataCentre, pool.secondaryDataCentre]
    .flatMap(({ chatServers }) => chatServers)
    .filter((server) => !taking.has(lower(server)));
  return idle.length === 0
    ? []
    : [`Chat servers that are not active and are not to be, so that nobody waits for them: ${idle.join(', ')}.`];
}

const lower = (name: string): string => name.toLowerCase();
