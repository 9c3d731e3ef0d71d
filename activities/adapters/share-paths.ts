/** Where a path of the topology (`\\fs\share\x`, `D:\x`) lies for Node on this host. */
import path from 'node:path';
import { ShareError } from './share-error';

/** A share or folder of the topology, and the folder that holds it on this host. None is needed on Windows. */
export interface MappedPath {
  readonly path: string;
  readonly folder: string;
}

export type Locate = (windowsPath: string) => string;

/** Resolves paths by the longest mapped one that holds them; names are compared without regard to case, as Windows does. */
export function locator(pathMap: readonly MappedPath[], platform: NodeJS.Platform = process.platform): Locate {
  const longestFirst = pathMap
    .map(({ path: mapped, folder }) => ({ mapped: path.win32.normalize(mapped), folder }))
    .sort((one, other) => other.mapped.length - one.mapped.length);

  return (windowsPath) => {
    const parts = windowsPath.split(/[\\/]/);
    if (windowsPath.includes('\0') || parts.includes('..') || parts.includes('.')) {
      throw new ShareError(
        'SharePathNotPlain',
        `${windowsPath} must not hold "." or "..": name the file where it is.`,
        windowsPath,
      );
    }
    for (const { mapped, folder } of longestFirst) {
      const below = path.win32.relative(mapped, windowsPath);
      const steps = below.split('\\');
      if (steps[0] !== '..' && !path.win32.isAbsolute(below)) return path.join(folder, ...steps);
    }
    if (platform === 'win32') return path.win32.normalize(windowsPath);
    throw new ShareError(
      'SharePathNotMapped',
      `${windowsPath} is not reachable from this worker: map it, or one of its parents, to a folder of this host.`,
      windowsPath,
    );
  };
}

/** The folder of a file, in the form in which its path is written. */
export const parentOf = (file: string): string => path.win32.dirname(file).replace(/(?<=[^:\\])\\$/, '');
