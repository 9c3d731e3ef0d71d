/** Pools to test with: the lab's own, changed in what a test is about. */
import { labPool } from '../stack';
import type { Pool, Store, Stores } from '../../../domain/topology/pool';
import { poolSchema } from '../../../domain/topology/schema';

export interface PoolChanges {
  /** Optional parts that this pool does not have; without a mirror there is no witness either. */
  readonly without?: readonly ('mirror' | 'witness' | 'backupMirror' | 'compliance')[];
  readonly shareIn?: Pool['logShipping']['shareIn'];
  /** Every store is the default instance of its server. */
  readonly defaultInstances?: boolean;
  /** Chat servers in each data centre. */
  readonly chatServers?: number;
  readonly logShipping?: Partial<Pool['logShipping']>;
  readonly timing?: Partial<Pool['timing']>;
}

/** Patient with a busy machine, quick with everything that is only waited for. */
const quickTiming: Partial<Pool['timing']> = {
  heartbeat: 20,
  workerAnswersWithin: 4,
  poll: 0.1,
  replication: 60,
  sessionsEnd: 60,
  tries: 2,
};

/** Log shipping at a pace that leaves the machine to the procedures, whatever the lab's time scale. */
const calmShipping: Partial<Pool['logShipping']> = { backupEvery: 20, copyEvery: 20, restoreEvery: 20 };

let made = 0;

/** A pool with an FQDN and data centres of its own, so that many stand side by side on one Temporal server. */
export function aPool(changes: PoolChanges = {}): Pool {
  made += 1;
  const id = String(made);
  const pool = labPool();
  const without = new Set(changes.without);
  const servers = (side: string): string[] =>
    Array.from({ length: changes.chatServers ?? 2 }, (_, index) => `chat-${side}${String(index + 1)}.contoso.com`);

  const store = ({ address: _address, instance, ...rest }: Store): Store => ({
    ...rest,
    ...(instance === undefined || changes.defaultInstances === true ? {} : { instance }),
  });
  const stores = ({ primary, mirror, witness, backup, backupMirror }: Stores): Stores => ({
    primary: store(primary),
    ...(mirror === undefined || without.has('mirror') ? {} : { mirror: store(mirror) }),
    ...(witness === undefined || without.has('mirror') || without.has('witness') ? {} : { witness: store(witness) }),
    backup: store(backup),
    ...(backupMirror === undefined || without.has('backupMirror') ? {} : { backupMirror: store(backupMirror) }),
  });

  const { mgccomp, ...rest } = pool;
  return poolSchema.parse({
    ...rest,
    fqdn: `chat-${id}.contoso.com`,
    primaryDataCentre: { name: `chicago-${id}`, chatServers: servers('p') },
    secondaryDataCentre: { name: `dallas-${id}`, chatServers: servers('s') },
    mgc: stores(pool.mgc),
    ...(mgccomp === undefined || without.has('compliance') ? {} : { mgccomp: stores(mgccomp) }),
    logShipping: {
      ...pool.logShipping,
      ...calmShipping,
      ...(changes.shareIn === undefined ? {} : { shareIn: changes.shareIn }),
      ...changes.logShipping,
    },
    timing: { ...pool.timing, ...quickTiming, ...changes.timing },
  });
}
