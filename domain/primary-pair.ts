/** What the primary data centre still holds of mgc when no store of it can be written. */
import { compareLsn } from './lsn';
import { principalSeen, storeSeen, type DatabaseFacts, type Observation, type StoreFacts } from './observation';
import type { LogBackupsTaken, LogBackupTaken } from './log-backups-taken';

/** A store that answers and holds mgc. */
export type Holder = StoreFacts & { readonly copy: DatabaseFacts };

/** The stores of the primary pair that the topology names. */
export const primaryPair = (seen: Pick<Observation, 'stores'>): StoreFacts[] =>
  (['primary', 'mirror'] as const).flatMap((role) => storeSeen(seen, role) ?? []);

export const holders = (seen: Pick<Observation, 'stores'>): Holder[] =>
  primaryPair(seen).flatMap((store) => (store.copy === undefined ? [] : { ...store, copy: store.copy }));

/** Its files are missing or damaged; the log may be whole ("Database States"). */
export const isDamaged = (state: string | undefined): boolean => state === 'SUSPECT' || state === 'RECOVERY_PENDING';

/** A mirror that could become principal, where nobody else is. */
export const survivingMirror = (seen: Pick<Observation, 'stores'>): Holder | undefined =>
  principalSeen(seen) === undefined
    ? holders(seen).find(({ copy }) => copy.mirroringRole === 'MIRROR' && copy.state === 'RESTORING')
    : undefined;

/** The store whose writable copy is damaged, where no other one can be written. */
export function damagedPrincipal(seen: Pick<Observation, 'stores'>): Holder | undefined {
  if (principalSeen(seen) !== undefined) return undefined;
  const damaged = holders(seen).filter(({ copy }) => isDamaged(copy.state) && copy.mirroringRole !== 'MIRROR');
  return damaged.find(({ copy }) => copy.mirroringRole === 'PRINCIPAL') ?? damaged[0];
}

export const isSealed = ({ copy }: Holder): boolean => copy.state === 'RESTORING' && copy.mirroringRole === null;

/** The tail-log backup that sealed the copy there, as msdb tells; and whether the log backups at hand reach its end. */
export function sealOf(
  { chain, logBackupsTaken }: Observation,
  holder: Holder,
): { readonly taken: LogBackupsTaken; readonly seal: LogBackupTaken; readonly isAtHand: boolean } | undefined {
  const taken = isSealed(holder) ? logBackupsTaken?.find(({ role }) => role === holder.role) : undefined;
  if (taken?.seal === undefined || chain === undefined) return undefined;
  const { seal } = taken;
  return { taken, seal, isAtHand: compareLsn(seal.lastLsn, chain.endsAt) <= 0 };
}

/** The copy that was sealed, where nothing that it logged is missing and every store of the pair says so. */
export function sealedForGood(
  seen: Observation,
): { readonly store: Holder; readonly seal: LogBackupTaken } | undefined {
  const answersAll = primaryPair(seen).every(({ server }) => server !== undefined);
  const copies = holders(seen);
  if (!answersAll || !copies.every(isSealed)) return undefined;
  for (const store of copies) {
    const found = sealOf(seen, store);
    if (found?.isAtHand === true) return { store, seal: found.seal };
  }
  return undefined;
}
