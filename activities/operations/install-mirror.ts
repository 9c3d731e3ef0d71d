/** Install-CsMirrorDatabase, verified in SQL Server: it seeds the mirror with whole copies and may outlive its caller. */
import {
  complianceDatabaseMissing,
  lyncSilent,
  obstacle,
  storeUnusable,
  type Judgement,
} from '../../domain/judgements';
import { storeSeen, type DatabaseFacts, type Observation } from '../../domain/observation';
import { mirrorOf, type DatabaseName, type PairedRole, type Pool, type Store } from '../../domain/topology/pool';
import { cmdlets, onlyIf } from '../acts';
import { until } from '../attempt';
import { installMirror as installing, principalStore } from '../cmdlets';
import type { Context } from '../context';
import { setback } from '../failure';
import { named, runningOn, stateOf } from '../looks/database';
import { done, type OperationDefinition } from '../operation';
import { invoke } from './parts/invoke';

/** Two whole copies of the database and the network between them. */
const longestSeedMs = 24 * 3_600_000;

export const installMirror: OperationDefinition<'installMirror'> = {
  wants: [],

  needs: ({ of }, { pool, seen, undoing }) => [
    lyncSilent(seen, pool),
    pool.mirroringShare === undefined
      ? obstacle('mirroringShareMissing', `The topology of ${pool.fqdn} names no mirroringShare.`)
      : undefined,
    // Users wait for no mirror: only where a pair is set up before they come, what it needs has to be there.
    ...(undoing || of === 'backup' ? [] : primaryPairNeeds(seen, pool)),
  ],

  acts: ({ of, databases }, { pool, seen, undoing }) =>
    databases.flatMap((database) => {
      const copy = storeSeen(seen, of, database)?.copy;
      const mayBe = undoing || copy?.mirroringRole != null;
      return isPrincipal(copy) && !undoing
        ? []
        : cmdlets(pool, [installing(pool, of, database)], mayBe ? onlyIf('it is not mirrored then') : {});
    }),

  async perform({ of, databases }, context) {
    for (const database of databases) await mirror(context, of, database);
    return done;
  },
};

const primaryPairNeeds = (seen: Observation, pool: Pool): Judgement[] => [
  pool.mgc.mirror === undefined ? undefined : storeUnusable(seen, pool, 'mirror'),
  complianceDatabaseMissing(seen, pool, 'primary'),
];

const isPrincipal = (copy: Pick<DatabaseFacts, 'mirroringRole' | 'mirroringState'> | undefined): boolean =>
  copy?.mirroringRole === 'PRINCIPAL' &&
  (copy.mirroringState === 'SYNCHRONIZED' || copy.mirroringState === 'SYNCHRONIZING');

async function mirror(context: Context, of: PairedRole, database: DatabaseName): Promise<void> {
  const { tools, pool, signal, beat } = context;
  const store = principalStore(pool, of, database);
  const isMirrored = async (): Promise<boolean> => isPrincipal(await stateOf(tools, store, database));
  beat({ says: `mirroring ${database}` });
  await formerRunEnded(context, pairOf(pool, of, database));
  if (await isMirrored()) return;
  await invoke(context, installing(pool, of, database), longestSeedMs);
  await until(async () => ((await isMirrored()) ? true : undefined), {
    poll: pool.timing.poll,
    within: pool.timing.replication,
    late: () =>
      setback(
        'NotMirrored',
        `Install-CsMirrorDatabase reported success, but ${database} on ${named(store)} is not a principal with a mirror.`,
      ),
    signal,
  });
}

const pairOf = (pool: Pool, of: PairedRole, database: DatabaseName): Store[] =>
  [of, mirrorOf[of]].flatMap((role) => pool[database]?.[role] ?? []);

/** A worker that died may have left the cmdlet running in its shell: a second one would fight it. */
async function formerRunEnded({ tools, pool, signal, beat }: Context, stores: readonly Store[]): Promise<void> {
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
