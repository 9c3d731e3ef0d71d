/** Faults of shares and disks: denied, full, slow. Losing or corrupting a file is done to the file itself. */
import type { FileAccount, Place } from './contract';

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
  /** The account that it holds for; absent = every account. */
  readonly account?: FileAccount;
}

/** A disk that is nearly full. */
interface Space extends Fault {
  readonly bytes: number;
  readonly taken: Map<string, Taken>;
}

/** What a file takes of it; modelled, for the real file is small. */
interface Taken {
  readonly file: string;
  readonly host: string;
  bytes: number;
}

export class FileFaults {
  readonly #spaces: Space[] = [];
  readonly #denied: Fault[] = [];
  readonly #full: Fault[] = [];
  readonly #slow = new Map<string, number>();

  /** @param databaseBytes the disks are bought for: copies and growth of it have room. */
  constructor(private readonly databaseBytes = 0) {}

  /** Free bytes of a disk that is not full. */
  get diskSize(): number {
    return Math.max(smallestDisk, 4 * this.databaseBytes);
  }

  /** Access to the folder is denied, for one host or for all, to one account or to every one. @returns the end of the fault. */
  deny(folder: string, host?: string, account?: FileAccount): () => void {
    return addTo(this.#denied, {
      folder,
      ...(host !== undefined && { host }),
      ...(account !== undefined && { account }),
    });
  }

  /** There is no space left below the folder. */
  fill(folder: string, host?: string): () => void {
    return add(this.#full, folder, host);
  }

  /** Only so many bytes are left below the folder; what is written from now on takes of them. */
  leave(folder: string, bytes: number, host?: string): () => void {
    const space = { folder, bytes, taken: new Map<string, Taken>(), ...(host !== undefined && { host }) };
    return addTo(this.#spaces, space);
  }

  /** Every read and write below the folder takes so many modelled seconds more. */
  slow(folder: string, seconds: number): () => void {
    this.#slow.set(folder, seconds);
    return () => this.#slow.delete(folder);
  }

  denies(file: string, place: Place): boolean {
    const { account = 'engine' } = place;
    return holds(
      this.#denied.filter((fault) => fault.account === undefined || fault.account === account),
      file,
      place,
    );
  }

  isFull(file: string, place: Place): boolean {
    return holds(this.#full, file, place);
  }

  /** Bytes that can be written to the file; `exists` tells which of those that took some are still there. */
  freeBytes(file: string, place: Place, exists: (taken: { file: string; host: string }) => boolean): number {
    if (this.isFull(file, place)) return 0;
    const left = this.#spaces
      .filter((space) => lies(space, file, place))
      .map(({ bytes, taken }) => [...taken.values()].filter(exists).reduce((rest, one) => rest - one.bytes, bytes));
    return Math.max(0, Math.min(this.diskSize, ...left));
  }

  /** The file takes so many bytes more. */
  occupy(file: string, place: Place, bytes: number): void {
    const key = normalised(file);
    for (const { taken } of this.#spaces.filter((space) => lies(space, file, place))) {
      const known = taken.get(key);
      if (known) known.bytes += bytes;
      else taken.set(key, { file, host: place.host, bytes });
    }
  }

  slowness(file: string): number {
    return [...this.#slow].filter(([folder]) => within(file, folder)).reduce((sum, [, seconds]) => sum + seconds, 0);
  }
}

const add = (faults: Fault[], folder: string, host?: string): (() => void) =>
  addTo(faults, { folder, ...(host !== undefined && { host }) });

function addTo<One extends Fault>(faults: One[], fault: One): () => void {
  faults.push(fault);
  return () => {
    const index = faults.indexOf(fault);
    if (index >= 0) faults.splice(index, 1);
  };
}

const lies = ({ folder, host }: Fault, file: string, place: Place): boolean =>
  within(file, folder) && (host === undefined || host.toLowerCase() === place.host.toLowerCase());

const holds = (faults: readonly Fault[], file: string, place: Place): boolean =>
  faults.some((fault) => lies(fault, file, place));
