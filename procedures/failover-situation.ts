/** What a failover must know of a pool before a runbook can be written, what forbids it, and what a person is told beside it. */
import {
  logBackupsDenied,
  logChainBroken,
  lyncSilent,
  obstacle,
  storeName,
  storeUnusable,
  workerMissing,
  type Judgement,
} from '../domain/judgements';
import { damagedPrincipal } from '../domain/primary-pair';
import { linesFor } from '../domain/file-names';
import type { LogShippingRecord } from '../domain/log-shipping-record';
import {
  principalSeen,
  storeSeen,
  type ChainFacts,
  type LyncFacts,
  type Observation,
  type StoreFacts,
} from '../domain/observation';
import {
  lyncOr,
  pairSituation,
  reading,
  storeSituation,
  type ChainSituation,
  type PairSituation,
  type Reading,
  type StoreSituation,
} from '../domain/situation';
import { activeServersOf, type DataCentreSide, type Pool, type StoreRole } from '../domain/topology/pool';
import type { Promised } from './contract';
import { idleServerNotes } from './idle-servers';
import { logBackupsElsewhere, logBackupsElsewhereNotes } from './log-backups-elsewhere';
import { survivorNotes, survivors } from './failover-survivors';

export type FailoverOrder = 'service-first' | 'as-documented';

/** What a person may ask for beside the pool. */
export interface FailoverWishes {
  readonly order: FailoverOrder;
  /** Where a log backup is missing, what lies behind it is given up. */
  readonly stopAtGap?: boolean | undefined;
}

/** The principal, and what becomes of its mirror when it is sealed and brought back. */
export interface PrincipalSituation extends StoreSituation {
  readonly isMirroredAgain: boolean;
  readonly losesMirror: boolean;
}

export interface FailoverSituation {
  readonly order: FailoverOrder;
  readonly backup: PairSituation;
  /** The store of the primary pair that can be written, and so has to be sealed; `null` where none answers. */
  readonly principal: PrincipalSituation | null;
  /** The store of the primary pair whose writable copy is damaged: its tail is tried; `null` where there is none. */
  readonly damaged: (StoreSituation & { readonly losesMirror: boolean }) | null;
  /** The stores that must not be writable when the backup store becomes so. */
  readonly primaryPair: readonly StoreRole[];
  /** Whose worker looks at the primary pair: its own where there is one. */
  readonly besidePrimary: DataCentreSide;
  readonly chain: ChainSituation & { readonly promised: Promised };
  readonly shipping: LogShippingRecord;
  readonly lync: LyncFacts;
  /** The active chat servers that can hear of a change: those of a lost data centre will not report that they have. */
  readonly heardBy: readonly string[];
  readonly homeServers: readonly string[];
  /** `null` where the pool has no compliance database. */
  readonly compliance: { readonly counted: number | null } | null;
}

export function readFailover(
  seen: Observation,
  pool: Pool,
  { order, stopAtGap = false }: FailoverWishes,
): Reading<FailoverSituation> {
  const besidePrimary: DataCentreSide = seen.workers.primary ? 'primary' : 'secondary';
  const principal = principalSeen(seen);
  const damaged = damagedPrincipal(seen);
  const stopsAtGap = isGapGivenUp(seen, stopAtGap);
  const record = storeSeen(seen, 'backup')?.shipping?.secondary?.record;
  return reading(
    [
      workerMissing(seen, pool, 'secondary'),
      lyncSilent(seen, pool),
      storeUnusable(seen, pool, 'backup'),
      logChainBroken(seen, stopsAtGap),
      ...judgements.map((judge) => judge(seen, pool)),
      ...survivors(seen, pool),
      ...logBackupsElsewhere(seen, pool),
    ],
    {
      order,
      backup: pairSituation(seen, pool, 'backup'),
      principal: principal === undefined ? null : principalSituation(seen, pool, principal, besidePrimary),
      damaged:
        damaged === undefined
          ? null
          : {
              ...storeSituation(seen, damaged.role, besidePrimary),
              losesMirror: damaged.copy.mirroringRole !== null,
            },
      primaryPair: ['primary', 'mirror'],
      besidePrimary,
      chain: {
        shareReachable: seen.chain?.shareReachable ?? false,
        stopsAtGap,
        promised: { upTo: seen.chain?.endsAt ?? '0', familyGuid: seen.chain?.familyGuid ?? null },
      },
      // How far it had come moves on with every minute and is no part of what is agreed to.
      shipping: record === undefined ? {} : { secondary: { ...record, lastCopiedFile: null, lastRestoredFile: null } },
      lync: lyncOr(seen, pool, 'Normal'),
      heardBy: lyncOr(seen, pool, 'Normal').activeServers.filter(
        (server) => seen.workers.primary || !standsIn(pool.primaryDataCentre, server),
      ),
      homeServers: activeServersOf(pool, 'secondary'),
      compliance: pool.mgccomp === undefined ? null : { counted: seen.complianceRows ?? null },
    },
  );
}

const standsIn = ({ chatServers }: Pool['primaryDataCentre'], server: string): boolean =>
  chatServers.some((known) => known.toLowerCase() === server.toLowerCase());

