/** What the central store of Lync sends to the chat servers, waited for at those that count. */
import { z } from 'zod';
import { dataCentreOf, type DataCentreSide, type Pool } from '../../../domain/topology/pool';
import { until } from '../../attempt';
import type { Context } from '../../context';
import { failedWith, isRefusal, setback } from '../../failure';
import { invoke } from './invoke';

const replica = z.object({ ReplicaFqdn: z.string(), UpToDate: z.boolean(), LastUpdateCreation: z.string().nullish() });
export type Replicas = ReadonlyMap<string, z.output<typeof replica>>;

/** Seconds after which a server that has not heard is asked whether it is there at all. */
const patience = 10;

export interface Hearing {
  /** Chat servers that count: who has work now, or will have. */
  readonly wanted: readonly string[];
  /** Before the write; absent where an earlier attempt wrote. */
  readonly before: Replicas | undefined;
  /** Whether those are to serve: then one that has heard is enough to go on, and none is not. */
  readonly toServe: boolean;
}

export async function replicasOf(context: Context): Promise<Replicas> {
  const { output } = await invoke(context, { name: 'Get-CsManagementStoreReplicationStatus', parameters: {} });
  return new Map(output.map((row) => replica.parse(row)).map((row) => [row.ReplicaFqdn.toLowerCase(), row]));
}

/** As a plan names them; one of an older release names data centres. */
export const serversNamed = (pool: Pool, heardBy: readonly string[]): string[] =>
  heardBy.flatMap((name) => (isSide(name) ? dataCentreOf(pool, name).chatServers : name));

const isSide = (name: string): name is DataCentreSide => name === 'primary' || name === 'secondary';

/**
 * Waits until the servers have what was written. `UpToDate` alone may still mean the snapshot before ours, so a replica must
 * also have seen a newer one. Where an earlier attempt wrote, nobody knows which that is: the sessions on mgc, which the next
 * steps wait for, are the evidence then. One that does not answer at all is not waited for.
 * @returns who was not waited for, a sentence each.
 */
export async function replicated(context: Context, { wanted, before, toServe }: Hearing): Promise<string[]> {
  const { pool, signal, beat } = context;
  const within = pool.timing.replication;
  const all = [...new Set(wanted.map((server) => server.toLowerCase()))];
  const silent = new Set<string>();
  const asked = new Set<string>();
  const since = Date.now();
  const hasPassed = (seconds: number): boolean => Date.now() - since >= seconds * 1000;
  let missing: string[] = all;

  const findSilent = async (): Promise<void> => {
    for (const server of missing.filter((each) => !asked.has(each))) {
      asked.add(server);
      if (!(await answers(context, server))) silent.add(server);
    }
  };
  const isHeard = (): boolean => {
    if (toServe && all.length > 0 && missing.length === all.length) return false;
    // Who serves, serves without those that are late.
    return missing.every((server) => silent.has(server)) || (toServe && hasPassed(within));
  };
  const notReplicated = (): Error =>
    setback(
      'NotReplicated',
      `The central store did not reach ${missing.join(', ')} within ${String(Math.round((Date.now() - since) / 1000))} s${silent.size === 0 ? '' : `; ${[...silent].join(', ')} did not answer at all`}. See to the Replica Replicator Agent (service REPLICA) there.`,
    );
  await until(
    async () => {
      const now = await replicasOf(context);
      missing = all.filter((server) => !hasHeard(now, before, server));
      if (hasPassed(Math.min(patience, within / 4))) await findSilent();
      if (toServe && all.length > 0 && silent.size === all.length) throw notReplicated();
      beat({ says: missing.length === 0 ? 'replicated' : `waiting for ${missing.join(', ')} to hear of it` });
      return isHeard() ? true : undefined;
    },
    {
      poll: pool.timing.poll,
      within,
      late: notReplicated,
      signal,
    },
  );
  return missing.map((server) =>
    silent.has(server)
      ? `${server} does not answer, so it was not waited for; it takes what was written when it is back.`
      : `${server} did not hear of it within ${String(within)} s, and others serve; see to its Replica Replicator Agent (service REPLICA).`,
  );
}

function hasHeard(now: Replicas, before: Replicas | undefined, server: string): boolean {
  const status = now.get(server);
  const isNewer = before === undefined || status?.LastUpdateCreation !== before.get(server)?.LastUpdateCreation;
  return status?.UpToDate === true && isNewer;
}

/** Whether its computer answers at all; another refusal than silence is an answer. @throws Failure where our own answer got lost. */
async function answers(context: Context, server: string): Promise<boolean> {
  try {
    await invoke(context, { name: 'Get-CsWindowsService', parameters: { ComputerName: server } });
    return true;
  } catch (failure) {
    if (failedWith(failure, 'CmdletFailed')) return false;
    if (isRefusal(failure)) return true;
    throw failure;
  }
}
