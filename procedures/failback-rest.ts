/**
 * Where the newest mgc stands in the primary data centre already, and nobody is served: an earlier failback was ended behind its
 * point of no return, or a failover before its own. Then users are let in there, and what protects them is built up again.
 */
import {
  agentStopped,
  obstacle,
  shareOutOfReach,
  storeUnusable,
  workerMissing,
  type Judgement,
} from '../domain/judgements';
import type { LossBound } from '../domain/loss-bound';
import { compareLsn, lsn } from '../domain/lsn';
import { principalSeen, storeSeen, type Observation, type StoreFacts } from '../domain/observation';
import { holders, primaryPair, type Holder } from '../domain/primary-pair';
import { lyncOr, pairSituation, storeSituation, type PairSituation, type StoreSituation } from '../domain/situation';
import { activeServersOf, listsServer, type Pool } from '../domain/topology/pool';
import { idleServerNotes } from './idle-servers';
import { leftJobsSeen, type LeftJobs } from './left-jobs';
import type { RunPlace } from './procedure';
import { forcedByHand, holdsSays, isConnected, mirroringSays, principalLives } from './surviving-mirror';

export interface FinishSituation {
  readonly kind: 'finish';
  readonly leftJobs: readonly LeftJobs[];
  /** The store whose copy a seal took out of use; `null` where mgc is ONLINE. */
  readonly sealed: StoreSituation | null;
  readonly primary: PairSituation;
  readonly needsMirror: boolean;
  /** The sealed store whose log shipping goes on; `null` where it is set up anew, or cannot go on. */
  readonly resumes: StoreSituation | null;
  readonly needsNormal: boolean;
  /** The store that log shipping is set up to; `null` where it goes on as it stands, or cannot be set up now. */
  readonly shipsTo: StoreSituation | null;
  readonly homeServers: readonly string[];
  readonly place: RunPlace;
}

const isOnline = (seen: Observation, role: 'backup' | 'backupMirror'): boolean =>
  storeSeen(seen, role)?.copy?.state === 'ONLINE';

/** Whether a failback is this: nothing that the secondary data centre holds is newer, and users are not served. */
export function isToBeFinished(seen: Observation, pool: Pool): boolean {
  const { lync } = seen;
  if (lync === undefined) return false;
  if (lync.poolState !== 'FailedOver') {
    const isActive = activeServersOf(pool, 'primary').some((home) => listsServer(lync.activeServers, home));
    // Servers that are active have nothing to serve where mgc is sealed, whoever sealed it.
    return isActive ? sealedStore(seen) !== undefined : holders(seen).length > 0;
  }
  if (secondaryIsSilent(seen)) return newest(seen) !== undefined;
  return (
    principalSeen(seen) !== undefined &&
    storeSeen(seen, 'backup')?.copy?.mirroringRole === null &&
    !isOnline(seen, 'backup') &&
    !isOnline(seen, 'backupMirror')
  );
}

const backupPair = (seen: Observation): StoreFacts[] =>
  (['backup', 'backupMirror'] as const).flatMap((role) => storeSeen(seen, role) ?? []);

/** None of its stores answers anybody; one that refuses our login lives. */
const secondaryIsSilent = (seen: Observation): boolean =>
  backupPair(seen).every(({ server, loginRefused }) => server === undefined && loginRefused !== true);

/** The data centre, or its stores where a worker there is at work. */
const whoIsSilent = (seen: Observation, pool: Pool): string => {
  const names = seen.workers.secondary
    ? backupPair(seen).map(({ instance }) => instance)
    : [pool.secondaryDataCentre.name];
  return `${names.join(' and ')} ${names.length === 1 ? 'does' : 'do'} not answer`;
};

/** What users sent while the backup store served is on its mirror too. */
export function backupMirrorLives(seen: Observation, pool: Pool): Judgement {
  const [served, mirror] = [storeSeen(seen, 'backup'), storeSeen(seen, 'backupMirror')];
  if (served === undefined || served.server !== undefined || mirror?.copy?.mirroringRole !== 'MIRROR') return undefined;
  const holder = { ...mirror, copy: mirror.copy };
  if (isConnected(holder)) return principalLives(holder, served.instance);
  return obstacle(
    'backupMirrorLives',
    [
      `${served.instance}, which served from ${pool.secondaryDataCentre.name}, does not answer. Its mirror on ${mirror.instance} lives (${mirroringSays(holder)}) and holds what was sent since the failover.`,
      holdsSays(holder),
      `Fail over inside ${pool.secondaryDataCentre.name}. See that ${served.instance} stays off, then ${forcedByHand(holder)}. Let the pool be served there.`,
    ].join(' '),
  );
}

