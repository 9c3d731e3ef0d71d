/** When a log backup was taken, told apart from what the clock of a server in another time zone showed. */

interface Dated {
  /** Name or path. */
  readonly file: string;
  /** As RESTORE HEADERONLY and msdb tell it: no zone, on the clock of the server that took it. */
  readonly finishedLocally: string;
  /** Of that server, ahead of UTC in units of 15 minutes; `null` or 127: not known. */
  readonly timeZone: number | null;
  /** When the file was written, ISO, UTC, where it was seen: nothing in it is younger. */
  readonly writtenAt?: string;
}

const hour = 3_600_000;
/** No clock stands further from UTC than this, whatever a backup lasts. */
const furthestZone = 15 * hour;
const unknownZone = 127;

/** Log shipping names a file after the universal time at which its log backup began. */
const shipped = /_(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\.trn$/i;

function stampOf({ file, finishedLocally }: Dated): number | undefined {
  const stamp = shipped.exec(file)?.[0];
  if (stamp === undefined) return undefined;
  const at = Date.parse(stamp.replace(shipped, '$1-$2-$3T$4:$5:$6Z'));
  // A name that somebody gave it tells nothing.
  return Math.abs(Date.parse(`${finishedLocally}Z`) - at) <= furthestZone ? at : undefined;
}

function zoned({ finishedLocally, timeZone }: Dated): number | undefined {
  if (timeZone === null || timeZone === unknownZone) return undefined;
  return Date.parse(`${finishedLocally}Z`) - timeZone * (hour / 4);
}

/** @returns an instant, ISO, UTC, up to which everything is in the backup; `null` where only its local time is known. */
export function takenAt(backup: Dated): string | null {
  const known = [stampOf(backup), zoned(backup)].filter((at) => at !== undefined);
  if (known.length === 0) return null;
  const written = backup.writtenAt === undefined ? [] : [Date.parse(backup.writtenAt)];
  return new Date(Math.min(...known, ...written)).toISOString();
}
