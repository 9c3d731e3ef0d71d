/** What a failback must know of a pool before a runbook can be written, what forbids it, and what a person is told beside it. */
import { lyncSilent, obstacle, storeName, storeUnusable, workerMissing, type Judgement } from '../domain/judgements';
import { storeSeen, type LyncFacts, type Observation } from '../domain/observation';
import { lyncOr, pairSituation, reading, type PairSituation, type Reading } from '../domain/situation';
import { activeServersOf, type Pool, type StoreRole } from '../domain/topology/pool';
import { idleServerNotes } from './idle-servers';
import type { RunPlace } from './procedure';

export interface FailbackSituation {
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

export const readFailback = (
  seen: Observation,
  pool: Pool,
  _request: unknown,
  place: RunPlace,
): Reading<FailbackSituation> =>
  reading(
    [
      workerMissing(seen, pool, 'secondary'),
      lyncSilent(seen, pool),
      storeUnusable(seen, pool, 'backup'),
      ...judgements.map((judge) => judge(seen, pool)),
    ],
    {
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

type Judge = (seen: Observation, pool: Pool) => Judgement;

const judgements: readonly Judge[] = [
  (seen) =>
    seen.lync?.poolState === 'Normal'
      ? obstacle('notFailedOver', 'The pool state is Normal: there is nothing to fail back.')
      : undefined,
  (seen, pool) => {
    const backup = storeSeen(seen, 'backup');
    return backup?.server === undefined || backup.copy?.state === 'ONLINE'
      ? undefined
      : obstacle(
          'backupCopyNotOnline',
          `mgc on the ${storeName(pool, 'backup')} is ${backup.copy?.state ?? 'missing'}, not ONLINE: there is nothing to copy back.`,
        );
  },
  (seen, pool) => workerMissing(seen, pool, 'primary'),
  (seen, pool) => {
    const copy = storeSeen(seen, 'primary')?.copy;
    return copy !== undefined && copy.sessions > 0
      ? obstacle(
          'primaryCopyInUse',
          `${String(copy.sessions)} session(s) hold mgc on the ${storeName(pool, 'primary')}, which the restore overwrites; end them first.`,
        )
      : undefined;
  },
  (seen, pool) => {
    const mirrored = (['primary', 'mirror'] as const).find(
      (role) => storeSeen(seen, role)?.copy?.mirroringRole != null,
    );
    return mirrored === undefined
      ? undefined
      : obstacle(
          'primaryStillMirrored',
          `mgc on the ${storeName(pool, mirrored)} is still in a mirroring session; remove it (ALTER DATABASE mgc SET PARTNER OFF) before the restore can overwrite it.`,
        );
  },
];

export function failbackNotes(seen: Observation, pool: Pool): string[] {
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
