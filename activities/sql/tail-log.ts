/** Seals the primary: its log backup job silenced, mirroring removed, the tail of the log taken WITH NORECOVERY. */
import type { Pool, Store, StoreRole } from '../../domain/topology/pool';
import type { Attempt } from '../attempt';
import { setback } from '../failure';
import { storeAt } from '../scope';
import type { Scope } from '../signatures';
import { inFolder, jobName, statements, tailPath } from '../statements';
import { nameAbandoned } from './abandoned-log-backups';
import { backupJobOf, silence } from './agent';
import { baseName } from './place-files';
import { headerOf, named, stateOf, type SqlTools } from './tools';

async function sealed(tools: SqlTools, store: Store, file: string): Promise<{ lastLsn: string } | undefined> {
  if ((await stateOf(tools, store, 'mgc'))?.state !== 'RESTORING' || !(await tools.share.exists(file)))
    return undefined;
  const header = await headerOf(tools, store, file);
  return header.isTail ? { lastLsn: header.lastLsn } : undefined;
}

export async function takeTailLog(
  tools: SqlTools,
  pool: Pool,
  scope: Scope,
  principal: StoreRole,
  { signal, beat }: Attempt,
): Promise<{ lastLsn: string }> {
  const store = storeAt(pool, principal);
  const file = tailPath(pool, scope);
  const name = jobName(scope, 'tail');
  const before = (await tools.jobs.isKnown(store, name)) ? undefined : await sealed(tools, store, file);
  if (before !== undefined) return before;
  await silence(tools, store, await backupJobOf(tools, pool, store), { timing: pool.timing, signal });
  await nameAbandoned(tools, pool, store);
  if ((await stateOf(tools, store, 'mgc'))?.mirroringRole != null) {
    await tools.sql.execute(store, statements.partnerOff('mgc'), { accept: ['AlreadyInEffect'] });
  }
  const job = await tools.jobs.run(
    store,
    {
      name,
      text: statements.tailLogBackup(file),
      description: 'persistent-chat-dr: tail-log backup of mgc',
      isInEffect: async () => (await sealed(tools, store, file)) !== undefined,
    },
    {
      pollMs: pool.timing.poll * 1000,
      signal,
      onProgress: (percent) => beat({ says: 'taking the tail of the log', percent }),
    },
  );
  const tail = await sealed(tools, store, file);
  if (tail === undefined)
    throw setback('NotSealed', `The tail-log backup on ${named(store)} ended, but mgc is not sealed by it.`);
  await job.forget();
  return tail;
}

/** The tail goes on as a log backup of log shipping: a copy under its own name would only be read again and again. */
export const removeTailCopy = (tools: SqlTools, pool: Pool, scope: Scope): Promise<void> =>
  tools.share.remove(inFolder(pool.logShipping.copyFolder, baseName(tailPath(pool, scope))));

export async function bringPrincipalBack(
  tools: SqlTools,
  pool: Pool,
  scope: Scope,
  principal: StoreRole,
): Promise<void> {
  const store = storeAt(pool, principal);
  await tools.jobs.drop(store, jobName(scope, 'tail'));
  const state = await stateOf(tools, store, 'mgc');
  if (state?.state === 'RESTORING' && state.mirroringRole === null)
    await tools.sql.execute(store, statements.recover(), { accept: ['AlreadyInEffect'] });
}
