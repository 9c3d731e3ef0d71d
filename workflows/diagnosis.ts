/** Looks at both data centres from both, through whoever answers. */
import { isCancellation } from '@temporalio/workflow';
import type { CopyAt, Scope } from '../activities/signatures';
import { mergeViews, principalSeen, storeSeen, type Observation, type StoreFacts } from '../domain/observation';
import type { DataCentreSide, Pool, StoreRole } from '../domain/topology/pool';
import type { Hosts } from './activity-proxies';
import { nobodyTookIt, sentenceOf } from './failure-sentence';

type Answer<Facts> = { readonly facts: Facts } | { readonly silent: boolean; readonly reason: string };

async function ask<Facts>(question: Promise<Facts>): Promise<Answer<Facts>> {
  try {
    return { facts: await question };
  } catch (failure) {
    if (isCancellation(failure)) throw failure;
    return { silent: nobodyTookIt(failure), reason: sentenceOf(failure) };
  }
}

const dataRoles: readonly StoreRole[] = ['primary', 'mirror', 'backup', 'backupMirror'];

const copiesOf = (pool: Pool): CopyAt[] =>
  (['mgc', 'mgccomp'] as const).flatMap((database) =>
    dataRoles.filter((role) => pool[database]?.[role] !== undefined).map((role) => ({ database, role })),
  );

/** What a procedure needs to know besides the stores: the chain that it will apply, or whether its share is there. */
export type Wants = 'chain' | 'share';

export async function observe(pool: Pool, hosts: Hosts, scope: Scope, wants: Wants): Promise<Observation> {
  const copies = copiesOf(pool);
  const look = (side: DataCentreSide): Promise<Answer<StoreFacts[]>> =>
    ask(hosts.look(side, 'sql').observeStores({ scope, copies }));
  const [secondary, primary, lync] = await Promise.all([
    look('secondary'),
    look('primary'),
    ask(hosts.look('secondary', 'lync').observeLync({ scope })),
  ]);

  const stores = mergeViews([secondary, primary].map((view) => ('facts' in view ? view.facts : [])));
  const serving = 'facts' in lync && lync.facts.poolState === 'FailedOver' ? 'backup' : principalSeen({ stores })?.role;
  const answering = (['secondary', 'primary'] as const).filter(
    (side) => 'facts' in { secondary, primary }[side] && wants === 'share',
  );
  const [chain, share, rows] = await Promise.all([
    wants === 'chain' && storeSeen({ stores }, 'backup')?.copy?.state === 'RESTORING'
      ? ask(hosts.look('secondary', 'sql').readLogChain({ scope }))
      : undefined,
    Promise.all(answering.map((side) => ask(hosts.look(side, 'sql').reachShare({ scope })))),
    pool.mgccomp !== undefined &&
    serving !== undefined &&
    storeSeen({ stores }, serving, 'mgccomp')?.copy?.state === 'ONLINE'
      ? ask(hosts.look('secondary', 'sql').countComplianceRows({ scope, role: serving }))
      : undefined,
  ]);

  return {
    at: new Date().toISOString(),
    stores,
    workers: { primary: 'facts' in primary || !primary.silent, secondary: 'facts' in secondary || !secondary.silent },
    ...('facts' in lync ? { lync: lync.facts } : { lyncReason: lync.reason }),
    ...(chain === undefined ? {} : 'facts' in chain ? { chain: chain.facts } : { chainReason: chain.reason }),
    ...(wants === 'share'
      ? { shareReasons: [...new Set(share.flatMap((answer) => ('reason' in answer ? [answer.reason] : [])))] }
      : {}),
    ...(rows !== undefined && 'facts' in rows && rows.facts !== undefined ? { complianceRows: rows.facts } : {}),
  };
}
