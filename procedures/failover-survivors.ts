/**
 * What the primary data centre still holds where no store of it serves mgc: a mirror that lives, a copy that answers but is not
 * ONLINE. Each may hold commits that no log backup holds, so each is said with its remedy before anybody signs a loss.
 */
import { describeTaken, missingFrom } from '../domain/log-backups-taken';
import { obstacle, storeName, type Judgement } from '../domain/judgements';
import { principalSeen, type Observation, type StoreFacts } from '../domain/observation';
import {
  damagedPrincipal,
  holders,
  isDamaged,
  isSealed,
  primaryPair,
  sealedForGood,
  sealOf,
  survivingMirror,
  type Holder,
} from '../domain/primary-pair';
import { instanceName, type Pool } from '../domain/topology/pool';
import { forcedByHand, holdsSays, isConnected, mirroringSays, principalLives } from './surviving-mirror';

export function survivors(seen: Observation, pool: Pool): Judgement[] {
  const serving = holders(seen).filter(({ copy }) => copy.state === 'ONLINE' && copy.mirroringRole !== 'MIRROR');
  if (serving.length > 1) return [twoPrincipals(serving)];
  if (serving.length > 0) return [];
  const mirror = survivingMirror(seen);
  if (mirror !== undefined) return [mirrorLives(seen, pool, mirror)];
  return holders(seen).map((holder) => outOfUse(seen, pool, holder));
}

const twoPrincipals = (serving: readonly Holder[]): Judgement =>
  obstacle(
    'twoPrincipals',
    `mgc is ONLINE on ${serving.map(({ instance }) => instance).join(' and on ')}, and neither mirrors the other: nobody can tell here which one the chat servers use, and only the tail of one could be applied. Set the other one OFFLINE (ALTER DATABASE [mgc] SET OFFLINE), then start again.`,
  );

function mirrorLives(seen: Observation, pool: Pool, mirror: Holder): Judgement {
  const { instance, role } = mirror;
  const partner = primaryPair(seen).find((store) => store.role !== role);
  const partnerName = partner?.instance ?? storeName(pool, role === 'mirror' ? 'primary' : 'mirror');
  if (partner?.server === undefined && isConnected(mirror)) return principalLives(mirror, partnerName);
  return obstacle(
    'mirrorLives',
    [
      `${lost(partner, partnerName)}. Its mirror on ${instance} lives (${mirroringSays(mirror)}) and holds what no log backup holds: a failover to ${pool.secondaryDataCentre.name} would lose that.`,
      holdsSays(mirror),
      `Fail over inside ${pool.primaryDataCentre.name} first. See that ${partnerName} stays off, then ${forcedByHand(mirror)}. Let the pool be served there.`,
      `If ${pool.primaryDataCentre.name} has to be left all the same, start again then: the tail of the log is taken from ${instance}.`,
    ].join(' '),
  );
}

const lost = (partner: StoreFacts | undefined, name: string): string =>
  partner?.copy === undefined
    ? `The principal of mgc, ${name}, ${partner?.server === undefined ? 'does not answer' : 'holds no mgc any more'}`
    : `The principal of mgc, ${name}, answers, and mgc is ${partner.copy.state} there`;

/** A copy that answers, is no mirror that lives, and is not ONLINE; one that is damaged is for its tail. */
function outOfUse(seen: Observation, pool: Pool, holder: Holder): Judgement {
  const { copy, role } = holder;
  if (copy.mirroringRole === 'MIRROR' || role === damagedPrincipal(seen)?.role) return undefined;
  if (isSealed(holder)) return behindSeal(seen, pool, holder);
  const remedy = remedies[copy.state];
  return remedy === undefined ? undefined : notOnline(seen, holder, copy.state, remedy);
}

const remedies: Readonly<Record<string, string>> = {
  OFFLINE:
    'Somebody set it so. Bring it back (ALTER DATABASE [mgc] SET ONLINE), then start again: its tail of the log is taken.',
  EMERGENCY:
    'Somebody set it so. Bring it back (ALTER DATABASE [mgc] SET ONLINE), then start again; where that leaves it SUSPECT, its tail of the log is tried.',
  RECOVERING:
    'SQL Server is starting it; its error log tells how far it is. Wait until it is ONLINE, then start again: its tail of the log is taken.',
  SUSPECT: 'Mend its files and bring it back (ALTER DATABASE [mgc] SET ONLINE), then start again.',
  RECOVERY_PENDING: 'Mend its files and bring it back (ALTER DATABASE [mgc] SET ONLINE), then start again.',
};

