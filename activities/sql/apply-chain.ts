/** Failover steps 2 and 3: copies the log backups that were not copied, applies those that were not applied. */
import { compareLsn, lsn } from '../../domain/lsn';
import type { Pool } from '../../domain/topology/pool';
import type { BackupHeaderRow } from '../adapters/sql-server/sql-rows';
import type { Attempt } from '../attempt';
import { refusal, setback } from '../failure';
import type { Promised } from '../signatures';
import { inFolder, statements } from '../statements';
import { headerReader } from './headers';
import { readChain } from './log-chain';
import { confirmNoLogShipping, confirmPromised } from './promised';
import { sideBySide } from './side-by-side';
import { filesOn, stateOf, type SqlTools } from './tools';

const restoreOfOneLog = 6 * 3_600_000;

/** Every file ends under its final name whole, or not at all. */
export async function copyLogBackups(
  tools: SqlTools,
  pool: Pool,
  { shareReachable, ...promised }: { shareReachable: boolean } & Promised,
  { signal, beat }: Attempt,
): Promise<{ copied: number }> {
  if (!shareReachable) return { copied: 0 };
  // Recovered by somebody, it takes no log backup any more: it holds all, or a person seeds it again.
  if ((await stateOf(tools, pool.mgc.backup, 'mgc'))?.state === 'ONLINE') {
    await confirmPromised(tools, pool, promised, { all: true });
    return { copied: 0 };
  }
  const { share, copyFolder } = pool.logShipping;
  const read = await readChain(tools, pool, { useShare: true, signal, beat: (says) => beat({ says }) });
  if (!read.shareReachable)
    throw setback('ShareUnreachable', `The share ${share} could be reached when the plan was made, but not now.`);
  // Without the files behind the gap the copy folder would look like a whole, shorter chain.
  if (read.chain.kind !== 'whole') throw refusal('LogBackupMissing', read.chain.says);
  const missing = read.chain.apply.filter(({ file }) => !read.copied.has(file));
  const reader = await headerReader(tools, pool.mgc.backup);
  await tools.share.removeParts(copyFolder);
  const verified = new Map<string, BackupHeaderRow>();
  await sideBySide(missing, async ({ file }, index) => {
    const says = `copying ${file} (${String(index + 1)} of ${String(missing.length)})`;
    const heartbeat = (): void => beat({ says, percent: (100 * index) / missing.length });
    heartbeat();
    await tools.share.copy(inFolder(share, file), inFolder(copyFolder, file), {
      verify: async (temporary) => {
        verified.set(file, await reader.read(temporary));
      },
      heartbeat,
      signal,
    });
  });
  for (const copy of await tools.share.list(copyFolder)) {
    const header = verified.get(copy.name);
    if (header !== undefined) reader.remember(inFolder(copyFolder, copy.name), copy, header);
  }
  return { copied: missing.length };
}

/** One activity for the whole chain: a retry reads it again and goes on where the database stands. */
export async function applyLogBackups(
  tools: SqlTools,
  pool: Pool,
  promised: Promised,
  { signal, beat }: Attempt,
): Promise<{ applied: number; endsAt: string; endsAtTime: string | null }> {
  const { upTo } = promised;
  await confirmNoLogShipping(tools, pool);
  const isOnline = (await stateOf(tools, pool.mgc.backup, 'mgc'))?.state === 'ONLINE';
  const stands = await confirmPromised(tools, pool, promised, { all: isOnline });
  // Somebody applied the whole chain and recovered it: that is the goal of this step and of the next.
  if (isOnline) return { applied: 0, endsAt: stands?.lastLsn ?? upTo, endsAtTime: stands?.backupFinishedAt ?? null };
  const { chain, endsAtTime } = await readChain(tools, pool, {
    useShare: false,
    signal,
    beat: (says) => beat({ says }),
  });
  if (chain.kind !== 'whole') throw refusal('LogBackupMissing', chain.says);
  // A newest file that has gone leaves no gap behind: only what was promised tells that it is missing.
  if (compareLsn(chain.endsAt.lsn, lsn(upTo)) < 0) {
    throw refusal(
      'LogBackupMissing',
      `The log backups at hand end at LSN ${chain.endsAt.lsn}, but the plan promised all up to ${upTo}. Put the missing file back into ${pool.logShipping.copyFolder}, then retry the step; or abort and read a new plan with its bound of loss.`,
    );
  }
  for (const [index, { file }] of chain.apply.entries()) {
    const says = `applying ${file} (${String(index + 1)} of ${String(chain.apply.length)})`;
    beat({ says, percent: (100 * index) / chain.apply.length });
    await tools.sql.execute(pool.mgc.backup, statements.restoreLog(inFolder(pool.logShipping.copyFolder, file)), {
      timeoutMs: restoreOfOneLog,
      signal,
    });
  }
  const reached = (await filesOn(tools, pool.mgc.backup)).find(({ redoLsn }) => redoLsn !== null)?.redoLsn;
  if (reached == null || compareLsn(lsn(reached), chain.endsAt.lsn) < 0) {
    throw setback(
      'ChainNotApplied',
      `mgc on the backup store stands at LSN ${reached ?? 'none'}, not at ${chain.endsAt.lsn} where the chain ends.`,
    );
  }
  return { applied: chain.apply.length, endsAt: chain.endsAt.lsn, endsAtTime };
}