/**
 * What the secondary data centre took since it served is out of reach with it. Where it was never known to serve, nothing is.
 */
export function lossOfSecondary(seen: Observation, pool: Pool): LossBound | undefined {
  if (!isToBeFinished(seen, pool) || seen.lync?.poolState !== 'FailedOver' || !secondaryIsSilent(seen))
    return undefined;
  const serves = newest(seen);
  const { upTo, at } = serves?.copy.seal ?? { upTo: lsn('0'), at: null };
  const since = at === null || at > seen.at ? null : at;
  const minutes = since === null ? null : Math.max(1, Math.ceil((Date.parse(seen.at) - Date.parse(since)) / 60_000));
  return {
    kind: 'since',
    lsn: upTo,
    since,
    minutes,
    says: `The pool is failed over, and ${whoIsSilent(seen, pool)}: whatever was sent while it served from there is lost. Where that can be brought back, do it instead: then nothing is lost. ${
      since === null
        ? `How old mgc on ${serves?.instance ?? ''} is, is not known.`
        : `mgc on ${serves?.instance ?? ''} was sealed at ${since} (LSN ${upTo}), so up to ${String(minutes)} min as of ${seen.at}, and more with every minute since.`
    }`,
  };
}

/** The copy that a tail-log backup took out of use; of two, the one that went on for longer. */
function sealedStore(seen: Observation): Holder | undefined {
  if (principalSeen(seen) !== undefined) return undefined;
  return holders(seen)
    .flatMap((store) => (store.copy.seal === undefined ? [] : { store, upTo: store.copy.seal.upTo }))
    .sort((left, right) => compareLsn(right.upTo, left.upTo))[0]?.store;
}

const newest = (seen: Observation): Holder | undefined => {
  const principal = principalSeen(seen);
  return principal?.copy === undefined ? sealedStore(seen) : { ...principal, copy: principal.copy };
};

export function finishJudgements(seen: Observation, pool: Pool): Judgement[] {
  const online = holders(seen).filter(({ copy }) => copy.state === 'ONLINE' && copy.mirroringRole !== 'MIRROR');
  return [
    workerMissing(seen, pool, 'primary'),
    online.length < 2
      ? undefined
      : obstacle(
          'twoPrincipals',
          `mgc is ONLINE on ${online.map(({ instance }) => instance).join(' and on ')}, and neither mirrors the other: set the one that is not to serve OFFLINE (ALTER DATABASE [mgc] SET OFFLINE), then start again.`,
        ),
    newest(seen) === undefined ? nothingSealed(seen, pool) : undefined,
    otherStoreSilent(seen),
    otherPath(seen),
  ];
}

const nothingSealed = (seen: Observation, pool: Pool): Judgement =>
  obstacle(
    'nothingToServe',
    `No store of ${pool.primaryDataCentre.name} holds mgc ONLINE or sealed by a tail-log backup (${holders(seen)
      .map(
        ({ instance, copy }) =>
          `${instance}: ${copy.state}${copy.mirroringRole === null ? '' : `, ${copy.mirroringRole}`}`,
      )
      .join('; ')}): start a failover instead, which says what can be saved.`,
  );

/** A store that does not answer may have gone on for longer than the one that was sealed. */
function otherStoreSilent(seen: Observation): Judgement {
  const sealed = sealedStore(seen);
  const silent = primaryPair(seen).filter(({ server }) => server === undefined);
  return sealed === undefined || silent.length === 0
    ? undefined
    : obstacle(
        'mirrorSilent',
        `mgc on ${sealed.instance} was sealed at LSN ${sealed.copy.seal?.upTo ?? ''}, and ${silent.map(({ instance }) => instance).join(' and ')} does not answer: whether it went on from there is not known. Bring it back, or make sure that it was its mirror; then RESTORE DATABASE [mgc] WITH RECOVERY on ${sealed.instance}, and start again.`,
      );
}

/** While it was failed over, the backup store served: its copy must have come from the one that is to serve now. */
function otherPath(seen: Observation): Judgement {
  const copy = storeSeen(seen, 'backup')?.copy;
  const serves = newest(seen);
  if (seen.lync?.poolState !== 'FailedOver' || copy?.fork === undefined || copy.fork === serves?.copy.fork)
    return undefined;
  return obstacle(
    'backupMayBeNewer',
    `The pool is failed over, mgc on ${storeSeen(seen, 'backup')?.instance ?? ''} is ${copy.state}, and it was not restored from mgc as it is on ${serves?.instance ?? 'the primary store'}: it may be the newer one, taken out of use. If it is, RESTORE DATABASE [mgc] WITH RECOVERY there, then start again; if not, drop it.`,
  );
}

