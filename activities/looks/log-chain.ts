/** Reads which log backups stand between the backup copy and the newest that can be had. */
import { fileNames } from '../../domain/file-names';
import { lsn } from '../../domain/lsn';
import { logChain, type BackupHeader, type LogChain } from '../../domain/log-chain';
import type { ChainFacts } from '../../domain/observation';
import type { StoreRole } from '../../domain/topology/pool';
import type { Context, Tools } from '../context';
import type { ShareFile } from '../adapters/share';
import type { BackupHeaderRow } from '../adapters/sql-server/sql-rows';
import { refusal } from '../failure';
import { inFolder } from '../statements';
import { storeAt } from '../scope';
import { unnamedOn } from './unnamed-log-backups';
import { baseName } from '../operations/parts/place-files';
import { headerReader } from './headers';
import { sideBySide } from '../side-by-side';
import { filesOn, lastRestored, named } from './database';

export interface ChainRead {
  readonly chain: LogChain;
  readonly shareReachable: boolean;
  /** Names of files in the copy folder. */
  readonly copied: ReadonlySet<string>;
  /** When the newest log backup of the chain was taken, ISO, UTC. */
  readonly endsAtTime: string | null;
  /** Of the backup that was restored last. */
  readonly familyGuid: string | null;
}

export const isLogBackup = (name: string): boolean => /^mgc_.*\.trn$/i.test(name);
/** The names that log shipping gives are chronological; a tail of ours is not among them. */
const shipped = /^mgc_\d{14}\.trn$/i;

/** Log backups in a folder by name. */
async function listed({ share }: Pick<Tools, 'share'>, folder: string): Promise<Map<string, ShareFile>> {
  const files = await share.list(folder);
  return new Map(files.flatMap((file) => (isLogBackup(file.name) ? [[file.name, file] as const] : [])));
}

/** The same; `undefined` when the folder cannot be reached from here. */
const listedIfReached = (tools: Pick<Tools, 'share'>, folder: string): Promise<Map<string, ShareFile> | undefined> =>
  listed(tools, folder).catch(() => undefined);

const backupHeader = (file: string, row: BackupHeaderRow): BackupHeader => ({
  file,
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

/** @throws BackupCopyUnusable when the backup copy is not RESTORING. */
export async function readChain(
  { tools, pool, signal, beat }: Context,
  { of, useShare }: { of: StoreRole; useShare: boolean },
): Promise<ChainRead> {
  const store = storeAt(pool, of);
  const { share, copyFolder } = pool.logShipping;
  // Before the redo point: a file that log shipping restores in between must not pass for applied and be left out.
  const [log, full] = await Promise.all([lastRestored(tools, store, 'log'), lastRestored(tools, store, 'full')]);
  const newest = log ?? full;
  const redo = (await filesOn(tools, store)).find(({ redoLsn }) => redoLsn !== null);
  if (redo?.redoLsn == null || redo.redoForkGuid === null) {
    throw refusal(
      'BackupCopyUnusable',
      `mgc on ${named(store)} has no redo point: it is not RESTORING. Restore it from a full backup WITH NORECOVERY and the log backups after it, then try again.`,
    );
  }

  // Where nothing else counts, a copy folder that gives no answer must not pass for an empty one.
  const copied = useShare
    ? ((await listedIfReached(tools, copyFolder)) ?? new Map<string, ShareFile>())
    : await listed(tools, copyFolder);
  const shared = useShare ? await listedIfReached(tools, share) : undefined;
  const appliedName = log === undefined ? '' : baseName(log.file);
  const isApplied = (name: string): boolean =>
    shipped.test(name) && shipped.test(appliedName) && name.toLowerCase() <= appliedName.toLowerCase();

  const found = [...new Map([...(shared ?? []), ...copied]).values()]
    .filter(({ name }) => !isApplied(name))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
  const reader = await headerReader(tools, store);
  const headers = await sideBySide(found, async (file, index) => {
    signal.throwIfAborted();
    beat({ says: `header ${String(index + 1)} of ${String(found.length)}: ${file.name}` });
    const folder = copied.has(file.name) ? copyFolder : share;
    return backupHeader(file.name, await reader.recall(inFolder(folder, file.name), file));
  });
  const chain = logChain(headers, {
    databaseName: 'mgc',
    familyGuid: newest?.familyGuid ?? null,
    redo: { lsn: lsn(redo.redoLsn), forkGuid: redo.redoForkGuid },
  });
  return {
    chain,
    shareReachable: shared !== undefined,
    copied: new Set(copied.keys()),
    endsAtTime: chain.endsAtTime ?? newest?.backupFinishedAt ?? null,
    familyGuid: newest?.familyGuid ?? null,
  };
}

/** The same as facts for the plan. */
export async function readChainFacts(context: Context, of: StoreRole): Promise<ChainFacts> {
  const read = await readChain(context, { of, useShare: true });
  const { chain, shareReachable, copied, endsAtTime, familyGuid } = read;
  const toApply = chain.apply.map(({ file }) => file);
  return {
    shareReachable,
    redoLsn: chain.apply[0]?.firstLsn ?? chain.endsAt.lsn,
    toApply: fileNames(toApply),
    toCopy: fileNames(toApply.filter((name) => !copied.has(name))),
    ...(chain.kind === 'whole' ? {} : { broken: [chain.says, ...(await hints(context, chain))].join(' ') }),
    endsAt: chain.endsAt.lsn,
    endsAtTime,
    ...(familyGuid === null ? {} : { familyGuid }),
  };
}

/** What may fill a gap, for a person to see to. */
async function hints({ tools: { share }, pool }: Context, { kind }: LogChain): Promise<string[]> {
  if (kind !== 'gap') return [];
  const names = await unnamedOn(share, pool).catch(() => []);
  return names.map(
    (name) =>
      `${name} on the share may hold it: its job ended before it named the file. If RESTORE VERIFYONLY finds it whole, rename it to .trn and start again.`,
  );
}