/** Whoever can still be asked for the rest is asked: a gap is given up only where no principal answers. */
const isGapGivenUp = (seen: Observation, stopAtGap: boolean): boolean =>
  stopAtGap && seen.chain?.gapAfter !== undefined && principalSeen(seen) === undefined;

/**
 * Install-CsMirrorDatabase mirrors from the store that is primary by design to the mirror of the topology. Where the roles are
 * swapped it would seed over the only good copy, so the principal is brought back without its mirror then.
 */
function principalSituation(
  seen: Observation,
  pool: Pool,
  { role, copy }: StoreFacts,
  side: DataCentreSide,
): PrincipalSituation {
  const wasMirrored = copy?.mirroringRole != null;
  const isMirroredAgain = wasMirrored && role === 'primary' && pool.mgc.mirror !== undefined;
  return { ...storeSituation(seen, role, side), isMirroredAgain, losesMirror: wasMirrored && !isMirroredAgain };
}

/** What nobody can take back without a person. */
const losesMirror = (seen: Observation, pool: Pool): string[] => {
  const principal = principalSeen(seen);
  return principal !== undefined && principalSituation(seen, pool, principal, 'primary').losesMirror
    ? [
        `mgc on ${principal.instance} is mirrored otherwise than the topology says: aborted after the seal, ${principal.instance} serves again, but without a mirror.`,
      ]
    : [];
};

type Judge = (seen: Observation, pool: Pool) => Judgement;

const judgements: readonly Judge[] = [
  (seen) =>
    seen.lync?.poolState === 'FailedOver'
      ? obstacle('alreadyFailedOver', 'The pool is failed over already; start a failback instead.')
      : undefined,
  (seen, pool) => {
    const backup = storeSeen(seen, 'backup');
    return backup?.server !== undefined && backup.copy === undefined
      ? obstacle(
          'backupCopyMissing',
          `The ${storeName(pool, 'backup')} holds no database mgc, so there is nothing to fail over to.`,
        )
      : undefined;
  },
  (seen, pool) => {
    const copy = storeSeen(seen, 'backup')?.copy;
    return copy === undefined || copy.state === 'RESTORING'
      ? undefined
      : obstacle(
          'backupCopyNotRestoring',
          `mgc on the ${storeName(pool, 'backup')} is ${copy.state}, not RESTORING: it is no log-shipping secondary any more.`,
        );
  },
  logBackupsDenied,
  (seen) =>
    seen.chain === undefined && storeSeen(seen, 'backup')?.copy?.state === 'RESTORING'
      ? obstacle(
          'logChainUnknown',
          `The log backups could not be read${seen.chainReason === undefined ? '' : `: ${seen.chainReason.replace(/\.$/, '')}`}.`,
        )
      : undefined,
  (seen, pool) => {
    const refused = (['primary', 'mirror'] as const).find((role) => storeSeen(seen, role)?.loginRefused === true);
    return refused === undefined
      ? undefined
      : obstacle(
          'primaryRefusesUs',
          `The ${storeName(pool, refused)} answers but refuses our login, so it can neither be sealed nor counted as dead; correct the login.`,
        );
  },
];

export function failoverNotes(seen: Observation, pool: Pool, { order, stopAtGap = false }: FailoverWishes): string[] {
  const { chain, complianceRows } = seen;
  return [
    order === 'service-first'
      ? 'Order: the chat servers are activated before the mirror is seeded, because users wait while it is.'
      : 'Order: as documented, the mirror is seeded before the chat servers are activated.',
    ...survivorNotes(seen),
    ...logBackupsElsewhereNotes(seen),
    ...losesMirror(seen, pool),
    ...(seen.workers.primary ? [] : [`No worker of ${pool.primaryDataCentre.name} answers.`]),
    ...(chain?.shareReachable === false
      ? [
          `The share ${pool.logShipping.share} cannot be reached: log backups that were not copied are lost with it, unless it is back when they are copied.`,
        ]
      : []),
    ...(isGapGivenUp(seen, stopAtGap)
      ? [`As asked (stopAtGap), the run stops at the gap. ${chain?.broken ?? ''}`]
      : []),
    ...unusableFiles(chain),
    ...idleServerNotes(seen, pool, 'secondary'),
    ...(pool.mgc.backupMirror === undefined ? ['The topology has no backup mirror: mgc will serve without one.'] : []),
    ...(pool.mgccomp === undefined
      ? []
      : [
          'mgccomp is not failed over; the chat servers use the one on the backup store.',
          complianceRows === undefined
            ? 'The compliance rows in the serving mgccomp cannot be counted.'
            : `${String(complianceRows)} compliance row(s) in the serving mgccomp are not exported yet.`,
        ]),
  ];
}

const unusableFiles = (chain: ChainFacts | undefined): string[] =>
  chain?.unusable === undefined
    ? []
    : linesFor(
        chain.unusable,
        (says) => `Left out: ${says}`,
        (left) => `Left out: ${String(left)} more files that are no usable log backups.`,
      );
