/** Reads from msdb which log backups a store took that log shipping does not have at hand. */
import { logBackupsTaken, type LogBackupSeen, type LogBackupsTaken } from '../../domain/log-backups-taken';
import { lsn, type Lsn } from '../../domain/lsn';
import type { StoreRole } from '../../domain/topology/pool';
import type { LogBackupTakenRow } from '../adapters/sql-server/sql-rows';
import type { Context } from '../context';
import { storeAt } from '../scope';

/** Where the backup copy stands, how far the log backups at hand reach, and of which database they are. */
export interface AtHand {
  readonly redoLsn: Lsn;
  readonly endsAt: Lsn;
  readonly familyGuid: string | null;
}

export async function readLogBackupsTaken(
  { tools, pool }: Context,
  on: readonly StoreRole[],
  { redoLsn, endsAt, familyGuid }: AtHand,
): Promise<LogBackupsTaken[]> {
  const rows = await Promise.all(
    on.map((role) => tools.sql.query(storeAt(pool, role), 'log-backups-taken', { database: 'mgc', fromLsn: redoLsn })),
  );
  // After msdb: what log shipping took since the chain was read is on the share by now.
  const onShare = (await tools.share.list(pool.logShipping.share).catch(() => [])).map(({ name }) => name);
  return on.map((role, index) => logBackupsTaken(role, setsOf(rows[index] ?? [], familyGuid), { endsAt, onShare }));
}

/** SQL Server's `device_type` of a disk file: named in the statement, or as a backup device. */
const diskTypes: readonly (number | null)[] = [2, 102];

function setsOf(rows: readonly LogBackupTakenRow[], familyGuid: string | null): LogBackupSeen[] {
  const ofFamily = rows.filter(
    (row) => familyGuid === null || row.familyGuid.toLowerCase() === familyGuid.toLowerCase(),
  );
  const sets = new Map<number, LogBackupSeen>();
  for (const { setId, file, deviceType, position, host, user, name, software, isTail, ...row } of ofFamily) {
    sets.set(setId, {
      files: [...(sets.get(setId)?.files ?? []), file],
      onDisk: diskTypes.includes(deviceType) && file.toUpperCase() !== 'NUL',
      position,
      host,
      user,
      name,
      software,
      finishedAt: row.backupFinishedAt,
      firstLsn: lsn(row.firstLsn),
      lastLsn: lsn(row.lastLsn),
      isTail,
    });
  }
  return [...sets.values()];
}
