/** Install-CsMirrorDatabase, verified in SQL Server: it seeds the mirror with whole copies and may outlive its caller. */
import { sideOf, type DataCentreSide, type Pool, type Store } from '../../domain/topology/pool';
import { until, type Attempt } from '../attempt';
import { setback } from '../failure';
import { installMirror, principalStore } from '../cmdlets';
import type { DatabaseName } from '../signatures';
import { named, runningOn, stateOf } from '../sql/tools';
import { invoke, type LyncTools } from './tools';

/** Two whole copies of the database and the network between them. */
const longestSeedMs = 24 * 3_600_000;

export async function installMirrors(
  tools: LyncTools,
  pool: Pool,
  { side, databases }: { side: DataCentreSide; databases: readonly DatabaseName[] },
  watch: Attempt,
): Promise<void> {
  for (const database of databases) {
    const store = principalStore(pool, side, database);
    watch.beat({ says: `mirroring ${database}` });
    await formerRunEnded(tools, pool, pairOf(pool, side, database), watch);
    if (await isPrincipal(tools, store, database)) continue;
    await invoke(tools, pool, installMirror(pool, side, database), watch.signal, longestSeedMs);
    await until(async () => ((await isPrincipal(tools, store, database)) ? true : undefined), {
      poll: pool.timing.poll,
      within: pool.timing.replication,
      late: () =>
        setback(
          'NotMirrored',
          `Install-CsMirrorDatabase reported success, but ${database} on ${named(store)} is not a principal with a mirror.`,
        ),
      signal: watch.signal,
    });
  }
}

const pairOf = (pool: Pool, side: DataCentreSide, database: DatabaseName): Store[] =>
  (['primary', 'mirror', 'backup', 'backupMirror'] as const)
    .filter((role) => sideOf(role) === side)
    .flatMap((role) => pool[database]?.[role] ?? []);

async function isPrincipal(tools: LyncTools, store: Store, database: DatabaseName): Promise<boolean> {
  const state = await stateOf(tools, store, database);
  return (
    state?.mirroringRole === 'PRINCIPAL' &&
    (state.mirroringState === 'SYNCHRONIZED' || state.mirroringState === 'SYNCHRONIZING')
  );
}

/** A worker that died may have left the cmdlet running in its shell: a second one would fight it. */
async function formerRunEnded(
  tools: LyncTools,
  pool: Pool,
  stores: readonly Store[],
  { signal, beat }: Attempt,
): Promise<void> {
  await until(
    async () => {
      const requests = (
        await Promise.all(
          stores.flatMap((store) =>
            (['BACKUP', 'RESTORE'] as const).map((command) => runningOn(tools, store, command)),
          ),
        )
      ).flat();
      const seeding = requests.find(({ program }) => program.includes('Management Shell'));
      if (seeding !== undefined) beat({ says: `waiting for ${seeding.command} of a former attempt` });
      return seeding === undefined ? true : undefined;
    },
    {
      poll: pool.timing.poll,
      within: 24 * 3600,
      late: () => setback('InstanceBusy', 'A backup or restore of a former attempt has been running for a day.'),
      signal,
    },
  );
}
