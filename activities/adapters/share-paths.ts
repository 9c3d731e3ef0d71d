/** Where a path of the topology (`\\fs\share\x`, `D:\x`) lies for Node on this host. */
import path from 'node:path';
import { ShareError } from './share-error';

/** A share or folder of the topology, and the folder that holds it on this host. None is needed on Windows. */
export interface MappedPath {
  readonly path: string;
  readonly folder: string;
}

export type Locate = (windowsPath: string) => string;

const normal = (windowsPath: string): string => windowsPath.replaceAll('/', '\\').replace(/\\+$/, '');

/** Resolves paths by the longest mapped one that holds them; names are compared without regard to case, as Windows does. */
export function locator(pathMap: readonly MappedPath[], platform: NodeJS.Platform = process.platform): Locate {
  const longestFirst = pathMap
    .map(({ path: mapped, folder }) => ({ prefix: normal(mapped).toLowerCase(), folder }))
    .sort((one, other) => other.prefix.length - one.prefix.length);

  return (windowsPath) => {
    const wanted = normal(windowsPath);
    if (wanted.includes('\0') || wanted.split('\\').some((part) => part === '..' || part === '.')) {
      throw new ShareError(
        'SharePathNotPlain',
        `${windowsPath} must not hold "." or "..": name the file where it is.`,
        windowsPath,
      );
    }
    const found = longestFirst.find(({ prefix }) => {
      const lower = wanted.toLowerCase();
      return lower === prefix || lower.startsWith(`${prefix}\\`);
    });
    if (found !== undefined) return path.join(found.folder, ...wanted.slice(found.prefix.length).split('\\'));
    if (platform === 'win32') return wanted;
    throw new ShareError(
      'SharePathNotMapped',
      `${windowsPath} is not reachable from this worker: map it, or one of its parents, to a folder of this host.`,
      windowsPath,
    );
  };
}

/** The folder of a file, in the form in which its path is written. */
export const parentOf = (file: string): string => path.win32.dirname(file).replace(/(?<=[^:\\])\\$/, '');
