/** Paths of the estate on real folders: UNC shares and the disks of hosts, with reachability and faults. */
import fs from 'node:fs';
import path from 'node:path';
import type { Pool } from './pool';
import type { LabClock } from './clock';
import { OsError } from './contract';
import type { EstateFiles, Place } from './contract';
import type { FileFaults } from './file-faults';
import type { Network, Side } from './network';

const texts = {
  2: 'The system cannot find the file specified.',
  3: 'The system cannot find the path specified.',
  5: 'Access is denied.',
  32: 'The process cannot access the file because it is being used by another process.',
  53: 'The network path was not found.',
  64: 'The specified network name is no longer available.',
  112: 'There is not enough space on the disk.',
} as const;

export const osError = (code: keyof typeof texts): OsError => new OsError(code, texts[code]);

const osCodes: Readonly<Record<string, keyof typeof texts>> = {
  ENOENT: 2,
  ENOTDIR: 3,
  EACCES: 5,
  EPERM: 5,
  EBUSY: 32,
  ENOSPC: 112,
  EISDIR: 5,
};

const databaseFile = /\.[mnl]df$/i;

/** Folder of what stands in a lost data centre. */
const lost = 'lost';
/** Where single folders wait that a fault took away. */
const away = 'away';

export interface EstateFilesOptions {
  readonly folder: string;
  readonly pool: Pool;
  readonly network: Network;
  readonly faults: FileFaults;
  readonly clock: LabClock;
}

export class Files implements EstateFiles {
  readonly #folder: string;
  readonly #pool: Pool;
  readonly #network: Network;
  readonly #faults: FileFaults;
  readonly #clock: LabClock;

  constructor({ folder, pool, network, faults, clock }: EstateFilesOptions) {
    this.#folder = folder;
    this.#pool = pool;
    this.#network = network;
    this.#faults = faults;
    this.#clock = clock;
  }