export function finishSituation(seen: Observation, pool: Pool, place: RunPlace): FinishSituation {
  const primary = pairSituation(seen, pool, 'primary');
  const store = sealedStore(seen);
  const sealed = store === undefined ? null : storeSituation(seen, store.role, 'primary');
  const isHome = newest(seen)?.role === 'primary';
  const shipsTo =
    isHome && !shipsOn(seen) && whyNotShipped(seen, pool) === undefined ? storeSituation(seen, 'backup') : null;
  return {
    kind: 'finish',
    leftJobs: leftJobsSeen(seen),
    sealed,
    primary,
    needsMirror: isHome && lacksMirror(seen, pool) && storeSeen(seen, 'mirror')?.server !== undefined,
    needsNormal: seen.lync?.poolState !== 'Normal',
    resumes: shipsTo === null && shipsFrom(seen, store) && shareOutOfReach(seen, pool) === undefined ? sealed : null,
    shipsTo,
    homeServers: activeServersOf(pool, 'primary'),
    place,
  };
}

function lacksMirror(seen: Observation, pool: Pool): boolean {
  const { mirrors, mirrored } = pairSituation(seen, pool, 'primary');
  return mirrors.some((database) => !mirrored.includes(database));
}

/** Whether the store is a log-shipping primary whose job is there. */
const shipsFrom = (seen: Observation, store: Holder | undefined): boolean =>
  store !== undefined && storeSeen(seen, store.role)?.shipping?.primary?.backupJob != null;

/** Whether both halves of log shipping stand, and the copy on the backup store can take what comes. */
function shipsOn(seen: Observation): boolean {
  const [from, to] = [storeSeen(seen, 'primary'), storeSeen(seen, 'backup')];
  return (
    from?.shipping?.primary?.backupJob != null &&
    to !== undefined &&
    listsServer(from.shipping.primary.secondaries, to.instance) &&
    to.shipping?.secondary !== undefined &&
    to.copy?.state === 'RESTORING' &&
    to.copy.fork !== undefined &&
    to.copy.fork === from.copy?.fork
  );
}

/** Why log shipping has to wait: users do not. */
function whyNotShipped(seen: Observation, pool: Pool): string | undefined {
  const usable =
    workerMissing(seen, pool, 'secondary') ??
    storeUnusable(seen, pool, 'backup') ??
    agentStopped(seen, pool, 'backup') ??
    shareOutOfReach(seen, pool);
  if (usable !== undefined) return usable.says;
  return isOnline(seen, 'backup')
    ? `mgc on ${storeSeen(seen, 'backup')?.instance ?? ''} is ONLINE, and is not overwritten: drop it once nobody needs it.`
    : undefined;
}

/** What the pool is left without, a sentence each. */
export function leftWithout(seen: Observation, pool: Pool): string[] {
  if (!isToBeFinished(seen, pool)) return [];
  const serves = newest(seen);
  if (serves?.role === 'mirror')
    return [
      `mgc is left without a mirror and without log shipping: ${serves.instance} is the mirror store by design, and the roles have to be swapped back first.`,
    ];
  const why = shipsOn(seen) ? undefined : whyNotShipped(seen, pool);
  const mirror = storeSeen(seen, 'mirror');
  return [
    ...(lacksMirror(seen, pool) && mirror?.server === undefined
      ? [`mgc is left without a mirror: ${mirror?.instance ?? 'its store'} does not answer.`]
      : []),
    ...(why === undefined ? [] : [`mgc is left without log shipping to ${pool.secondaryDataCentre.name}. ${why}`]),
  ];
}

export function finishNotes(seen: Observation, pool: Pool): string[] {
  const serves = newest(seen);
  const sealed = sealedStore(seen);
  return [
    `Nobody is served, and the newest mgc is the one on ${serves?.instance ?? 'the primary store'}${sealed === undefined ? '' : `, sealed at LSN ${sealed.copy.seal?.upTo ?? ''}`}: an earlier run ended half-way. This one lets the users in there, and overwrites nothing that is ONLINE.`,
    ...(secondaryIsSilent(seen)
      ? [
          `${whoIsSilent(seen, pool)}: it cannot be fenced, so see that it stays off${seen.lync?.poolState === 'FailedOver' ? '; if it still serves and only the way to it is lost, abort, for there would be two writers' : ''}.`,
        ]
      : []),
    ...leftWithout(seen, pool),
    ...(lyncOr(seen, pool, 'Normal').poolState === 'FailedOver'
      ? ['The pool state is set to Normal before the chat servers are activated.']
      : []),
    ...idleServerNotes(seen, pool, 'primary'),
  ];
}
