/** What a failback must know of a pool before a runbook can be written, what forbids it, and what a person is told beside it. */
import {
  lyncSilent,
  obstacle,
  storeName,
  storeUnusable,
  swappedRoles,
  workerMissing,
  type Judgement,
} from '../domain/judgements';
import { storeSeen, type LyncFacts, type Observation } from '../domain/observation';
import { lyncOr, pairSituation, reading, type PairSituation, type Reading } from '../domain/situation';
import { activeServersOf, instanceName, type Pool, type StoreRole } from '../domain/topology/pool';
import {
  backupMirrorLives,
  finishJudgements,
  finishNotes,
  finishSituation,
  isToBeFinished,
  type FinishSituation,
} from './failback-rest';
import { idleServerNotes } from './idle-servers';
import { leftJobsRunning, leftJobsSeen, type LeftJobs } from './left-jobs';
import type { RunPlace } from './procedure';

export interface WholeFailback {
  readonly kind: 'whole';
  readonly leftJobs: readonly LeftJobs[];
  readonly primary: PairSituation;
  readonly backup: PairSituation;
  /** The stores on which chat servers may still be. */
  readonly backupPair: readonly StoreRole[];
  readonly lync: LyncFacts;
  readonly homeServers: readonly string[];
  readonly hasCompliance: boolean;
  /** As counted when it was looked; `null` where that could not be. */
  readonly complianceRows: number | null;
  readonly place: RunPlace;
}

export type FailbackSituation = WholeFailback | FinishSituation;

export function readFailback(
  seen: Observation,
  pool: Pool,
  _request: unknown,
  place: RunPlace,
): Reading<FailbackSituation> {
  if (isToBeFinished(seen, pool))
    return reading<FailbackSituation>(
      [lyncSilent(seen, pool), ...leftJobsRunning(seen), ...finishJudgements(seen, pool)],
      finishSituation(seen, pool, place),
    );
  return reading<FailbackSituation>(
    [
      workerMissing(seen, pool, 'secondary'),
      lyncSilent(seen, pool),
      backupMirrorLives(seen, pool) ?? storeUnusable(seen, pool, 'backup'),
      ...leftJobsRunning(seen),
      ...judgements.map((judge) => judge(seen, pool)),
    ],
    {
      kind: 'whole',
      leftJobs: leftJobsSeen(seen),
      primary: pairSituation(seen, pool, 'primary'),
      backup: pairSituation(seen, pool, 'backup'),
      backupPair: ['backup', 'backupMirror'],
      lync: lyncOr(seen, pool, 'FailedOver'),
      homeServers: activeServersOf(pool, 'primary'),
      hasCompliance: pool.mgccomp !== undefined,
      complianceRows: seen.complianceRows ?? null,
      place,
    },
  );
}

type Judge = (seen: Observation, pool: Pool) => Judgement;

const judgements: readonly Judge[] = [
  (seen) =>
    seen.lync?.poolState === 'Normal'
      ? obstacle('notFailedOver', 'The pool state is Normal: there is nothing to fail back.')
      : undefined,
  (seen, pool) => {
    const backup = storeSeen(seen, 'backup');
    return backup?.server === undefined || backup.copy?.state === 'ONLINE' || backup.copy?.mirroringRole === 'MIRROR'
      ? undefined
      : obstacle(
          'backupCopyNotOnline',
          `mgc on the ${storeName(pool, 'backup')} is ${backup.copy?.state ?? 'missing'}, not ONLINE: there is nothing to copy back.`,
        );
  },
  ...(['mgc', 'mgccomp'] as const).flatMap((database) =>
    (['backup', 'primary'] as const).map(
      (role): Judge =>
        (seen) =>
          swappedRoles(seen, role, database),
    ),
  ),
  (seen, pool) => workerMissing(seen, pool, 'primary'),
  (seen, pool) =>
    storeSeen(seen, 'mirror')?.copy?.mirroringRole === 'MIRROR' &&
    storeSeen(seen, 'primary')?.copy?.mirroringRole == null
      ? obstacle(
          'mirrorStillMirrored',
          `mgc on the ${storeName(pool, 'mirror')} is still in a mirroring session; remove it (ALTER DATABASE mgc SET PARTNER OFF) before the primary can be mirrored again.`,
        )
      : undefined,
  (seen, pool) => {
    const copy = storeSeen(seen, 'primary')?.copy;
    return copy !== undefined && copy.sessions > 0
      ? obstacle(
          'primaryCopyInUse',
          `${String(copy.sessions)} session(s) hold mgc on the ${storeName(pool, 'primary')}, which the restore overwrites; end them first.`,
        )
      : undefined;
  },
];

export function failbackNotes(seen: Observation, pool: Pool): string[] {
  if (isToBeFinished(seen, pool)) return finishNotes(seen, pool);
  return [
    'Order: as documented. The chat is down from the first step to the last but one.',
    'The pool state is set to Normal before the chat servers are activated: otherwise they would use the backup store.',
    ...(storeSeen(seen, 'primary')?.copy?.state === 'ONLINE'
      ? ['mgc on the primary store is ONLINE and will be overwritten; a copy-only backup of it is kept on the share.']
      : []),
    ...(pool.mgc.mirror === undefined ? [] : ["The primary's mirror is seeded again, which the page forgets."]),
    ...idleServerNotes(seen, pool, 'primary'),
  ];
}

/** What a run leaves that nobody needs once the pool is well, and what it took away that the next failover brings again. */
export function afterFailback(seen: Observation, pool: Pool, { file }: RunPlace): string {
  if (isToBeFinished(seen, pool)) return 'Nothing.';
  const { backupMirror } = pool.mgc;
  const { mirrors, onMirror } = pairSituation(seen, pool, 'backup');
  const files = [
    file('failback'),
    file('initialise'),
    ...(storeSeen(seen, 'primary')?.copy?.state === 'ONLINE' ? [file('replaced')] : []),
  ];
  return [
    `Once the pool is well, delete what this run left on the share: ${files.join(', ')}.`,
    ...(backupMirror === undefined || onMirror.length === 0
      ? []
      : [
          `${onMirror.join(' and ')} on ${instanceName(backupMirror)} stay RESTORING, for step 2 removes mirroring: the next failover mirrors anew; where the space is needed, drop them there (${onMirror.map((database) => `DROP DATABASE [${database}]`).join('; ')}).`,
        ]),
    ...(mirrors.includes('mgccomp')
      ? [
          `mgccomp on ${storeName(pool, 'backup', 'mgccomp')} has no mirror now; to mirror it before, run Install-CsMirrorDatabase -DatabaseType PersistentChatCompliance for that store.`,
        ]
      : []),
  ].join(' ');
}
