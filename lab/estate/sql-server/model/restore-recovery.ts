/** How a restore sequence ends or goes on: RECOVERY, NORECOVERY or STANDBY. */
import type { RestoreStatement, SessionFacts } from '../contract';
import type { Database } from './database';
import type { Service, Storage } from './ports';
import { tell, tellProcessed, workFor } from './long-work';
import { refusal } from './refusals';
import { databaseVersionOf } from './releases';
import { checkTarget } from './restore-plan';
import type { FoundSet } from './restore-plan';
import type { Restoring } from './restoring';
import { checkStandbyFile, enterStandby, leaveStandby } from './standby';
import { has, statsOf } from './statement-options';

const recoverySeconds = 0.5;

/** The state after a set has been applied, and its line in the history. A point that was not reached forbids recovery. */
export async function endRestore(
  { statement, session, instance, stop }: Restoring,
  { header }: FoundSet,
  database: Database,
  isReached: boolean,
): Promise<void> {
  const { options } = statement;
  const isData = header.type !== 'L';
  if (isData && stop && !has(options, 'NORECOVERY')) tell(session, 4322);
  const goesOn = has(options, 'NORECOVERY') || !isReached || (isData && stop !== undefined);
  const recovery = !goesOn && !has(options, 'STANDBY');
  if (recovery) recover(database, statement, session, instance);
  else if (!goesOn) await enterStandby(database, options, instance);
  instance.msdb.recordRestore(header, {
    database: database.name,
    type: header.type,
    replace: has(options, 'REPLACE'),
    recovery,
    user: session.login,
    devices: statement.disks,
    ...(stop?.kind === 'time' && { stopAt: stop.at }),
  });
  instance.changed(`restore of ${database.name}`);
}

/** RESTORE DATABASE … WITH RECOVERY | NORECOVERY | STANDBY without FROM. @throws SqlError 3117, 3118, 3153, 4319, 4333. */
export async function recoverOnly({ statement, session, instance }: Restoring): Promise<void> {
  const { options } = statement;
  const database = instance.find(statement.database);
  if (!database) throw refusal(3118, statement.database);
  checkTarget(database, session, instance);
  if (database.state === 'ONLINE' && !database.inStandby) throw refusal(3153);
  if (database.state !== 'RESTORING' && database.state !== 'ONLINE') throw refusal(3117);
  if (database.interruptedRestore) throw refusal(4333);
  if (database.interruptedLog !== undefined) throw refusal(4319, database.files[0]!.logicalName);
  checkStandbyFile(database, instance);
  database.busy.add('restore');
  try {
    await workFor(recoverySeconds, 'RESTORE DATABASE', session, instance.clock, statsOf(options));
  } finally {
    database.busy.delete('restore');
  }
  await leaveStandby(database, instance);
  if (has(options, 'NORECOVERY')) database.state = 'RESTORING';
  else if (has(options, 'STANDBY')) await enterStandby(database, options, instance);
  else recover(database, statement, session, instance);
  tellProcessed(session, 'RESTORE DATABASE', database.name, 1, [], recoverySeconds);
  instance.changed(`recovery of ${database.name}`);
}

/** The database opens for writing, on a recovery path of its own. */
function recover(
  database: Database,
  { options }: RestoreStatement,
  session: SessionFacts,
  instance: Service & Storage,
): void {
  upgrade(database, session, instance);
  database.log.fork();
  database.state = 'ONLINE';
  database.inStandby = false;
  if (has(options, 'RESTRICTED_USER')) instance.write(database, [{ kind: 'user access', to: 'RESTRICTED_USER' }]);
  else instance.write(database, []);
  if (has(options, 'ENABLE_BROKER') || has(options, 'ERROR_BROKER_CONVERSATIONS')) database.brokerEnabled = true;
}

/** A database of an older server is upgraded when it is recovered: one message for each step. */
function upgrade(database: Database, session: SessionFacts, instance: Service): void {
  const to = instance.release.databaseVersion;
  const from = database.upgradesFrom === undefined ? to : databaseVersionOf(database.upgradesFrom);
  for (let step = from; step < to; step += 1) tell(session, 951, database.name, step, step + 1);
  delete database.upgradesFrom;
}
