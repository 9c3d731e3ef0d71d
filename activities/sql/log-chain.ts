/** Reads which log backups stand between the backup copy and the newest that can be had. */
import { lsn } from '../../domain/lsn';
import { logChain, type BackupHeader, type LogChain } from '../../domain/log-chain';
import type { ChainFacts } from '../../domain/observation';
import type { Pool } from '../../domain/topology';
import { refusal } from '../attempt';
import { inFolder } from '../statements';
import { baseName } from './place-files';
import { filesOn, headerOf, lastRestored, type SqlTools } from './tools';

export interface ChainRead {
  readonly chain: LogChain;
  readonly shareReachable: boolean;
  /** Names of files in the copy folder. */
  readonly copied: ReadonlySet<string>;
  /** When the newest log backup of the chain was taken, ISO, UTC. */
  readonly endsAtTime: string | null;
}

export const isLogBackup = (name: string): boolean => /^mgc_.*\.trn$/i.test(name);
/** The names that log shipping gives are chronological; a tail of ours is not among them. */
const shipped = /^mgc_\d{14}\.trn$/i;

/** Names of log backups in a folder; `undefined` when the folder cannot be reached from here. */
async function listed({ share }: SqlTools, folder: string): Promise<string[] | undefined> {
  try {
    return (await share.list(folder)).map(({ name }) => name).filter(isLogBackup);
  } catch {
    return undefined;
  }
}

/** @throws BackupCopyUnusable when the backup copy is not RESTORING. */
export async function readChain(
  tools: SqlTools,
  pool: Pool,
  { useShare, beat, signal }: { useShare: boolean; beat?: (says: string) => void; signal?: AbortSignal },
): Promise<ChainRead> {
  const store = pool.mgc.backup;
  const { share, copyFolder } = pool.logShipping;
  // Before the redo point: a file that log shipping restores in between must not pass for applied and be left out.
  const [log, full] = await Promise.all([lastRestored(tools, store, 'log'), lastRestored(tools, store, 'full')]);
  const newest = log ?? full;
  const redo = (await filesOn(tools, store)).find(({ redoLsn }) => redoLsn !== null);
  if (redo?.redoLsn == null || redo.redoForkGuid === null) {
    throw refusal('BackupCopyUnusable', 'mgc on the backup store has no redo point: it is not RESTORING.');
  }

  const copiedNames = (await listed(tools, copyFolder)) ?? [];
  const sharedNames = useShare ? await listed(tools, share) : undefined;
  const copied = new Set(copiedNames);
  const appliedName = log === undefined ? '' : baseName(log.file);
  const isApplied = (name: string): boolean =>
    shipped.test(name) && shipped.test(appliedName) && name.toLowerCase() <= appliedName.toLowerCase();

  const headers: BackupHeader[] = [];
  const names = [...new Set([...copiedNames, ...(sharedNames ?? [])])].filter((name) => !isApplied(name)).sort();
  for (const [index, name] of names.entries()) {
    signal?.throwIfAborted();
    beat?.(`header ${String(index + 1)} of ${String(names.length)}: ${name}`);
    const row = await headerOf(tools, store, inFolder(copied.has(name) ? copyFolder : share, name));
    headers.push({
      file: name,
      type: row.backupType === 2 ? 'log' : row.backupType === 1 ? 'database' : 'other',
      databaseName: row.databaseName,
      familyGuid: row.familyGuid,
      serverName: row.serverName,
      firstLsn: lsn(row.firstLsn),
      lastLsn: lsn(row.lastLsn),
      firstForkGuid: row.firstForkGuid,
      lastForkGuid: row.lastForkGuid,
      forkPointLsn: row.forkPointLsn === null ? null : lsn(row.forkPointLsn),
      backupFinishedAt: row.backupFinishedAt,
      isTail: row.isTail,
    });
  }
  const chain = logChain(headers, {
    databaseName: 'mgc',
    familyGuid: newest?.familyGuid ?? null,
    redo: { lsn: lsn(redo.redoLsn), forkGuid: redo.redoForkGuid },
  });
  return {
    chain,
    shareReachable: sharedNames !== undefined,
    copied,
    endsAtTime: chain.endsAtTime ?? newest?.backupFinishedAt ?? null,
  };
}

/** The same as facts for the plan. */
export async function readChainFacts(
  tools: SqlTools,
  pool: Pool,
  watch: { beat: (says: string) => void; signal: AbortSignal },
): Promise<ChainFacts> {
  const { chain, shareReachable, copied, endsAtTime } = await readChain(tools, pool, { useShare: true, ...watch });
  const toApply = chain.apply.map(({ file }) => file);
  return {
    shareReachable,
    redoLsn: chain.apply[0]?.firstLsn ?? chain.endsAt.lsn,
    toApply,
    toCopy: toApply.filter((name) => !copied.has(name)),
    ...(chain.kind === 'whole' ? {} : { broken: chain.says }),
    endsAt: chain.endsAt.lsn,
    endsAtTime,
  };
}