  get mapped(): readonly { readonly path: string; readonly folder: string }[] {
    const { logShipping, mirroringShare, mgc } = this.#pool;
    const backupHost = hostName(mgc.backup.server);
    const copies = { path: logShipping.copyFolder, folder: this.#real(logShipping.copyFolder, backupHost) };
    const shares = [logShipping.share, mirroringShare].filter((share) => share !== undefined);
    return [...shares.map((share) => ({ path: share, folder: this.#real(share, '') })), copies];
  }

  resolve(file: string, place: Place): string {
    const host = uncHost(file);
    if (host !== undefined && !this.#network.reachable(place.side, this.#sideOfServer())) throw osError(53);
    if (this.#network.isLost(place.side)) throw osError(53);
    if (this.#faults.denies(file, place)) throw osError(5);
    const real = this.#real(file, place.host);
    if (host !== undefined && !fs.existsSync(this.#shareFolder(file))) throw osError(53);
    return real;
  }

  async list(folder: string, place: Place): Promise<{ name: string; size: number }[]> {
    const real = this.resolve(folder, place);
    return this.#try(async () => {
      const entries = await fs.promises.readdir(real, { withFileTypes: true });
      const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
      // Log shipping renames its files at any moment; one that has gone since is no file of this folder.
      const files = names.map((name) => ({
        name,
        size: fs.statSync(path.join(real, name), { throwIfNoEntry: false })?.size,
      }));
      return files.flatMap(({ name, size }) => (size === undefined ? [] : [{ name, size }]));
    }, 3);
  }

  async read(file: string, place: Place): Promise<Buffer> {
    const real = this.resolve(file, place);
    await this.#slowed(file);
    return this.#try(() => fs.promises.readFile(real), fs.existsSync(path.dirname(real)) ? 2 : 3);
  }

  async write(file: string, content: Buffer, place: Place, append = false): Promise<void> {
    const real = this.resolve(file, place);
    if (this.#faults.isFull(file, place)) throw osError(112);
    await this.#slowed(file);
    await this.#try(() => (append ? fs.promises.appendFile(real, content) : fs.promises.writeFile(real, content)), 3);
  }

  async rename(from: string, to: string, place: Place): Promise<void> {
    const [source, target] = [this.resolve(from, place), this.resolve(to, place)];
    await this.#try(() => fs.promises.rename(source, target), 2);
  }

  async remove(file: string, place: Place): Promise<void> {
    const real = this.resolve(file, place);
    await this.#try(() => fs.promises.unlink(real), 2);
  }

  exists(file: string, place: Place): boolean {
    try {
      return fs.existsSync(this.resolve(file, place));
    } catch {
      return false;
    }
  }

  isFolder(file: string, place: Place): boolean {
    return this.exists(file, place) && fs.statSync(this.resolve(file, place)).isDirectory();
  }

  /** Makes a share or a folder of a host, as an administrator prepared it. */
  prepare(folder: string, host: string): void {
    fs.mkdirSync(this.#real(folder, host), { recursive: true });
  }

  /** The disks and shares of a lost data centre: nobody finds them, not even who knows the real folder. */
  hide(side: Side, hosts: readonly string[]): void {
    for (const folder of this.#foldersIn(side, hosts)) this.#move(folder, path.join(lost, folder));
  }

  /** They are back as they were. */
  show(side: Side, hosts: readonly string[]): void {
    for (const folder of this.#foldersIn(side, hosts)) this.#move(path.join(lost, folder), folder);
  }

  /** A share is no longer there, or a folder: nobody finds it, not even who knows the real one. @returns what brings it back. */
  takeAway(file: string, host: string): () => void {
    const real = uncHost(file) === undefined ? this.#real(file, host) : this.#shareFolder(file);
    const folder = path.relative(this.#folder, real);
    this.#move(folder, path.join(away, folder));
    return () => {
      // Who wrote there meanwhile has made the folder anew.
      const kept = path.join(this.#folder, away, folder);
      if (!fs.existsSync(kept)) return;
      fs.cpSync(kept, real, { recursive: true });
      fs.rmSync(kept, { recursive: true, force: true });
    };
  }

  /** They are new and empty; the file server has no shares. */
  async forget(side: Side, hosts: readonly string[]): Promise<void> {
    for (const folder of this.#foldersIn(side, hosts)) {
      for (const place of [folder, path.join(lost, folder), path.join(away, folder)])
        await fs.promises.rm(path.join(this.#folder, place), { recursive: true, force: true });
    }
  }

  #foldersIn(side: Side, hosts: readonly string[]): string[] {
    const disks = hosts.map((host) => path.join('hosts', hostName(host)));
    return side === this.#sideOfServer() ? [...disks, 'shares'] : disks;
  }

  #move(from: string, to: string): void {
    const [source, target] = [path.join(this.#folder, from), path.join(this.#folder, to)];
    if (!fs.existsSync(source)) return;
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.renameSync(source, target);
  }

  freeBytes(file: string, place: Place): number {
    // The files of databases are modelled only: they take what they took for as long as the database is there.
    return this.#faults.freeBytes(
      file,
      place,
      (taken) => databaseFile.test(taken.file) || fs.existsSync(this.#real(taken.file, taken.host)),
    );
  }

  /** Every share of the pool stands on the file server of the topology. */
  #sideOfServer(): Side {
    return this.#pool.logShipping.shareIn;
  }

  #shareFolder(file: string): string {
    const [server = '', share = ''] = segments(file);
    return path.join(this.#folder, 'shares', server.toLowerCase(), share.toLowerCase());
  }

  #real(file: string, host: string): string {
    const parts = segments(file);
    if (uncHost(file) !== undefined) return path.join(this.#shareFolder(file), ...parts.slice(2));
    const drive = /^([A-Za-z]):/.exec(file)?.[1];
    if (drive === undefined) throw osError(3);
    return path.join(this.#folder, 'hosts', hostName(host), drive.toUpperCase(), ...parts.slice(1));
  }

  async #slowed(file: string): Promise<void> {
    const slow = this.#faults.slowness(file);
    if (slow > 0) await this.#clock.lasts(slow);
  }

  async #try<T>(work: () => Promise<T>, missing: 2 | 3): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const code = osCodes[(error as NodeJS.ErrnoException).code ?? ''];
      if (code === undefined) throw error;
      throw osError(code === 2 ? missing : code);
    }
  }
}

const hostName = (server: string): string => server.split('.')[0]!.toLowerCase();

function uncHost(file: string): string | undefined {
  return /^[\\/]{2}([^\\/]+)/.exec(file)?.[1];
}

/** The parts of a path; `..` never leaves its root. */
function segments(file: string): string[] {
  const parts = file.split(/[\\/]+/).filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) throw osError(3);
  return parts;
}
