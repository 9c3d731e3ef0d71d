/** What a failover must know of a pool before a runbook can be written, what forbids it, and what a person is told beside it. */
import {
  logBackupsDenied,
  logChainBroken,
  lyncSilent,
  obstacle,
  storeName,
  storeUnusable,
  swappedRoles,
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
import { activeServersOf, listsServer, type DataCentreSide, type Pool, type StoreRole } from '../domain/topology/pool';
import type { Promised } from './contract';
import { idleServerNotes } from './idle-servers';
import { leftJobsRunning, leftJobsSeen, type LeftJobs } from './left-jobs';
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
  readonly isMirrored: boolean;
  readonly isMirroredAgain: boolean;
  readonly losesMirror: boolean;
}

/** mgc on the backup store is ONLINE already, and nobody is served from it. */
export interface Promotion {
  /** Whether chat servers that are activated would still use the primary data centre. */
  readonly mustBeFenced: boolean;
  /** Whether it is a log-shipping secondary all the same. */
  readonly isShippedTo: boolean;
}

export interface FailoverSituation {
  readonly order: FailoverOrder;
  /** `null` where the backup copy still takes log backups. */
  readonly promoted: Promotion | null;
  readonly leftJobs: readonly LeftJobs[];
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
      ...leftJobsRunning(seen),
      logChainBroken(seen, stopsAtGap),
      ...judgements.map((judge) => judge(seen, pool)),
      // What the primary data centre holds can no longer be added to a copy that is ONLINE.
      ...(isPromoted(seen) ? [] : [...survivors(seen, pool), ...logBackupsElsewhere(seen, pool)]),
    ],
    {
      order,
      promoted: isPromoted(seen)
        ? { mustBeFenced: seen.lync?.poolState !== 'FailedOver', isShippedTo: record !== undefined }
        : null,
      leftJobs: leftJobsSeen(seen),
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
        (server) => seen.workers.primary || !listsServer(pool.primaryDataCentre.chatServers, server),
      ),
      homeServers: activeServersOf(pool, 'secondary'),
      compliance: pool.mgccomp === undefined ? null : { counted: seen.complianceRows ?? null },
    },
  );
}

/**
 * An earlier run had got to the recovery of the backup copy, or somebody recovered it. Where a store of the primary data centre can
 * be written as well, the pool state tells which one counts.
 */
const isPromoted = (seen: Observation): boolean =>
  storeSeen(seen, 'backup')?.copy?.state === 'ONLINE' &&
  (seen.lync?.poolState === 'FailedOver' || principalSeen(seen) === undefined);

/** Chat servers of the secondary data centre are active, and what mirrors the backup store by design can do no more than it does. */
function isServed(seen: Observation, pool: Pool): boolean {
  const { mirrors, mirrored, mirrorRole } = pairSituation(seen, pool, 'backup');
  const isActive = activeServersOf(pool, 'secondary').some((server) =>
    listsServer(seen.lync?.activeServers ?? [], server),
  );
  const lacksMirror = mirrors.length > mirrored.length && storeSeen(seen, mirrorRole)?.server !== undefined;
  return isActive && !lacksMirror;
}

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
  return {
    ...storeSituation(seen, role, side),
    isMirrored: wasMirrored,
    isMirroredAgain,
    losesMirror: wasMirrored && !isMirroredAgain,
  };
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
  (seen, pool) =>
    isPromoted(seen) && seen.lync?.poolState === 'FailedOver' && isServed(seen, pool)
      ? obstacle('alreadyFailedOver', 'The pool is failed over already; start a failback instead.')
      : undefined,
  (seen) => swappedRoles(seen, 'backup', 'mgc'),
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
    return copy === undefined || copy.state === 'RESTORING' || isPromoted(seen)
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
    ...(isPromoted(seen)
      ? [
          `mgc on ${storeSeen(seen, 'backup')?.instance ?? ''} is ONLINE already: the run goes on from there. What that copy lacks was lost when it was brought online, and cannot be added to it any more.`,
        ]
      : [...survivorNotes(seen), ...logBackupsElsewhereNotes(seen), ...losesMirror(seen, pool)]),
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

export const afterFailover = (seen: Observation, { primaryDataCentre: { name } }: Pool): string =>
  principalSeen(seen) === undefined
    ? 'Rebuild the lost data centre, then start a failback.'
    : `Start a failback when mgc is to be served from ${name} again.`;
