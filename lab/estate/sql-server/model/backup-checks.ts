/** Why a database cannot be backed up now. */
import type { BackupStatement, SessionFacts, StatementOptions } from '../contract';
import type { Database } from './database';
import { databaseNotUsable } from './database-access';
import { checkLogFiles } from './file-damage';
import type { Sessions } from './ports';
import { refusal } from './refusals';
import { has } from './statement-options';

/**
 * Of a damaged database only the tail of a whole log can be saved, WITH NO_TRUNCATE.
 * @throws SqlError 927, 954, 3024, 3033, 3035, 3036, 3049, 3101, 3102, 3147, 4208, 4212, 4214 and of states.
 */
export function checkBackup(
  database: Database,
  { what, options }: BackupStatement,
  session: SessionFacts,
  instance: Sessions,
): void {
  if (database.name === 'tempdb') throw refusal(3147);
  if (database.inStandby) throw refusal(3036, database.name);
  const refused = databaseNotUsable(database);
  if (refused && !(database.failedToStart && has(options, 'NO_TRUNCATE'))) throw refused;
  if (database.failedToStart) checkLogFiles(database);
  if (what === 'database') checkData(database, options);
  else checkLog(database, options, session, instance);
}

function checkData(database: Database, options: StatementOptions): void {
  if (database.state === 'EMERGENCY') throw refusal(3033);
  if (!has(options, 'DIFFERENTIAL')) return;
  if (database.name === 'master') throw refusal(3024);
  if (!database.fullBackup) throw refusal(3035, database.name);
}

function checkLog(database: Database, options: StatementOptions, session: SessionFacts, instance: Sessions): void {
  if (database.name === 'master') throw refusal(4212);
  if (database.recoveryModel === 'SIMPLE') throw refusal(4208, 'BACKUP LOG');
  if (database.logChain === undefined) throw refusal(4214);
  if (!has(options, 'NORECOVERY') && !has(options, 'STANDBY')) return;
  if (database.mirroring) throw refusal(1468, database.name);
  if (session.database === database.name) throw refusal(3102, 'BACKUP LOG', database.name);
  if (instance.sessions(database.name).length > 0) throw refusal(3101);
}
