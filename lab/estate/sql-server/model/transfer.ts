/**
 * The bytes of a BACKUP or RESTORE on their way: as long as throughput and a slow share make it, with progress, and with
 * what may happen to a device meanwhile: its disk fills, its share goes away, access to it is denied.
 */
import { OsError } from '../../contract';
import { osError } from '../../files';
import type { SessionFacts } from '../contract';
import { deviceRefusal } from './device-refusals';
import type { Clock, Storage } from './ports';
import { secondsFor, workFor } from './long-work';

export interface Transfer {
  readonly kind: 'write' | 'read';
  readonly command: string;
  readonly disks: readonly string[];
  /** Of the database or log. */
  readonly bytes: number;
  /** What of it lies on the devices; default: all of it. */
  readonly onDisk?: number;
  readonly stats?: number | undefined;
}

/** @returns the modelled seconds that it took. @throws SqlError 3202, 3203, 3204. */
export async function transfer(work: Transfer, session: SessionFacts, instance: Clock & Storage): Promise<number> {
  const { faults } = instance;
  const slowness = Math.max(0, ...work.disks.map((disk) => faults.slowness(disk)));
  const seconds = secondsFor(work.bytes, instance.throughput) + slowness;
  let written = 0;
  await workFor(seconds, work.command, session, instance.clock, work.stats, (fraction) => {
    for (const disk of work.disks) checkDevice(disk, work, instance);
    if (work.kind === 'read') return;
    const due = ((work.onDisk ?? work.bytes) * fraction) / Math.max(1, work.disks.length);
    for (const disk of work.disks) occupy(disk, due - written, instance);
    written = due;
  });
  return seconds;
}

function checkDevice(disk: string, { kind }: Transfer, instance: Storage): void {
  try {
    instance.files.resolve(disk, instance.place);
  } catch (error) {
    throw error instanceof OsError ? deviceRefusal(error, disk, kind) : error;
  }
}

function occupy(disk: string, bytes: number, instance: Storage): void {
  const free = instance.files.freeBytes(disk, instance.place);
  instance.faults.occupy(disk, instance.place, Math.min(bytes, free));
  if (bytes > free) throw deviceRefusal(osError(112), disk, 'write');
}
