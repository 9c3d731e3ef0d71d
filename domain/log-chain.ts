/** Decides which log backups a RESTORING database still needs, in the order that SQL Server accepts them. */
import { compareLsn, type Lsn } from './lsn';

/** What RESTORE HEADERONLY says about one file. */
export interface BackupHeader {
  readonly file: string;
  readonly type: 'log' | 'database' | 'other';
  readonly databaseName: string;
  readonly familyGuid: string;
  readonly serverName: string;
  readonly firstLsn: Lsn;
  /** The record after the last one in the file. */
  readonly lastLsn: Lsn;
  readonly firstForkGuid: string;
  readonly lastForkGuid: string;
  /** Where the file changes from its first recovery path to its last; `null` where it stays on one. */
  readonly forkPointLsn: Lsn | null;
  /** Everything up to this instant is in it: ISO, UTC; `null` where only the local time of its server is known. */
  readonly takenAt: string | null;
  /** Taken WITH NORECOVERY: the last one that its database gave before it was sealed. */
  readonly isTail: boolean;
}

/** How far a RESTORING database has been rolled forward, and on which recovery path. */
export interface RedoPoint {
  readonly lsn: Lsn;
  readonly forkGuid: string;
}

export interface RestoringDatabase {
  readonly databaseName: string;
  /** `null` where msdb no longer knows; the database name then decides alone. */
  readonly familyGuid: string | null;
  readonly redo: RedoPoint;
  /** When the backup that was restored last was taken: ISO, UTC; `null` where that is not known. */
  readonly takenAt: string | null;
}

export interface Skipped {
  readonly file: string;
  readonly reason: 'applied' | 'covered' | 'other path' | 'former' | 'foreign' | 'not a log backup';
  readonly says: string;
}

interface ChainWalk {
  /** In the order to apply. */
  readonly apply: readonly BackupHeader[];
  /** Files that take no part, each with a sentence. */
  readonly skipped: readonly Skipped[];
  /** Where the database stands once `apply` is applied. */
  readonly endsAt: RedoPoint;
  /** When the last of `apply` whose time is known was taken; `null` where there is none. */
  readonly endsAtTime: string | null;
}

export type LogChain =
  | ({ readonly kind: 'whole' } & ChainWalk)
  | ({
      readonly kind: 'gap';
      readonly gap: { readonly after: Lsn; readonly next: string; readonly firstLsn: Lsn };
      readonly says: string;
    } & ChainWalk)
  | ({
      readonly kind: 'fork';
      readonly fork: { readonly after: Lsn; readonly file: string };
      readonly says: string;
    } & ChainWalk);

const sameName = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

/** Why a file takes no part whatever the redo point is; `undefined` for a log backup of this database. */
function foreignness(header: BackupHeader, database: RestoringDatabase): Skipped | undefined {
  const { file } = header;
  if (header.type !== 'log') return { file, reason: 'not a log backup', says: `${file} is not a log backup.` };
  if (!sameName(header.databaseName, database.databaseName)) {
    const says = `${file} is a backup of ${header.databaseName} from ${header.serverName}, not of ${database.databaseName}.`;
    return { file, reason: 'foreign', says };
  }
  if (database.familyGuid !== null && !sameName(header.familyGuid, database.familyGuid)) {
    const says = `${file} is a backup of another database that is also named ${header.databaseName}, on ${header.serverName}.`;
    return { file, reason: 'foreign', says };
  }
  return undefined;
}

/** Whether the redo point lies on one of the recovery paths of the file, on the stretch that the file shares with it. */
function isOnPath(header: BackupHeader, redo: RedoPoint): boolean {
  if (sameName(header.firstForkGuid, header.lastForkGuid)) return sameName(header.firstForkGuid, redo.forkGuid);
  if (header.forkPointLsn === null) return false;
  const side = compareLsn(redo.lsn, header.forkPointLsn);
  return (
    (side <= 0 && sameName(redo.forkGuid, header.firstForkGuid)) ||
    (side >= 0 && sameName(redo.forkGuid, header.lastForkGuid))
  );
}

/**
 * Whether the file covers the redo point. A file that ends exactly there brings nothing new, so it counts as applied;
 * SQL Server would answer 4326, or restore no pages.
 */
const covers = (header: BackupHeader, redo: RedoPoint): boolean =>
  compareLsn(header.firstLsn, redo.lsn) <= 0 && compareLsn(redo.lsn, header.lastLsn) < 0;

/** Whether two files that both fit tell different stories after the redo point. */
function contradicts(one: BackupHeader, other: BackupHeader): boolean {
  if (sameName(one.lastForkGuid, other.lastForkGuid)) return false;
  const staysBefore = (file: BackupHeader, forked: BackupHeader): boolean =>
    forked.forkPointLsn !== null &&
    sameName(file.lastForkGuid, forked.firstForkGuid) &&
    compareLsn(file.lastLsn, forked.forkPointLsn) <= 0;
  return !staysBefore(one, other) && !staysBefore(other, one);
}

