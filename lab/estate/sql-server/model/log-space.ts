/**
 * The space of a transaction log: how much of it is used, what keeps it from being reused, how its file grows, and what
 * happens when it cannot ("Factors That Can Delay Log Truncation", MSSQLSERVER_9002).
 */
import { compareLsn } from '../../lsn';
import type { Lsn } from '../../lsn';
import type { Database } from './database';
import type { Mirroring, Service, Sessions, Storage } from './ports';
import { partnerOf } from './mirroring';
import { refusal } from './refusals';

/** By how much a log file grows at once: sys.master_files.growth, in pages of 8 KB. */
export const growthPages = 1280;
const growth = growthPages * 8192;

/** sys.databases.log_reuse_wait and its description. */
const reuseWaits = {
  NOTHING: 0,
  LOG_BACKUP: 2,
  ACTIVE_BACKUP_OR_RESTORE: 3,
  ACTIVE_TRANSACTION: 4,
  DATABASE_MIRRORING: 5,
} as const;

export interface ReuseWait {
  readonly number: number;
  readonly description: keyof typeof reuseWaits;
}

/** What a log needs that holds nothing. */
const emptyLog = 256 * 1024;

/** Bytes of the log file and of what is in use of it; DBCC SQLPERF(LOGSPACE) shows them. */
export function logSpaceOf(database: Database): { readonly size: number; readonly used: number } {
  const size = database.files.reduce((sum, file) => sum + (file.type === 'LOG' ? file.size : 0), 0);
  return { size, used: Math.min(size, emptyLog + (truncatesByItself(database) ? 0 : database.log.bytes)) };
}

/** SIMPLE, or FULL before the first full backup: a checkpoint frees the log. */
const truncatesByItself = ({ recoveryModel, logChain, state }: Database): boolean =>
  recoveryModel === 'SIMPLE' || (logChain === undefined && state === 'ONLINE');

/** What keeps the oldest log of the database from being reused. */
export function reuseWaitOf(database: Database, instance: Service & Sessions & Mirroring): ReuseWait {
  const wait = (description: ReuseWait['description']): ReuseWait => ({ number: reuseWaits[description], description });
  const { logChain, lsn } = database;
  const oldest = instance.transactions.oldest(database);
  if (truncatesByItself(database) || logChain === undefined) return wait(oldest ? 'ACTIVE_TRANSACTION' : 'NOTHING');
  if (isHeldByMirror(database, instance)) return wait('DATABASE_MIRRORING');
  if (oldest !== undefined && compareLsn(oldest, logChain) < 0) return wait('ACTIVE_TRANSACTION');
  if (database.busy.has('full backup')) return wait('ACTIVE_BACKUP_OR_RESTORE');
  return wait(logChain === lsn ? 'NOTHING' : 'LOG_BACKUP');
}

/** Log that is backed up and that the mirror does not have yet. */
function isHeldByMirror(database: Database, instance: Service & Mirroring): boolean {
  const { mirroring, logChain, log } = database;
  if (mirroring?.role !== 'PRINCIPAL' || logChain === undefined || compareLsn(log.start, logChain) >= 0) return false;
  const mirror = partnerOf(database, instance);
  return mirror === undefined || compareLsn(mirror.database.lsn, logChain) < 0;
}

/** A log backup frees the log before `to`, except what a mirror or an open transaction still needs. */
export function truncateLog(database: Database, to: Lsn, instance: Service & Sessions & Mirroring): void {
  database.logChain = to;
  const mirror = partnerOf(database, instance);
  if (mirror) mirror.database.logChain = to;
  const isBehind = mirror ? compareLsn(mirror.database.lsn, to) < 0 : database.mirroring !== undefined;
  if (isBehind) return;
  const oldest = instance.transactions.oldest(database);
  const free = oldest !== undefined && compareLsn(oldest, to) < 0 ? oldest : to;
  database.log.truncate(free);
  mirror?.database.log.truncate(free);
}

/** Makes room for so many bytes of log; the file grows where it has to. @throws SqlError 9002 when it cannot. */
export function reserveLog(
  database: Database,
  bytes: number,
  instance: Service & Sessions & Storage & Mirroring,
): void {
  if (truncatesByItself(database)) return;
  const missing = emptyLog + database.log.bytes + bytes - logSpaceOf(database).size;
  if (missing <= 0) return;
  const more = Math.ceil(missing / growth) * growth;
  const log = database.files.find(({ type }) => type === 'LOG')!;
  if (more > instance.files.freeBytes(log.physicalName, instance.place))
    throw refusal(9002, database.name, reuseWaitOf(database, instance).description);
  instance.faults.occupy(log.physicalName, instance.place, more);
  database.files = database.files.map((file) => (file === log ? { ...file, size: file.size + more } : file));
}
