/** Resident memory of the worker processes while they work. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Supervisor } from '../rig/processes/supervisor';

const lookEveryMs = 500;

/** Highest resident memory of each worker in MB, from now until the returned function is called. */
export function watchMemory(workers: Supervisor): () => Record<string, number> {
  const peaks: Record<string, number> = {};
  const look = async (): Promise<void> => {
    for (const name of workers.names) {
      const pid = workers.pidOf(name);
      if (pid !== undefined) peaks[name] = Math.max(peaks[name] ?? 0, await residentMegabytes(pid));
    }
  };
  let looking: Promise<void> = look();
  const timer = setInterval(() => {
    looking = looking.then(look);
  }, lookEveryMs);
  return () => {
    clearInterval(timer);
    return peaks;
  };
}

/** 0 for a process that has ended meanwhile. */
async function residentMegabytes(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return Number(stdout.trim()) / 1024;
}
