/** Pool state and active servers: written to the central store, read back, and waited for at the chat servers. */
import { z } from 'zod';
import type { LyncFacts } from '../../domain/observation';
import { dataCentreOf, type DataCentreSide, type Pool } from '../../domain/topology/pool';
import { until, type Attempt } from '../attempt';
import { refusal, setback } from '../failure';
import * as cmdlets from '../cmdlets';
import { observeLync } from './observe-lync';
import { invoke, type LyncTools } from './tools';

interface Wanted {
  readonly replicaSides: readonly DataCentreSide[];
}

const replica = z.object({ ReplicaFqdn: z.string(), UpToDate: z.boolean(), LastUpdateCreation: z.string().nullish() });
type Replicas = ReadonlyMap<string, z.output<typeof replica>>;

const sameServers = (left: readonly string[], right: readonly string[]): boolean => {
  const names = (servers: readonly string[]): string =>
    servers
      .map((server) => server.toLowerCase())
      .sort()
      .join();
  return names(left) === names(right);
};

export const setActiveServers = (
  tools: LyncTools,
  pool: Pool,
  { servers, replicaSides, servingIn }: Wanted & { servers: readonly string[]; servingIn?: LyncFacts['poolState'] },
  attempt: Attempt,
): Promise<void> =>
  write(tools, pool, replicaSides, attempt, {
    forbids: ({ poolState, stateIdentity }) =>
      servingIn === undefined || poolState === servingIn
        ? undefined
        : refusal(
            'PoolStateChanged',
            `The pool state is ${poolState}, and was changed by somebody: chat servers that are activated now would use the ${poolState === 'Normal' ? 'primary' : 'backup'} store. Set it back (Set-CsPersistentChatState -Identity "${stateIdentity}" -PoolState ${servingIn}), then retry the step.`,
          ),
    isSet: ({ activeServers }) => sameServers(activeServers, servers),
    cmdlet: (facts) => cmdlets.setActiveServers(facts, servers),
    otherwise: (facts) => `the active servers are still ${facts.activeServers.join(', ') || 'none'}`,
  });

export const setPoolState = (
  tools: LyncTools,
  pool: Pool,
  { state, replicaSides }: Wanted & { state: LyncFacts['poolState'] },
  attempt: Attempt,
): Promise<void> =>
  write(tools, pool, replicaSides, attempt, {
    isSet: ({ poolState }) => poolState === state,
    cmdlet: (facts) => cmdlets.setPoolState(facts, state),
    otherwise: (facts) => `the pool state is still ${facts.poolState}`,
  });

/** The fence as Lync sees it, at the last moment: an active chat server takes messages wherever it finds a writable mgc. */
export async function confirmNobodyActive(tools: LyncTools, pool: Pool, signal: AbortSignal): Promise<void> {
  const { activeServers, serviceIdentity } = await observeLync(tools, pool, signal);
  if (activeServers.length === 0) return;
  throw refusal(
    'NotFenced',
    `Not fenced: ${activeServers.join(', ')} active again, though this run emptied the list: somebody activated them. Empty it (Set-CsPersistentChatActiveServer -Identity "${serviceIdentity}" -ActiveServers $null), then retry the step; or abort.`,
  );
}

/** Looks, writes, reads back, waits for the replicas. A cmdlet that failed may have taken effect, so only the look decides. */
async function write(
  tools: LyncTools,
  pool: Pool,
  replicaSides: readonly DataCentreSide[],
  { signal, beat }: Attempt,
  goal: {
    /** Why it must not be written in this situation. */
    forbids?: (facts: LyncFacts) => Error | undefined;
    isSet: (facts: LyncFacts) => boolean;
    cmdlet: (facts: LyncFacts) => cmdlets.Cmdlet;
    otherwise: (facts: LyncFacts) => string;
  },
): Promise<void> {
  const facts = await observeLync(tools, pool, signal);
  const forbidden = goal.forbids?.(facts);
  if (forbidden !== undefined) throw forbidden;
  const before = await replicasOf(tools, pool, signal);
  const mustWrite = !goal.isSet(facts);
  if (mustWrite) {
    await invoke(tools, pool, goal.cmdlet(facts), signal);
    await until(async () => (goal.isSet(await observeLync(tools, pool, signal)) ? true : undefined), {
      poll: pool.timing.poll,
      within: pool.timing.cmdlet,
      late: () => setback('NotInEffect', `${goal.cmdlet(facts).name} reported success, but ${goal.otherwise(facts)}.`),
      signal,
    });
  }
  await replicated(tools, pool, replicaSides, mustWrite ? before : undefined, { signal, beat });
}

/**
 * `UpToDate` alone may still mean the snapshot before ours, so a replica must also have seen a newer one. Where an earlier
 * attempt wrote, nobody knows which that is: the sessions on mgc, which the next steps wait for, are the evidence then.
 */
async function replicated(
  tools: LyncTools,
  pool: Pool,
  sides: readonly DataCentreSide[],
  before: Replicas | undefined,
  { signal, beat }: Attempt,
): Promise<void> {
  const wanted = sides.flatMap((side) => dataCentreOf(pool, side).chatServers.map((server) => server.toLowerCase()));
  let missing: string[] = wanted;
  await until(
    async () => {
      const now = await replicasOf(tools, pool, signal);
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

async function replicasOf(tools: LyncTools, pool: Pool, signal: AbortSignal): Promise<Replicas> {
  const { output } = await invoke(
    tools,
    pool,
    { name: 'Get-CsManagementStoreReplicationStatus', parameters: {} },
    signal,
  );
  return new Map(output.map((row) => replica.parse(row)).map((row) => [row.ReplicaFqdn.toLowerCase(), row]));
}
