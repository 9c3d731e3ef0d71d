/** Reads which log backups stand between the backup copy and the newest that can be had. */
import { fileNames } from '../../domain/file-names';
import { lsn } from '../../domain/lsn';
import { logChain, type LogChain } from '../../domain/log-chain';
import { takenAt } from '../../domain/taken-at';
import type { ChainFacts } from '../../domain/observation';
import type { StoreRole } from '../../domain/topology/pool';
import type { Context } from '../context';
import { refusal } from '../failure';
import { storeAt } from '../scope';
import { filesOn, lastRestored, named } from './database';
import { logBackupFiles, type LogBackupFiles, type UnusableFile } from './log-backup-files';
import { unnamedOn } from './unnamed-log-backups';

export interface ChainRead extends LogBackupFiles {
  readonly chain: LogChain;
  /** When the newest log backup of the chain whose time is known was taken, ISO, UTC. */
  readonly endsAtTime: string | null;
  /** Of the backup that was restored last. */
  readonly familyGuid: string | null;
}

/** @throws BackupCopyUnusable when the backup copy is not RESTORING. */
export async function readChain(
  context: Context,
  look: { readonly of: StoreRole; readonly useShare: boolean },
): Promise<ChainRead> {
  const { tools, pool } = context;
  const store = storeAt(pool, look.of);
  // Before the redo point: a file that log shipping restores in between must not pass for applied and be left out.
  const [log, full] = await Promise.all([lastRestored(tools, store, 'log'), lastRestored(tools, store, 'full')]);
  const newest = log ?? full;
  const restoredAt = newest === undefined ? null : takenAt(newest);
  const redo = (await filesOn(tools, store)).find(({ redoLsn }) => redoLsn !== null);
  if (redo?.redoLsn == null || redo.redoForkGuid === null) {
    throw refusal(
      'BackupCopyUnusable',
      `mgc on ${named(store)} has no redo point: it is not RESTORING. Restore it from a full backup WITH NORECOVERY and the log backups after it, then try again.`,
    );
  }
  const files = await logBackupFiles(context, look);
  const chain = logChain(files.headers, {
    databaseName: 'mgc',
    familyGuid: newest?.familyGuid ?? null,
    redo: { lsn: lsn(redo.redoLsn), forkGuid: redo.redoForkGuid },
    takenAt: restoredAt,
  });
  return {
    ...files,
    chain,
    endsAtTime: chain.endsAtTime ?? restoredAt,
    familyGuid: newest?.familyGuid ?? null,
  };
}

/** The same as facts for the plan. */
export async function readChainFacts(context: Context, of: StoreRole): Promise<ChainFacts> {
  const read = await readChain(context, { of, useShare: true });
  const { chain, shareReachable, copied, damagedCopies, unusable, denied, endsAtTime, familyGuid } = read;
  const toApply = chain.apply.map(({ file }) => file);
  const damaged = toApply.filter((name) => damagedCopies.has(name));
  return {
    shareReachable,
    redoLsn: chain.apply[0]?.firstLsn ?? chain.endsAt.lsn,
    toApply: fileNames(toApply),
    toCopy: fileNames(toApply.filter((name) => !copied.has(name))),
    ...(damaged.length === 0 ? {} : { damagedCopies: fileNames(damaged).names }),
    ...(chain.kind === 'whole' ? {} : { broken: await brokenSays(context, read, 'start again') }),
    ...(chain.kind === 'whole' ? {} : { gapAfter: chain.endsAt.lsn }),
    ...(unusable.length === 0 ? {} : { unusable: fileNames(unusable.map(saysOf)) }),
    ...(denied.length === 0 ? {} : { denied }),
    endsAt: chain.endsAt.lsn,
    endsAtTime,
    ...(familyGuid === null ? {} : { familyGuid }),
  };
}

/** Whether a run may use what there is: the chain is whole, or a person accepted that it ends at its gap or fork. */
export const goesOn = ({ kind }: LogChain, stopsAtGap: boolean): boolean => kind === 'whole' || stopsAtGap;

const saysOf = ({ name, folder, modifiedAt, why }: UnusableFile): string =>
  `${name} in ${folder} (last written ${modifiedAt}): ${why}`;

/** What is wrong with a chain that is not whole, and what a person can do about a gap. */
export async function brokenSays(
  { tools: { share }, pool }: Context,
  { chain, unusable }: ChainRead,
  thenDo: 'start again' | 'retry the step',
): Promise<string> {
  if (chain.kind === 'whole') return '';
  const { logShipping } = pool;
  if (chain.kind === 'fork')
    return `${chain.says} If a former chain left ${chain.fork.file} behind, move it out of ${logShipping.share} and ${logShipping.copyFolder}, then ${thenDo}.`;
  const abandoned = await unnamedOn(share, pool).catch(() => []);
  return [
    chain.says,
    ...abandoned.map(
      (name) =>
        `${name} on the share may hold it: its job ended before it named the file. If RESTORE VERIFYONLY finds it whole, rename it to .trn and ${thenDo}.`,
    ),
    ...fileNames(unusable.map(saysOf)).names.map((says) => `It may have been in a file that cannot be used: ${says}`),
    `Put the missing log backup, whatever its name, on ${logShipping.share} or into ${logShipping.copyFolder} (msdb.dbo.backupset on the server that took it says where it lies), or apply it by hand (RESTORE LOG, WITH NORECOVERY), then ${thenDo}.`,
  ].join(' ');
}
