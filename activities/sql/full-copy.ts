/** Full backups and restores of mgc: long, so they run as Agent jobs and outlive this worker. */
import { isQuotable } from '../../domain/sql-text';
import type { Pool, StoreRole } from '../../domain/topology/pool';
import type { Attempt } from '../attempt';
import { refusal, setback } from '../failure';
import { storeAt } from '../scope';
import type { BackupPurpose, Scope } from '../signatures';
import { backupPath, jobName, statements } from '../statements';
import { backupJobOf, silence } from './agent';
import { confirmCarriedOver } from './carried-over';
import { endSessions } from './sessions';
import { baseName, filesFor } from './place-files';
import { filesOn, lastRestored, named, placesOf, stateOf, type SqlTools } from './tools';
import { confirmStillWhole, wholeBackup } from './whole-backup';

export async function backUpDatabase(
  tools: SqlTools,
  pool: Pool,
  scope: Scope,
  { role, purpose }: { role: StoreRole; purpose: BackupPurpose },
  { signal, beat }: Attempt,
): Promise<{ file: string; lastLsn: string }> {
  const store = storeAt(pool, role);
  const file = backupPath(pool, purpose, scope);
  const name = jobName(scope, `backup_${purpose}`);
  const text = purpose === 'replaced' ? statements.copyOnlyBackup(file) : statements.fullBackup(file);
  // The file carries the token of this run: whole, it is the proof; a retry must not write it again.
  const done = (await tools.jobs.isKnown(store, name)) ? undefined : await wholeBackup(tools, store, file);
  if (done !== undefined) return done;
  const job = await tools.jobs.run(
    store,
    {
      name,
      text,
      description: `persistent-chat-dr: full backup of mgc (${purpose})`,
      isInEffect: async () => (await wholeBackup(tools, store, file)) !== undefined,
    },
    {
      pollMs: pool.timing.poll * 1000,
      signal,
      onProgress: (percent) => beat({ says: `backing up to ${baseName(file)}`, percent }),
    },
  );
  const backup = await wholeBackup(tools, store, file);
  if (backup === undefined)
    throw setback('BackupMissing', `The backup job on ${named(store)} ended, but ${file} is no whole backup of mgc.`);
  await job.forget();
  return backup;
}

export async function removeBackup(tools: SqlTools, pool: Pool, scope: Scope, purpose: BackupPurpose): Promise<void> {
  const file = backupPath(pool, purpose, scope);
  await tools.jobs.drop(pool.mgc.backup, jobName(scope, `backup_${purpose}`));
  if (await tools.share.exists(file)) await tools.share.remove(file);
}

export async function restoreDatabase(
  tools: SqlTools,
  pool: Pool,
  scope: Scope,
  { role, purpose, recovery }: { role: StoreRole; purpose: BackupPurpose; recovery: boolean },
  { signal, beat }: Attempt,
): Promise<{ lastLsn: string }> {
  const store = storeAt(pool, role);
  const file = backupPath(pool, purpose, scope);
  const goal = recovery ? 'ONLINE' : 'RESTORING';
  const name = jobName(scope, `restore_${purpose}`);
  const reached = async (): Promise<string | undefined> => {
    const [state, restored] = await Promise.all([stateOf(tools, store, 'mgc'), lastRestored(tools, store, 'full')]);
    return state?.state === goal &&
      restored !== undefined &&
      baseName(restored.file).toLowerCase() === baseName(file).toLowerCase()
      ? restored.lastLsn
      : undefined;
  };
  const isKnown = await tools.jobs.isKnown(store, name);
  let lastLsn = isKnown ? undefined : await reached();
  if (lastLsn === undefined) {
    const state = await stateOf(tools, store, 'mgc');
    if (state !== undefined && state.mirroringRole !== null) {
      throw refusal(
        'MirroringInTheWay',
        `mgc on ${named(store)} is ${state.mirroringRole} of a mirroring session, which a restore cannot overwrite.`,
      );
    }
    if (!isKnown) await confirmStillWhole(tools, pool, store, { file, purpose });
    // Past the point of no return it is overwritten for good.
    if (!isKnown && purpose === 'initialise') await confirmCarriedOver(tools, pool, scope, { mayAbort: false });
    if (!isKnown) {
      // A store that was a log-shipping primary once would back up the new copy while its mirror is seeded.
      await silence(tools, store, await backupJobOf(tools, pool, store), { timing: pool.timing, signal });
      await endSessions(tools, store);
    }
    const inBackup = (await tools.sql.query(store, 'backup-files', { file })).map(
      ({ LogicalName, PhysicalName, Type }) => ({
        logical: LogicalName,
        physical: PhysicalName,
        isLog: Type.trim() === 'L',
      }),
    );
    const files = filesFor(inBackup, placesOf(await filesOn(tools, store)), store);
    const text = recovery ? statements.restoreReadyToUse(file, files) : statements.restoreForLogs(file, files);
    const job = await tools.jobs.run(
      store,
      {
        name,
        text,
        description: `persistent-chat-dr: restore of mgc (${purpose})`,
        isInEffect: async () => (await reached()) !== undefined,
      },
      {
        pollMs: pool.timing.poll * 1000,
        signal,
        onProgress: (percent) => beat({ says: `restoring from ${baseName(file)}`, percent }),
      },
    );
    lastLsn = await reached();
    if (lastLsn === undefined)
      throw setback('RestoreMissing', `The restore job on ${named(store)} ended, but mgc is not ${goal} from ${file}.`);
    await job.forget();
  }
  if (recovery) await makeReady(tools, pool, role);
  return { lastLsn };
}

/** What a restore leaves to do before anybody may use the database (options travel inside the backup). */
export async function makeReady(tools: SqlTools, pool: Pool, role: StoreRole): Promise<void> {
  const store = storeAt(pool, role);
  const state = await stateOf(tools, store, 'mgc');
  if (state?.userAccess !== 'MULTI_USER') await tools.sql.execute(store, statements.multiUser());
  if (state?.owner !== 'sa') await tools.sql.execute(store, statements.owner());
  for (const { user, loginOfThatName } of await tools.sql.query(store, 'orphaned-users', { database: 'mgc' })) {
    // One with a name that no statement may hold stays orphaned, and is reported so.
    if (loginOfThatName && isQuotable(user))
      await tools.sql.execute(store, statements.repairUser(user), { database: 'mgc' });
  }
}
