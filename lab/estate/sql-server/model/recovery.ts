/**
 * What becomes of the databases when the service starts: RECOVERING after a crash, RECOVERY_PENDING where a file cannot
 * be opened, else ONLINE at once ("Database States"). A database that was being restored is still RESTORING.
 */
import { OsError } from '../../contract';
import type { Database } from './database';
import type { Server, Storage } from './ports';
import { settle } from './mirroring';
import { followedBy, messageOf, refusal } from './refusals';

/** The refusal for the first file that cannot be opened now, as ALTER DATABASE … SET ONLINE tells it; else `undefined`. */
function unreadableFile(database: Database, instance: Storage): ReturnType<typeof refusal> | undefined {
  for (const { physicalName } of database.files) {
    try {
      instance.files.resolve(physicalName, instance.place);
    } catch (error) {
      if (!(error instanceof OsError)) throw error;
      const cause = refusal(5120, physicalName, error.code, `${String(error.code)}(${error.text})`);
      return followedBy(cause, messageOf(945, database.name));
    }
  }
  return undefined;
}

const needsRecovery = ['ONLINE', 'RECOVERING', 'RECOVERY_PENDING'];

/** Opens the databases of an instance that starts. */
export function recoverDatabases(instance: Server, afterCrash: boolean): void {
  for (const database of instance.held) {
    settle(database, instance);
    if (database.isSystem || !needsRecovery.includes(database.state)) continue;
    const wasOpen = afterCrash || database.state !== 'ONLINE';
    if (unreadableFile(database, instance)) database.state = 'RECOVERY_PENDING';
    else if (wasOpen) void recoverInTime(database, instance);
  }
}

async function recoverInTime(database: Database, instance: Server): Promise<void> {
  const life = instance.startedAt;
  const isUnderWay = (): boolean => instance.isUp && instance.startedAt === life && database.state === 'RECOVERING';
  database.state = 'RECOVERING';
  await instance.clock.lasts(instance.timings.recovery);
  if (!isUnderWay()) return;
  database.state = 'ONLINE';
  settle(database, instance);
  instance.changed(`${database.name} is recovered`);
}

/** ALTER DATABASE … SET ONLINE. @throws SqlError 5120 and 945 while a file cannot be opened. */
export function bringOnline(database: Database, instance: Storage): void {
  const unreadable = unreadableFile(database, instance);
  if (unreadable) {
    database.state = 'RECOVERY_PENDING';
    throw unreadable;
  }
  database.state = 'ONLINE';
}
