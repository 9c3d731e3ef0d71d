/** Faults of shares and disks: denied, full, slow. Losing or corrupting a file is done to the file itself. */
import type { Place } from './contract';

const smallestDisk = 2 * 1024 ** 4;

const normalised = (file: string): string =>
  file
    .replace(/[\\/]+/g, '\\')
    .replace(/\\$/, '')
    .toLowerCase();

/** Whether `file` lies in `folder`, or is it. */
export const within = (file: string, folder: string): boolean =>
  normalised(file) === normalised(folder) || normalised(file).startsWith(`${normalised(folder)}\\`);

interface Fault {
  readonly folder: string;
  /** The host that it holds for; absent = every host. */
  readonly host?: string;
}

export class FileFaults {
  readonly #denied: Fault[] = [];
  readonly #full: Fault[] = [];
  readonly #slow = new Map<string, number>();

  /** @param databaseBytes the disks are bought for: copies and growth of it have room. */
  constructor(private readonly databaseBytes = 0) {}

  /** Free bytes of a disk that is not full. */
  get diskSize(): number {
    return Math.max(smallestDisk, 4 * this.databaseBytes);
  }

  /** Access to the folder is denied, for one host or for all. @returns the end of the fault. */
  deny(folder: string, host?: string): () => void {
    return add(this.#denied, folder, host);
  }

  /** There is no space left below the folder. */
  fill(folder: string, host?: string): () => void {
    return add(this.#full, folder, host);
  }

  /** Every read and write below the folder takes so many modelled seconds more. */
  slow(folder: string, seconds: number): () => void {
    this.#slow.set(folder, seconds);
    return () => this.#slow.delete(folder);
  }

  denies(file: string, place: Place): boolean {
    return holds(this.#denied, file, place);
  }

  isFull(file: string, place: Place): boolean {
    return holds(this.#full, file, place);
  }

  slowness(file: string): number {
    return [...this.#slow].filter(([folder]) => within(file, folder)).reduce((sum, [, seconds]) => sum + seconds, 0);
  }
}

function add(faults: Fault[], folder: string, host?: string): () => void {
  const fault: Fault = { folder, ...(host !== undefined && { host }) };
  faults.push(fault);
  return () => {
    const index = faults.indexOf(fault);
    if (index >= 0) faults.splice(index, 1);
  };
}

const holds = (faults: readonly Fault[], file: string, place: Place): boolean =>
  faults.some(
    ({ folder, host }) =>
      within(file, folder) && (host === undefined || host.toLowerCase() === place.host.toLowerCase()),
  );
