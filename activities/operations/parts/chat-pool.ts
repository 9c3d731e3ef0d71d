/** What Lync keeps of a pool: written to the central store, read back, and waited for at the chat servers. */
import { z } from 'zod';
import type { LyncFacts } from '../../../domain/observation';
import { dataCentreOf, type DataCentreSide } from '../../../domain/topology/pool';
import { until } from '../../attempt';
import type { Cmdlet } from '../../cmdlets';
import type { Context } from '../../context';
import { setback } from '../../failure';
import { observeLync } from '../../looks/observe-lync';
import { invoke } from './invoke';

const replica = z.object({ ReplicaFqdn: z.string(), UpToDate: z.boolean(), LastUpdateCreation: z.string().nullish() });
type Replicas = ReadonlyMap<string, z.output<typeof replica>>;

export interface Goal {
  /** Why it must not be written in this situation. */
  readonly forbids?: (facts: LyncFacts) => Error | undefined;
  readonly isSet: (facts: LyncFacts) => boolean;
  readonly cmdlet: (facts: LyncFacts) => Cmdlet;
  readonly otherwise: (facts: LyncFacts) => string;
}

/**
 * Looks, writes, reads back, waits until the chat servers of `heardBy` have replicated it. A cmdlet that failed may have
 * taken effect, so only the look decides.
 */
export async function write(
  context: Context,
  heardBy: readonly DataCentreSide[],
  { forbids, isSet, cmdlet, otherwise }: Goal,
): Promise<void> {
  const { pool, signal } = context;
  const facts = await observeLync(context);
  const forbidden = forbids?.(facts);
  if (forbidden !== undefined) throw forbidden;
  const before = await replicasOf(context);
  const mustWrite = !isSet(facts);
  if (mustWrite) {
    await invoke(context, cmdlet(facts));
    await until(async () => (isSet(await observeLync(context)) ? true : undefined), {
      poll: pool.timing.poll,
      within: pool.timing.cmdlet,
      late: () => setback('NotInEffect', `${cmdlet(facts).name} reported success, but ${otherwise(facts)}.`),
      signal,
    });
  }
  await replicated(context, heardBy, mustWrite ? before : undefined);
}

/**
 * `UpToDate` alone may still mean the snapshot before ours, so a replica must also have seen a newer one. Where an earlier
 * attempt wrote, nobody knows which that is: the sessions on mgc, which the next steps wait for, are the evidence then.
 */
async function replicated(
  context: Context,
  sides: readonly DataCentreSide[],
  before: Replicas | undefined,
): Promise<void> {
  const { pool, signal, beat } = context;
  const wanted = sides.flatMap((side) => dataCentreOf(pool, side).chatServers.map((server) => server.toLowerCase()));
  let missing: string[] = wanted;
  await until(
    async () => {
      const now = await replicasOf(context);
      missing = wanted.filter((server) => {
        const status = now.get(server);
        const isNewer = before === undefined || status?.LastUpdateCreation !== before.get(server)?.LastUpdateCreation;
        return status?.UpToDate !== true || !isNewer;
      });
      beat({ says: missing.length === 0 ? 'replicated' : `waiting for ${missing.join(', ')} to hear of it` });
      return missing.length === 0 ? true : undefined;
    },
    {
      poll: pool.timing.poll,
      within: pool.timing.replication,
      late: () =>
        setback(
          'NotReplicated',
          `The central store did not reach ${missing.join(', ')} within ${String(pool.timing.replication)} s.`,
        ),
      signal,
    },
  );
}

async function replicasOf(context: Context): Promise<Replicas> {
  const { output } = await invoke(context, { name: 'Get-CsManagementStoreReplicationStatus', parameters: {} });
  return new Map(output.map((row) => replica.parse(row)).map((row) => [row.ReplicaFqdn.toLowerCase(), row]));
}
