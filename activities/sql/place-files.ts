/** Where a restore puts the files: where the copy there has them, else the topology's folders, else as in the backup. */
import { win32 } from 'node:path';
import type { DatabaseFacts } from '../../domain/observation';
import type { Store } from '../../domain/topology/pool';
import { refusal } from '../failure';
import { inFolder, type DatabaseFiles } from '../statements';

type Files = DatabaseFacts['files'];

/** The name of a file, whichever separators its path has. */
export const baseName = (path: string): string => win32.basename(path);

/** @throws UnexpectedFiles unless the backup holds one data and one log file, as mgc does. */
export function filesFor(inBackup: Files, onTarget: Files, store: Store): DatabaseFiles {
  const place = (isLog: boolean): { name: string; path: string } => {
    const files = inBackup.filter((file) => file.isLog === isLog);
    const [file] = files;
    if (file === undefined || files.length > 1) {
      throw refusal(
        'UnexpectedFiles',
        `mgc has ${String(files.length)} ${isLog ? 'log' : 'data'} files; exactly one is expected.`,
      );
    }
    const folder = isLog ? (store.logFolder ?? store.dataFolder) : store.dataFolder;
    const there = onTarget.find((target) => target.isLog === isLog)?.physical;
    const path = there ?? (folder === undefined ? file.physical : inFolder(folder, baseName(file.physical)));
    return { name: file.logical, path };
  };
  const data = place(false);
  const log = place(true);
  return { dataName: data.name, dataPath: data.path, logName: log.name, logPath: log.path };
}