const notOnline = (seen: Observation, { instance, role }: Holder, is: string, remedy: string): Judgement =>
  obstacle(
    `${role}NotOnline`,
    `mgc on ${instance} is not lost, it is ${is}${unless(seen, instance)}. ${remedy} Where that cannot be done, stop ${instance}: then it counts as lost, and the plan states the loss.`,
  );

/** Where another store of the pair is silent, nobody knows which copy is the newer one. */
function unless(seen: Observation, instance: string): string {
  const silent = primaryPair(seen).find((store) => store.instance !== instance && store.server === undefined);
  return silent === undefined
    ? ', and may hold what no log backup holds'
    : `, and may hold what no log backup holds, unless ${silent.instance}, which does not answer, has the newer copy`;
}

function behindSeal(seen: Observation, { mgc, logShipping }: Pool, holder: Holder): Judgement {
  const { copy } = holder;
  // What was mirrored from a store that was sealed, and whose seal is at hand, holds no more than that.
  if (holders(seen).some((store) => sealOf(seen, store)?.isAtHand === true)) return undefined;
  const found = sealOf(seen, holder);
  const recover = `RESTORE DATABASE [mgc] WITH RECOVERY on ${holder.instance} makes it serve again`;
  if (found !== undefined)
    return obstacle(
      `${holder.role}Sealed`,
      `mgc on ${holder.instance} is RESTORING behind an earlier seal, ${describeTaken(found.seal)}, which is ${missingFrom(found.taken)}. Put that file on the share ${logShipping.share} or into the copy folder ${logShipping.copyFolder} of ${instanceName(mgc.backup)}, then start again: nothing is lost then. ${recover}, if it is to serve; that file is needed all the same.`,
    );
  if (copy.seal !== undefined)
    return obstacle(
      `${holder.role}Sealed`,
      `mgc on ${holder.instance} is RESTORING behind an earlier seal, taken at ${copy.seal.at} up to LSN ${copy.seal.upTo}; whether that tail-log backup is at hand cannot be told while the log backups are not read. If mgc is to serve there again, start a failback: it brings it online and lets the users in.`,
    );
  // What mirrored it until then is told with it.
  if (seen.chain === undefined && holders(seen).some((store) => store.copy.seal !== undefined)) return undefined;
  const why =
    seen.logBackupsTaken === undefined
      ? 'whether a tail-log backup sealed it is not known'
      : 'msdb there knows of no tail-log backup that sealed it';
  return notOnline(
    seen,
    holder,
    `RESTORING and not mirrored, and ${why}: it may have been a mirror`,
    `If it is the newest copy, ${recover}; then start again, and its tail is taken.`,
  );
}

/** What a person is told of the stores that cannot be sealed. */
export function survivorNotes(seen: Observation): string[] {
  if (principalSeen(seen) !== undefined) return [];
  const silent = primaryPair(seen).filter(({ server }) => server === undefined);
  if (silent.length === primaryPair(seen).length)
    return ['No store of the primary data centre answers: it cannot be sealed, so see that it stays off.'];
  const damaged = damagedPrincipal(seen);
  const sealed = sealedForGood(seen);
  return [
    ...silent.map(({ instance }) => `${instance} does not answer: it cannot be sealed, so see that it stays off.`),
    ...primaryPair(seen).flatMap(({ instance, server, copy }) =>
      server !== undefined && copy === undefined ? `${instance} answers and holds no database mgc.` : [],
    ),
    ...holders(seen).flatMap(({ instance, copy }) =>
      copy.mirroringRole === 'MIRROR' && isDamaged(copy.state)
        ? `The mirror of mgc on ${instance} is ${copy.state} and cannot take over. It may hold what no log backup holds: mend its files first where that can be done.`
        : [],
    ),
    ...(damaged === undefined
      ? []
      : [
          `mgc on ${damaged.instance} answers and is ${damaged.copy.state}: its tail is tried (NO_TRUNCATE), then it is set OFFLINE, so that it does not come back.`,
        ]),
    ...(sealed === undefined ? [] : [`mgc on ${sealed.store.instance} is sealed by ${describeTaken(sealed.seal)}.`]),
  ];
}
