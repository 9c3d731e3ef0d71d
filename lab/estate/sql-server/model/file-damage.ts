/**
 * Files of a database that are gone or damaged. The database is restarted because of it and does not come up: it is
 * RECOVERY_PENDING where a file is missing, SUSPECT where recovery fails on what it reads ("Database States"). Mirroring
 * notices a disk failure by that restart alone ("Possible Failures During Database Mirroring").
 */
import type { Database } from './database';
import type { FileDamage } from './database-parts';
import type { Server } from './ports';
import { partnerOf } from './mirroring';
import { bringOnline, tryToStart } from './recovery';
import { refusal } from './refusals';

export function damageFile(database: Database, file: string, damage: FileDamage, instance: Server): void {
  const { mirroring } = database;
  const principal = mirroring?.role === 'MIRROR' ? partnerOf(database, instance) : undefined;
  database.damage.set(file, damage);
  if (!instance.isUp || database.state === 'OFFLINE') return;
  // 1453: a mirror that fails suspends the session, until it is repaired and somebody resumes it.
  if (mirroring && principal) mirroring.isSuspended = principal.session.isSuspended = true;
  tryToStart(database, instance);
  instance.endSessionsIn(database.name);
}

/** The file is there again, as it was; an administrator sets the database ONLINE. */
export function mendFile(database: Database, file: string, instance: Server): void {
  if (!database.damage.delete(file) || !instance.isUp || !database.failedToStart) return;
  if (!tryToStart(database, instance)) bringOnline(database, instance);
}

/** @throws SqlError 945 or 3049 where the log, whose tail is wanted, cannot be read. */
export function checkLogFiles(database: Database): void {
  for (const { logicalName, type } of database.files) {
    const damage = type === 'LOG' ? database.damage.get(logicalName) : undefined;
    if (damage) throw damage === 'gone' ? refusal(945, database.name) : refusal(3049);
  }
}
