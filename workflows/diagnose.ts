/** Looks at both data centres from both, through whoever answers. */
import { isCancellation } from '@temporalio/workflow';
import type { Looked } from '../activities/host';
import type { LogBackupsTaken } from '../domain/log-backups-taken';
import {
  mergeViews,
  principalSeen,
  storeSeen,
  type ChainFacts,
  type LyncFacts,
  type Observation,
  type StoreFacts,
} from '../domain/observation';
import {
  databaseNames,
  instanceName,
  type CopyAt,
  type DataCentreSide,
  type Pool,
  type StoreRole,
} from '../domain/topology/pool';
import type { Look } from '../procedures/procedure';
import { nobodyTookIt, sentenceOf } from './failure-sentence';
import type { Hosts } from './hosts';

type Answer<Facts> = { readonly facts: Facts } | { readonly silent: boolean; readonly reason: string };

async function ask<Facts>(question: Promise<Facts>): Promise<Answer<Facts>> {
  try {
    return { facts: await question };
  } catch (failure) {
    if (isCancellation(failure)) throw failure;
    return { silent: nobodyTookIt(failure), reason: sentenceOf(failure) };
  }
}

/** Any management shell reaches the central store; that of the data centre that is to survive is asked first. */
async function lookAtLync(hosts: Hosts): Promise<Answer<Looked<LyncFacts>>> {
  const { scope } = hosts;
  const from = (side: DataCentreSide, summary: string): Promise<Answer<Looked<LyncFacts>>> =>
    ask(hosts.patiently(side, 'lync', () => hosts.look(side, 'lync', summary).observeLync({ scope, side })));
  const first = await from('secondary', 'look at the pool in Lync');
  if ('facts' in first || !first.silent) return first;
  const second = await from('primary', 'look at the pool in Lync from primary');
  return 'facts' in second ? second : first;
}

/** What msdb of the primary pair tells; who sees the copy folder is asked first. */
async function logBackupsTaken(
  hosts: Hosts,
  stores: readonly StoreFacts[],
  answering: readonly DataCentreSide[],
  { redoLsn, endsAt, familyGuid }: ChainFacts,
): Promise<Answer<LogBackupsTaken[]> | undefined> {
  const on = (['primary', 'mirror'] as const).filter((role) => storeSeen({ stores }, role)?.copy !== undefined);
  const atHand = { redoLsn, endsAt, familyGuid: familyGuid ?? null };
  let last: Answer<LogBackupsTaken[]> | undefined;
  for (const side of on.length === 0 ? [] : answering) {
    const look = hosts.look(side, 'sql', `look at log backups taken elsewhere from ${side}`);
    last = await ask(hosts.patiently(side, 'sql', () => look.readLogBackupsTaken({ scope: hosts.scope, on, atHand })));
    if ('facts' in last) break;
  }
  return last;
}

const dataRoles: readonly StoreRole[] = ['primary', 'mirror', 'backup', 'backupMirror'];

const copiesOf = (pool: Pool): CopyAt[] =>
  databaseNames.flatMap((database) =>
    dataRoles.filter((role) => pool[database]?.[role] !== undefined).map((role) => ({ database, role })),
  );

/** Where a look failed, though a worker took it: its stores were not seen, and that is why. */
const unseen = (pool: Pool, copies: readonly CopyAt[], views: readonly Answer<unknown>[]): StoreFacts[][] =>
  views.flatMap((view) =>
    'facts' in view || view.silent
      ? []
      : [
          copies.flatMap(({ database, role }) => {
            const store = pool[database]?.[role];
            return store === undefined
              ? []
              : { database, role, instance: instanceName(store), reason: `the look failed: ${view.reason}` };
          }),
        ],
  );

export async function observe(pool: Pool, hosts: Hosts, looks: readonly Look[]): Promise<Observation> {
  const { scope } = hosts;
  const copies = copiesOf(pool);
  const look = (side: 'primary' | 'secondary'): Promise<Answer<Looked<StoreFacts[]>>> =>
    ask(
      hosts.patiently(side, 'sql', () =>
        hosts.look(side, 'sql', `look at the stores from ${side}`).observeStores({ scope, side, copies }),
      ),
    );
  const [secondary, primary, lync] = await Promise.all([look('secondary'), look('primary'), lookAtLync(hosts)]);

  const views = { secondary, primary };
  const answers = Object.values(views).flatMap((view) => ('facts' in view ? [view.facts] : []));
  const stores = mergeViews([...answers.map(({ facts }) => facts), ...unseen(pool, copies, Object.values(views))]);
  const poolState = 'facts' in lync ? lync.facts.facts.poolState : undefined;
  const serving = poolState === 'FailedOver' ? 'backup' : principalSeen({ stores })?.role;
  const answering = (['secondary', 'primary'] as const).filter((side) => 'facts' in views[side]);
  const [chain, share, rows] = await Promise.all([
    looks.includes('chain') && storeSeen({ stores }, 'backup')?.copy?.state === 'RESTORING'
      ? ask(
          hosts.patiently('secondary', 'sql', () =>
            hosts.look('secondary', 'sql', 'look at the log backups').readLogChain({ scope, of: 'backup' }),
          ),
        )
      : undefined,
    looks.includes('share')
      ? Promise.all(
          answering.map((side) => ask(hosts.look(side, 'sql', `look at the share from ${side}`).reachShare({ scope }))),
        )
      : undefined,
    looks.includes('compliance rows') &&
    serving !== undefined &&
    storeSeen({ stores }, serving, 'mgccomp')?.copy?.state === 'ONLINE'
      ? ask(
          hosts
            .look('secondary', 'sql', 'count compliance rows that are not exported')
            .countComplianceRows({ scope, on: serving }),
        )
      : undefined,
  ]);

  const taken =
    looks.includes('log backups taken') && chain !== undefined && 'facts' in chain
      ? await logBackupsTaken(hosts, stores, answering, chain.facts)
      : undefined;

  return {
    at: new Date().toISOString(),
    stores,
    workers: { primary: 'facts' in primary || !primary.silent, secondary: 'facts' in secondary || !secondary.silent },
    announced: [...answers.map(({ worker }) => worker), ...('facts' in lync ? [lync.facts.worker] : [])],
    ...('facts' in lync ? { lync: lync.facts.facts } : { lyncReason: lync.reason }),
    ...(chain === undefined ? {} : 'facts' in chain ? { chain: chain.facts } : { chainReason: chain.reason }),
    ...(taken === undefined
      ? {}
      : 'facts' in taken
        ? { logBackupsTaken: taken.facts }
        : { logBackupsTakenReason: taken.reason }),
    ...(share === undefined
      ? {}
      : { shareReasons: [...new Set(share.flatMap((answer) => ('reason' in answer ? [answer.reason] : [])))] }),
    ...(rows !== undefined && 'facts' in rows && rows.facts !== null ? { complianceRows: rows.facts } : {}),
  };
}
