/** How much an unplanned failover may lose at the most, stated before anybody agrees to it. */
import type { Lsn } from './lsn';
import { principalSeen, storeSeen, type ChainFacts, type Observation } from './observation';
import { damagedPrincipal, sealedForGood } from './primary-pair';
import type { Pool } from './topology/pool';

export type LossBound =
  | { readonly kind: 'none'; readonly says: string }
  | {
      /** Of a damaged principal the tail is tried first: it holds only where there is none, and is accepted then. */
      readonly kind: 'since' | 'unless the tail is saved';
      /** Everything that mgc logged up to here survives. */
      readonly lsn: Lsn;
      /** ISO, UTC; `null` when the time of no log backup is known, or lies ahead of the clock here. */
      readonly since: string | null;
      /** As of the observation; it grows. */
      readonly minutes: number | null;
      readonly says: string;
    };

/** A time ahead of the clock here was told by a clock that cannot be trusted, or against one that cannot. */
const timeBehind = (time: string | null, now: string): string | null => (time === null || time > now ? null : time);

function boundSays(
  { lsn, since, minutes }: { readonly lsn: Lsn; readonly since: string | null; readonly minutes: number | null },
  { endsAtTime }: ChainFacts,
  now: string,
): string {
  if (since !== null)
    return `Every message sent after ${since} (LSN ${lsn}) may be lost: up to ${String(minutes)} min as of ${now}, and more with every minute since.`;
  const why =
    endsAtTime === null
      ? ''
      : `: the newest log backup says ${endsAtTime}, which is ahead of ${now}, the time here; compare the clocks`;
  return `Every message logged after LSN ${lsn} may be lost; when that was is not known${why}.`;
}

function objectiveSays(minutes: number | null, { lossObjective: objective }: Pool['policy']): string[] {
  if (objective === undefined) return [];
  const met = minutes === null ? 'not known whether it is met' : minutes <= objective ? 'met so far' : 'missed';
  return [`The objective is ${String(objective)} min: ${met}.`];
}

/** @throws never; without a chain there is nothing to bound and an obstacle says so. */
export function lossBound(seen: Observation, pool: Pick<Pool, 'policy'>): LossBound | undefined {
  // A copy that was recovered takes nothing in: there is nothing to bound any more.
  if (storeSeen(seen, 'backup')?.copy?.state === 'ONLINE') return undefined;
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
  const since = timeBehind(chain.endsAtTime, seen.at);
  const minutes = since === null ? null : Math.max(1, Math.ceil((Date.parse(seen.at) - Date.parse(since)) / 60_000));
  const where = chain.shareReachable ? '' : ' The share cannot be reached, so only copied log backups count.';
  const bound = { lsn: chain.endsAt, since, minutes };
  const says = [`${boundSays(bound, chain, seen.at)}${where}`, ...objectiveSays(minutes, pool.policy)].join(' ');
  const damaged = damagedPrincipal(seen);
  if (damaged === undefined) return { kind: 'since', ...bound, says };
  return {
    kind: 'unless the tail is saved',
    ...bound,
    says: `mgc on ${damaged.instance} is ${damaged.copy.state}. Its tail of the log is tried first; saved whole, nothing is lost. If it cannot be saved, the run asks, and this holds: ${says}`,
  };
}
