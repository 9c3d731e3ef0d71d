/**
 * What becomes of the databases when the service starts: RECOVERING after a crash, RECOVERY_PENDING where a file cannot
 * be opened, SUSPECT where one cannot be recovered, else ONLINE at once ("Database States"). A database that was being
 * restored is still RESTORING.
 */
import { OsError } from '../../contract';
import { osError } from '../../files';
import type { DatabaseState } from '../../contract';
import type { SqlError } from '../contract';
import type { Database } from './database';
import type { Server, Storage } from './ports';
import { settle } from './mirroring';
import { followedBy, messageOf, refusal } from './refusals';

/** The refusal for the first file that cannot be opened now, as ALTER DATABASE … SET ONLINE tells it; else `undefined`. */
function unreadableFile(database: Database, instance: Storage): SqlError | undefined {
  for (const { logicalName, physicalName } of database.files) {
    try {
      if (database.damage.get(logicalName) === 'gone') throw osError(2);
      instance.files.resolve(physicalName, instance.place);
    } catch (error) {
      if (!(error instanceof OsError)) throw error;
      const cause = refusal(5120, physicalName, error.code, `${String(error.code)}(${error.text})`);
      return followedBy(cause, messageOf(945, database.name));
    }
  }
  return undefined;
}

/** Leaves the database RECOVERY_PENDING or SUSPECT when it cannot be started. @returns why, as SET ONLINE tells it. */
export function tryToStart(database: Database, instance: Storage): SqlError | undefined {
  const unreadable = unreadableFile(database, instance);
  const failure = unreadable ?? (database.damage.size > 0 ? refusal(926, database.name) : undefined);
  if (failure === undefined) return undefined;
  if (!database.failedToStart) database.wasRestoring = database.state === 'RESTORING';
  database.state = unreadable ? 'RECOVERY_PENDING' : 'SUSPECT';
  return failure;
}

/** The state of a database that could be started. */
const startedState = ({ failedToStart, wasRestoring }: Database): DatabaseState =>
  failedToStart && wasRestoring ? 'RESTORING' : 'ONLINE';

const staysAsItIs = ({ isSystem, state, damage }: Database): boolean =>
  isSystem || state === 'OFFLINE' || state === 'EMERGENCY' || (state === 'RESTORING' && damage.size === 0);

/** Opens the databases of an instance that starts. */
export function recoverDatabases(instance: Server, afterCrash: boolean): void {
  for (const database of instance.held) {
    settle(database, instance);
    if (staysAsItIs(database)) continue;
    const wasOpen = afterCrash || database.state !== 'ONLINE';
    if (tryToStart(database, instance)) continue;
    if (startedState(database) === 'RESTORING') database.state = 'RESTORING';
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

/** ALTER DATABASE … SET ONLINE. @throws SqlError 5120 and 945 while a file cannot be opened, 926 while one is damaged. */
export function bringOnline(database: Database, instance: Server): void {
  const failure = tryToStart(database, instance);
  if (failure) throw failure;
  database.state = startedState(database);
  settle(database, instance);
}
