/** The log-shipping share and the copy folder, as Node's file system on this host sees them. */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { copyBytes, orAborted, patiently, type CopyProgress } from './share-copy';
import { isMissing, ShareError, toShareError } from './share-error';
import { locator, parentOf, type Locate, type MappedPath } from './share-paths';

export { ShareError } from './share-error';
export type { MappedPath } from './share-paths';

export interface ShareFile {
  readonly name: string;
  readonly size: number;
  /** ISO 8601, UTC. */
  readonly modifiedAt: string;
}

export interface CopyOptions extends CopyProgress {
  /** Whether the copy is what it should be, e.g. by RESTORE HEADERONLY; gets the path as SQL Server sees it. */
  verify(temporaryPath: string): Promise<void>;
}

export interface Share {
  /** Finished files of a folder, by name; files that are still being copied are left out. */
  list(folder: string): Promise<ShareFile[]>;
  /**
   * Copies a file under a temporary name, checks it and gives it its name: no half file ever has a final name. A file of
   * the same size that is there already is left alone.
   */
  copy(from: string, to: string, options: CopyOptions): Promise<'copied' | 'already there'>;
  /** Removes what copies into this folder left behind when they were interrupted. */
  removeParts(folder: string): Promise<void>;
  exists(file: string): Promise<boolean>;
  /** Moves a file on the same volume; the folder it goes to is made. One that was moved already is fine. */
  move(from: string, to: string): Promise<void>;
  /** Removes a file; one that is not there is fine. */
  remove(file: string): Promise<void>;
  /** Free bytes on the volume of a folder. */
  free(folder: string): Promise<number>;
}

const partEnding = /\.[0-9a-f]{8}\.part$/;

/** @throws ShareError from every method, or a copy's own reason to end: its signal's, or what `verify` threw. */
export function createShare(pathMap: readonly MappedPath[]): Share {
  const locate = locator(pathMap);
  return {
    async list(folder) {
      return named(folder, () => listed(locate(folder)));
    },
    copy: (from, to, options) => copy(locate, from, to, options),
    removeParts: (folder) => named(folder, () => removeParts(locate(folder))),
    async exists(file) {
      return named(file, async () => (await sizeOf(locate(file))) !== undefined);
    },
    async move(from, to) {
      await named(from, async () => {
        if ((await sizeOf(locate(from))) === undefined && (await sizeOf(locate(to))) !== undefined) return;
        await mkdir(locate(parentOf(to)), { recursive: true });
        await rename(locate(from), locate(to));
      });
    },
    async remove(file) {
      await named(file, () => rm(locate(file), { force: true }));
    },
    async free(folder) {
      return named(folder, async () => {
        const { bavail, bsize } = await statfs(locate(folder));
        return bavail * bsize;
      });
    },
  };
}

async function copy(
  locate: Locate,
  from: string,
  to: string,
  options: CopyOptions,
): Promise<'copied' | 'already there'> {
  const { signal, verify } = options;
  const suffix = `.${randomBytes(4).toString('hex')}.part`;
  const part = locate(`${to}${suffix}`);
  const size = await orAborted(sizeOfSource(locate, from), signal);
  if (
    (await orAborted(
      named(to, () => sizeOf(locate(to))),
      signal,
    )) === size
  )
    return 'already there';
  try {
    const copied = await copyBytes(locate(from), part, options).catch((error: unknown) => {
      signal?.throwIfAborted();
      throw copyFailure(error, from, to);
    });
    if (copied !== size) {
      throw new ShareError(
        'ShareFileChanged',
        `${from} has changed while it was copied (${String(size)} bytes, then ${String(copied)}): it is tried again.`,
        from,
      );
    }
    await orAborted(verify(`${to}${suffix}`), signal);
    await orAborted(
      named(to, () => rename(part, locate(to))),
      signal,
    );
    return 'copied';
  } finally {
    // After a rename there is none; on a dead share it stays until somebody removes the parts.
    await patiently(rm(part, { force: true }));
  }
}

/** Reading and writing fail alike; space and the existence of the target folder are the target's matter. */
function copyFailure(error: unknown, from: string, to: string): ShareError {
  const { syscall, path: failed } = (error ?? {}) as NodeJS.ErrnoException;
  const isTargets = syscall === 'write' || syscall === 'fsync' || (failed?.endsWith('.part') ?? false);
  return toShareError(error, isTargets ? to : from);
}

async function sizeOfSource(locate: Locate, from: string): Promise<number> {
  const size = await named(from, () => sizeOf(locate(from)));
  if (size !== undefined) return size;
  // A folder that is missing too may only be out of reach; a file that is missing from its folder is gone.
  await named(parentOf(from), () => stat(locate(parentOf(from))));
  throw new ShareError('ShareFileMissing', `${from} is not there: it was deleted, moved or never written.`, from);
}

async function removeParts(folder: string): Promise<void> {
  const stale = (await readdir(folder)).filter((name) => partEnding.test(name));
  // One that cannot be removed belongs to an attempt that still writes; it does no harm.
  await Promise.all(stale.map((each) => rm(path.join(folder, each), { force: true }).catch(() => undefined)));
}

const sizeOf = async (local: string): Promise<number | undefined> => {
  try {
    return (await stat(local)).size;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};

/** A file that goes while its folder is listed may only have got another name (`.wrk`, `.trn`): it is listed anew. */
async function listed(folder: string, attempts = 5): Promise<ShareFile[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile() && !partEnding.test(entry.name)).map(({ name }) => name);
  const files = (await Promise.all(names.map((name) => describe(path.join(folder, name), name)))).flat();
  if (files.length < names.length && attempts > 1) return listed(folder, attempts - 1);
  return files.sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** None for a file that has gone since it was listed. */
async function describe(local: string, name: string): Promise<ShareFile[]> {
  try {
    const { size, mtime } = await stat(local);
    return [{ name, size, modifiedAt: mtime.toISOString() }];
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Failures carry the path as the topology has it, which is the one that a person knows. */
async function named<Result>(windowsPath: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw toShareError(error, windowsPath);
  }
}
