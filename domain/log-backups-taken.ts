/**
 * Log backups that a store took, as its msdb remembers, held against those that are at hand: one that another tool took to
 * another place is a link of the chain, and without it every later one is refused (4305).
 */
import { compareLsn, type Lsn } from './lsn';
import type { StoreRole } from './topology/pool';

export interface LogBackupTaken {
  /** Paths as that SQL Server wrote them; more than one for a striped backup. */
  readonly files: readonly string[];
  /** `false` for a tape, a URL or a virtual device: then no file has that path. */
  readonly onDisk: boolean;
  /** Of the set in its file: a tool may append one to the other. */
  readonly position: number;
  readonly host: string;
  readonly user: string | null;
  /** What the tool called it, and itself. */
  readonly name: string | null;
  readonly software: string | null;
  /** ISO, UTC. */
  readonly finishedAt: string;
  readonly firstLsn: Lsn;
  readonly lastLsn: Lsn;
}

export interface LogBackupsTaken {
  readonly role: StoreRole;
  /** Links of the chain that are not at hand, oldest first; the first few of them. */
  readonly elsewhere: readonly LogBackupTaken[];
  /** How many there are. */
  readonly count: number;
  /** The newest log backup, where it was taken WITH NORECOVERY. */
  readonly seal?: LogBackupTaken;
  /** Why the share or the copy folder could not be listed: what is elsewhere may lie there after all. */
  readonly unlisted?: readonly string[];
}

export interface LogBackupSeen extends LogBackupTaken {
  readonly isTail: boolean;
}

/** The names that log shipping gives; msdb remembers the one that the file had while it was written (`.wrk`). */
const shipped = /^(mgc_\d{14})\.(?:trn|wrk)$/i;
const stemOf = (path: string): string | undefined => shipped.exec(path.replace(/^.*[\\/]/s, ''))?.[1]?.toLowerCase();

const listed = 5;

/**
 * `endsAt`: how far the log backups at hand reach. `onShare`: names of files there, for one may have come meanwhile. `behind`:
 * where the files end that are there behind a gap, under whatever name.
 */
export function logBackupsTaken(
  role: StoreRole,
  taken: readonly LogBackupSeen[],
  {
    endsAt,
    onShare,
    behind = [],
    unlisted = [],
  }: { endsAt: Lsn; onShare: readonly string[]; behind?: readonly Lsn[]; unlisted?: readonly string[] },
): LogBackupsTaken {
  const inTurn = [...taken].sort((left, right) => compareLsn(left.lastLsn, right.lastLsn));
  const stems = new Set(onShare.flatMap((name) => stemOf(name) ?? []));
  const isAtHand = ({ files, lastLsn }: LogBackupSeen): boolean =>
    compareLsn(lastLsn, endsAt) <= 0 ||
    behind.includes(lastLsn) ||
    files.every((file) => stems.has(stemOf(file) ?? ''));
  const elsewhere = inTurn.filter((backup) => !isAtHand(backup));
  const newest = inTurn.at(-1);
  return {
    role,
    elsewhere: elsewhere.slice(0, listed).map(bare),
    count: elsewhere.length,
    ...(newest?.isTail === true ? { seal: bare(newest) } : {}),
    ...(unlisted.length > 0 ? { unlisted } : {}),
  };
}

const bare = ({
  files,
  onDisk,
  position,
  host,
  user,
  name,
  software,
  finishedAt,
  firstLsn,
  lastLsn,
}: LogBackupSeen) => ({
  files,
  onDisk,
  position,
  host,
  user,
  name,
  software,
  finishedAt,
  firstLsn,
  lastLsn,
});

/** `LSN 1 to 2, taken at … by CONTOSO\veeam ("nightly", Veeam) on SQL1`. */
export function describeTaken({
  files,
  host,
  user,
  name,
  software,
  finishedAt,
  firstLsn,
  lastLsn,
}: LogBackupTaken): string {
  const tool = [name === null ? [] : `"${name}"`, software === null || software === ours ? [] : software].flat();
  return `${files.join(' with ')} (host ${host}, taken at ${finishedAt}${user === null ? '' : ` by ${user}`}${tool.length === 0 ? '' : `, ${tool.join(', ')}`}, LSN ${firstLsn} to ${lastLsn})`;
}

/** Where a log backup was looked for in vain; a folder that could not be listed is no place where it is not. */
export const missingFrom = ({ unlisted = [] }: { readonly unlisted?: readonly string[] | undefined }): string =>
  unlisted.length === 0
    ? 'neither on the share nor in the copy folder'
    : `not among the log backups that can be seen (${unlisted.map((reason) => reason.replace(/\.$/, '')).join('; ')})`;

/** What SQL Server's own BACKUP calls itself. */
const ours = 'Microsoft SQL Server';
