/** WITH STANDBY: a database that can be read between two restores, and the file that holds what that undid. */
import { OsError } from '../../contract';
import type { StatementOptions } from '../contract';
import type { Database } from './database';
import type { Storage } from './ports';
import { refusal } from './refusals';
import { textOption } from './statement-options';

/** @throws SqlError 3170 without a name, 5123 where the file cannot be made. */
export async function enterStandby(database: Database, options: StatementOptions, instance: Storage): Promise<void> {
  const file = textOption(options, 'STANDBY') ?? '';
  if (file === '') throw refusal(3170);
  try {
    await instance.files.write(file, Buffer.from(`undo of ${database.name}\n`), instance.place);
  } catch (error) {
    throw error instanceof OsError ? refusal(5123, `${String(error.code)}(${error.text})`, file) : error;
  }
  database.state = 'ONLINE';
  database.inStandby = true;
  database.standbyFile = file;
}

/** @throws SqlError 3441 where the standby file has gone: the restore sequence cannot go on. */
export function checkStandbyFile(database: Database, instance: Storage): void {
  const { standbyFile } = database;
  if (!database.inStandby || standbyFile === undefined || instance.files.exists(standbyFile, instance.place)) return;
  throw refusal(3441, database.name, database.id, standbyFile, '2(The system cannot find the file specified.)');
}

/** The next restore begins: what was undone is redone, and the file is of no use any more. */
export async function leaveStandby(database: Database, instance: Storage): Promise<void> {
  database.inStandby = false;
  const { standbyFile } = database;
  if (standbyFile === undefined) return;
  delete database.standbyFile;
  if (instance.files.exists(standbyFile, instance.place)) await instance.files.remove(standbyFile, instance.place);
}