/** Furthest first, so that an overlapping (COPY_ONLY) backup never costs a second restore; file name makes it stable. */
const byReach = (left: BackupHeader, right: BackupHeader): number =>
  compareLsn(right.lastLsn, left.lastLsn) || (left.file < right.file ? -1 : left.file > right.file ? 1 : 0);

/** The log backups that remain, from LSN to LSN, or the gap or fork that stops the chain. */
export function logChain(files: readonly BackupHeader[], database: RestoringDatabase): LogChain {
  const skipped: Skipped[] = [];
  const candidates: BackupHeader[] = [];
  for (const file of files) {
    const foreign = foreignness(file, database);
    if (foreign === undefined) candidates.push(file);
    else skipped.push(foreign);
  }

  const apply: BackupHeader[] = [];
  let redo = database.redo;
  let split: BackupHeader | undefined;
  // The redo point only grows: what begins behind it waits, what ends before it is done with.
  const waiting = [...candidates].sort((left, right) => compareLsn(right.firstLsn, left.firstLsn));
  let begun: BackupHeader[] = [];
  for (;;) {
    const at = redo;
    for (let first = waiting.at(-1); first && compareLsn(first.firstLsn, at.lsn) <= 0; first = waiting.at(-1)) {
      begun.push(first);
      waiting.pop();
    }
    begun = begun.filter((file) => covers(file, at));
    const fitting = begun.filter((file) => isOnPath(file, at)).sort(byReach);
    const next = fitting[0];
    if (next === undefined) break;
    split = fitting.find((file) => contradicts(next, file));
    if (split !== undefined) break;
    apply.push(next);
    redo = { lsn: next.lastLsn, forkGuid: next.lastForkGuid };
  }

  const endsAtTime = apply.findLast(({ takenAt }) => takenAt !== null)?.takenAt ?? null;
  const applied = new Set(apply);
  const rest: BackupHeader[] = [];
  for (const file of candidates.filter((each) => !applied.has(each) && each !== split)) {
    const reason = reasonToSkip(file, database.redo, redo) ?? ofFormerChain(file, redo, endsAtTime ?? database.takenAt);
    if (reason === undefined) rest.push(file);
    else skipped.push(reason);
  }
  const walk: ChainWalk = { apply, skipped, endsAt: redo, endsAtTime };

  const stray = split ?? rest.find((file) => covers(file, redo));
  if (stray !== undefined) {
    const says =
      split === undefined
        ? `${stray.file} goes on from LSN ${redo.lsn}, but on another recovery path: its database and this copy have diverged.`
        : `More than one recovery path goes on from LSN ${redo.lsn}; ${stray.file} contradicts another file.`;
    return { kind: 'fork', fork: { after: redo.lsn, file: stray.file }, says, ...walk };
  }
  const beyond = rest
    .filter((file) => compareLsn(file.firstLsn, redo.lsn) > 0)
    .sort((left, right) => compareLsn(left.firstLsn, right.firstLsn))[0];
  if (beyond !== undefined) {
    const says = `A log backup is missing: the copy ends at LSN ${redo.lsn}, and the next file, ${beyond.file}, begins at LSN ${beyond.firstLsn}.`;
    return { kind: 'gap', gap: { after: redo.lsn, next: beyond.file, firstLsn: beyond.firstLsn }, says, ...walk };
  }
  return { kind: 'whole', ...walk };
}

/** Clocks of two servers of a pair may differ by less. */
const skewMs = 3_600_000;

/**
 * A log backup that is older than where the copy stands cannot go on from there, whatever its LSNs: it was left by a chain
 * of before a failover or a failback, whose LSNs may be higher.
 */
function ofFormerChain({ file, ...header }: BackupHeader, end: RedoPoint, endsAt: string | null): Skipped | undefined {
  if (header.takenAt === null || endsAt === null) return undefined;
  if (sameName(header.firstForkGuid, end.forkGuid) || sameName(header.lastForkGuid, end.forkGuid)) return undefined;
  if (Date.parse(endsAt) - Date.parse(header.takenAt) <= skewMs) return undefined;
  const says = `${file} is on another recovery path and was taken at ${header.takenAt}, before the chain came to where it ends (${endsAt}): it was left by a former one.`;
  return { file, reason: 'former', says };
}

/** Why a file of this database that is not to be applied is behind the end of the chain; `undefined` when it is not. */
function reasonToSkip({ file, ...header }: BackupHeader, start: RedoPoint, end: RedoPoint): Skipped | undefined {
  if (compareLsn(header.lastLsn, start.lsn) <= 0) {
    return { file, reason: 'applied', says: `${file} ends at LSN ${header.lastLsn}, which is applied already.` };
  }
  if (compareLsn(header.lastLsn, end.lsn) > 0) return undefined;
  return sameName(header.lastForkGuid, end.forkGuid) || sameName(header.lastForkGuid, start.forkGuid)
    ? { file, reason: 'covered', says: `${file} holds nothing that another file of the chain does not hold.` }
    : { file, reason: 'other path', says: `${file} is on a recovery path that the chain does not follow.` };
}
