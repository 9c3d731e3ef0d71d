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
import { refusal, setback } from '../failure';
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
      return isMirrored(copy) && !undoing
        ? []
        : cmdlets({ pool, seen }, [installing(pool, of, database)], mayBe ? onlyIf('it is not mirrored then') : {});
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

/** In a session that works, in whichever role: where the two have changed roles it is mirrored all the same. */
const isMirrored = (copy: Pick<DatabaseFacts, 'mirroringRole' | 'mirroringState'> | undefined): boolean =>
  copy?.mirroringRole != null && (copy.mirroringState === 'SYNCHRONIZED' || copy.mirroringState === 'SYNCHRONIZING');

async function mirror(context: Context, of: PairedRole, database: DatabaseName): Promise<void> {
  const { tools, pool, signal, beat } = context;
  const store = principalStore(pool, of, database);
  const isInEffect = async (): Promise<boolean> => isMirrored(await stateOf(tools, store, database));
  beat({ says: `mirroring ${database}` });
  await formerRunEnded(context, pairOf(pool, of, database));
  if (await isInEffect()) return;
  await confirmNothingToLose(context, of, database);
  await invoke(context, installing(pool, of, database), longestSeedMs);
  await until(async () => ((await isInEffect()) ? true : undefined), {
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

/**
 * The cmdlet drops what stands on the mirror.
 * @throws MirrorCopyInUse unless the copy here is ONLINE, and the one there is not.
 */
async function confirmNothingToLose({ tools, pool }: Context, of: PairedRole, database: DatabaseName): Promise<void> {
  const store = principalStore(pool, of, database);
  const partner = pool[database]?.[mirrorOf[of]];
  const here = (await stateOf(tools, store, database))?.state ?? 'not there';
  if (here !== 'ONLINE')
    throw setback('NotOnline', `${database} on ${named(store)} is ${here}, not ONLINE: there is nothing to mirror.`);
  const there = partner === undefined ? undefined : await stateOf(tools, partner, database);
  if (partner === undefined || there === undefined || (there.state !== 'ONLINE' && there.mirroringRole === null))
    return;
  throw refusal(
    'MirrorCopyInUse',
    `${database} on ${named(partner)} is ${there.state}${there.mirroringRole === null ? '' : `, ${there.mirroringRole} of a mirroring session`}, and Install-CsMirrorDatabase would drop it. If it is the newer one, bring the roles back (ALTER DATABASE [${database}] SET PARTNER FAILOVER there); if nobody needs it, ${there.mirroringRole === null ? 'drop it' : 'remove the session and drop it'}. Then retry the step.`,
  );
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
      // Under which program name the cmdlet seeds, its documents do not say: whatever no Agent job runs may be it.
      const seeding = requests.find(({ program }) => !program.startsWith('SQLAgent') && program !== 'SQLLogShip');
      if (seeding !== undefined)
        beat({ says: `waiting for a ${seeding.command} of ${seeding.program}, which may be a former attempt` });
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
