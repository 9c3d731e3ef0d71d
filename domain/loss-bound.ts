/** How much an unplanned failover may lose at the most, stated before anybody agrees to it. */
import type { Lsn } from './lsn';
import { principalSeen, type Observation } from './observation';
import { damagedPrincipal, sealedForGood } from './primary-pair';
import type { Pool } from './topology/pool';

export type LossBound =
  | { readonly kind: 'none'; readonly says: string }
  | {
      /** Of a damaged principal the tail is tried first: it holds only where there is none, and is accepted then. */
      readonly kind: 'since' | 'unless the tail is saved';
      /** Everything that mgc logged up to here survives. */
      readonly lsn: Lsn;
      /** ISO, UTC; `null` when not even the time of the newest log backup is known. */
      readonly since: string | null;
      readonly minutes: number | null;
      readonly says: string;
    };

/** @throws never; without a chain there is nothing to bound and an obstacle says so. */
export function lossBound(seen: Observation, pool: Pick<Pool, 'policy'>): LossBound | undefined {
  if (principalSeen(seen) !== undefined) {
    return {
      kind: 'none',
      says: 'Nothing is lost: the principal still answers and its tail of the log is taken first.',
    };
  }
  const sealed = sealedForGood(seen);
  if (sealed !== undefined) {
    return {
      kind: 'none',
      says: `Nothing is lost: mgc on ${sealed.store.instance} was sealed at LSN ${sealed.seal.lastLsn}, and the log backups reach that.`,
    };
  }
  const { chain } = seen;
  if (chain === undefined) return undefined;
  const since = chain.endsAtTime;
  const minutes = since === null ? null : Math.max(0, Math.ceil((Date.parse(seen.at) - Date.parse(since)) / 60_000));
  const objective = pool.policy.lossObjective;
  const against =
    objective === undefined || minutes === null
      ? ''
      : ` The objective is ${String(objective)} min: ${minutes <= objective ? 'met' : 'missed'}.`;
  const where = chain.shareReachable ? '' : ' The share cannot be reached, so only copied log backups count.';
  const says =
    since === null
      ? `Every message logged after LSN ${chain.endsAt} may be lost; when that was is not known.${where}`
      : `Every message sent after ${since} (LSN ${chain.endsAt}) may be lost: at the most ${String(minutes)} min up to now.${where}${against}`;
  const bound = { lsn: chain.endsAt, since, minutes };
  const damaged = damagedPrincipal(seen);
  if (damaged === undefined) return { kind: 'since', ...bound, says };
  return {
    kind: 'unless the tail is saved',
    ...bound,
    says: `mgc on ${damaged.instance} is ${damaged.copy.state}. Its tail of the log is tried first; saved whole, nothing is lost. If it cannot be saved, the run asks, and this holds: ${says}`,
  };
}
