/** Port of an instance: disks and shares as its service reaches them, and the logs of its databases. */
import type { Place } from '../../../contract';
import type { FileFaults } from '../../../file-faults';
import type { Files } from '../../../files';
import type { Lsn } from '../../../lsn';
import type { Database } from '../database';
import type { DatabaseFile } from '../database-parts';
import type { Change, LogRecord } from '../transaction-log';

export interface Storage {
  /** Its host, whose disks a local path means. */
  readonly place: Place;
  readonly files: Files;
  readonly faults: FileFaults;
  /** Of backup, restore and seeding, in MB/s. */
  readonly throughput: number;
  readonly dataFolder: string;
  readonly logFolder: string;
  readonly backupFolder: string;
  /** The files of a new database. */
  defaultFiles(name: string): DatabaseFile[];
  /** Logs a change; a connected mirror has it before this returns. */
  write(database: Database, changes: readonly Change[], bytes?: number): LogRecord;
  /** A log backup frees the log before `to`. */
  truncateLog(database: Database, to: Lsn): void;
}
