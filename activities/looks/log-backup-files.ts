/** The files that may be log backups of mgc, on the share and in the copy folder, whatever their names. */
import { userInfo } from 'node:os';
import { lsn } from '../../domain/lsn';
import type { BackupHeader } from '../../domain/log-chain';
import { takenAt } from '../../domain/taken-at';
import type { Store, StoreRole } from '../../domain/topology/pool';
import type { ShareFile } from '../adapters/share';
import type { BackupHeaderRow } from '../adapters/sql-server/sql-rows';
import type { Context, Tools } from '../context';
import { failedWith } from '../failure';
import { storeAt } from '../scope';
import { sideBySide } from '../side-by-side';
import { inFolder } from '../statements';
import { named } from './database';
import { headerReader, isUnusableFile } from './headers';
import { isUnfinished } from './unnamed-log-backups';

/** One that takes no part, whatever the chain needs. */
export interface UnusableFile {
  readonly name: string;
  readonly folder: string;
  readonly modifiedAt: string;
  /** What was seen wrong with it. */
  readonly why: string;
}

export interface LogBackupFiles {
  readonly headers: readonly BackupHeader[];
  readonly unusable: readonly UnusableFile[];
  /** Names of whole files in the copy folder. */
  readonly copied: ReadonlySet<string>;
  /** Names of files in the copy folder that are damaged there and whole on the share. */
  readonly damagedCopies: ReadonlySet<string>;
  readonly shareReachable: boolean;
  /** Who is refused what, a sentence each: files may lie there that nobody sees. */
  readonly denied: readonly string[];
}

/** What a folder answers when it is listed: its files by name, that it is not there for us, or that we are not let in. */
type Listing =
  | { readonly kind: 'listed'; readonly files: ReadonlyMap<string, ShareFile> }
  | { readonly kind: 'away'; readonly error: unknown }
  | { readonly kind: 'denied'; readonly says: string };

interface Whole {
  readonly kind: 'whole';
  readonly file: ShareFile;
  readonly header: BackupHeaderRow;
}

type Read = Whole | ({ readonly kind: 'unusable' } & UnusableFile) | { readonly kind: 'denied'; readonly says: string };

async function listing({ share, host }: Pick<Tools, 'share' | 'host'>, folder: string): Promise<Listing> {
  try {
    const files = (await share.list(folder)).filter(({ name }) => !isUnfinished(name));
    return { kind: 'listed', files: new Map(files.map((file) => [file.name, file])) };
  } catch (error) {
    return failedWith(error, 'ShareAccessDenied')
      ? {
          kind: 'denied',
          says: `The account ${workerAccount()} of the worker on ${host} is not let into ${folder}, so nobody can tell which log backups lie there; give it read and write rights there.`,
        }
      : { kind: 'away', error };
  }
}

/** As Windows names it: `CONTOSO\\svc-pchat`. */
const workerAccount = (): string =>
  [process.env.USERDOMAIN, userInfo().username].filter((part) => part !== undefined).join('\\');

const filesOf = (listed: Listing | undefined): ReadonlyMap<string, ShareFile> =>
  listed?.kind === 'listed' ? listed.files : new Map<string, ShareFile>();

/** Several reasons to leave a file alone for now; none of them is a reason to stop. */
const standsAside = (error: unknown): error is Error =>
  isUnusableFile(error) || failedWith(error, 'FileInUse', 'ShareFileInUse', 'FileMissing');

export async function logBackupFiles(
  { tools, pool, signal, beat }: Context,
  { of, useShare }: { readonly of: StoreRole; readonly useShare: boolean },
): Promise<LogBackupFiles> {
  const { share, copyFolder } = pool.logShipping;
  const store = storeAt(pool, of);
  const copies = await listing(tools, copyFolder);
  // Where nothing else counts, a copy folder that gives no answer must not pass for an empty one.
  if (!useShare && copies.kind === 'away') throw copies.error;
  const shared = useShare ? await listing(tools, share) : undefined;
  const reader = await headerReader(tools, store);
  let begun = 0;

  const read = async (folder: string, file: ShareFile): Promise<Read> => {
    signal.throwIfAborted();
    beat({ says: `header ${String((begun += 1))}: ${file.name}` });
    try {
      return { kind: 'whole', file, header: await reader.recall(inFolder(folder, file.name), file) };
    } catch (error) {
      if (failedWith(error, 'AccessDenied')) return { kind: 'denied', says: await engineDenied(tools, store, folder) };
      if (!standsAside(error)) throw error;
      return { kind: 'unusable', name: file.name, folder, modifiedAt: file.modifiedAt, why: error.message };
    }
  };
  const inOrder = (files: ReadonlyMap<string, ShareFile>): ShareFile[] =>
    [...files.values()].sort((left, right) => (left.name < right.name ? -1 : 1));

  const copiesRead = await sideBySide(inOrder(filesOf(copies)), (file) => read(copyFolder, file));
  const whole = new Map(copiesRead.flatMap((one) => (one.kind === 'whole' ? [[one.file.name, one] as const] : [])));
  // A copy of another size than its source is looked at anew: one of them was cut short.
  const sources = inOrder(filesOf(shared)).filter(({ name, size }) => whole.get(name)?.file.size !== size);
  const sourcesRead = await sideBySide(sources, (file) => read(share, file));

  const damagedCopies = new Set<string>();
  const taken = new Map<string, Whole>(whole);
  const unusable: UnusableFile[] = [];
  for (const one of sourcesRead) {
    if (one.kind === 'unusable') unusable.push(one);
    if (one.kind !== 'whole') continue;
    const { name, modifiedAt } = one.file;
    const copy = whole.get(name);
    if (copy !== undefined && !isSameBackup(copy.header, one.header)) {
      const why = `another backup of that name lies in ${copyFolder}; rename one of them.`;
      unusable.push({ name, folder: share, modifiedAt, why });
      continue;
    }
    if (filesOf(copies).has(name)) damagedCopies.add(name);
    taken.set(name, one);
  }
  unusable.push(...copiesRead.flatMap((one) => (one.kind === 'unusable' && !damagedCopies.has(one.name) ? [one] : [])));
  return {
    headers: [...taken.values()].map(backupHeader).sort(byName),
    unusable,
    copied: new Set([...whole.keys()].filter((name) => !damagedCopies.has(name))),
    damagedCopies,
    shareReachable: shared?.kind === 'listed',
    // Once for a folder, however many files lie there.
    denied: [
      ...new Set(
        [copies, ...(shared === undefined ? [] : [shared]), ...copiesRead, ...sourcesRead].flatMap((one) =>
          one.kind === 'denied' ? [one.says] : [],
        ),
      ),
    ],
  };
}

async function engineDenied({ sql }: Pick<Tools, 'sql'>, store: Store, folder: string): Promise<string> {
  const [facts] = await sql.query(store, 'server-facts', {});
  const account = facts?.serviceAccount ?? 'its service account';
  return `SQL Server on ${named(store)} (it runs as ${account}) is not let read the files in ${folder}; give that account read rights there.`;
}

const byName = ({ file: left }: BackupHeader, { file: right }: BackupHeader): number =>
  left < right ? -1 : left > right ? 1 : 0;

const isSameBackup = (one: BackupHeaderRow, other: BackupHeaderRow): boolean =>
  one.familyGuid === other.familyGuid && one.firstLsn === other.firstLsn && one.lastLsn === other.lastLsn;

const backupHeader = ({ file: { name, modifiedAt }, header: row }: Whole): BackupHeader => ({
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
  takenAt: takenAt({ ...row, file: name, writtenAt: modifiedAt }),
  isTail: row.isTail,
});
