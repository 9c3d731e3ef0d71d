/** Where a restore puts the files: where the copy there has them, else the topology's folders, else as in the backup. */
import { win32 } from 'node:path';
import type { DatabaseFacts } from '../../../domain/observation';
import type { Store } from '../../../domain/topology/pool';
import { refusal } from '../../failure';
import { inFolder, type DatabaseFiles } from '../../statements';

type Files = DatabaseFacts['files'];

/** The name of a file, whichever separators its path has. */
export const baseName = (path: string): string => win32.basename(path);

/** Whether two paths end in the same name: SQL Server remembers a file by the path that it was given. */
export const isSameFile = (one: string, other: string): boolean =>
  baseName(one).toLowerCase() === baseName(other).toLowerCase();

const ofKind = (files: Files, isLog: boolean): Files => files.filter((file) => file.isLog === isLog);

const notOne = ({ length }: Files, isLog: boolean): string =>
  `mgc has ${String(length)} ${isLog ? 'log' : 'data'} files; exactly one is expected.`;

/** Why the files of a backup cannot be placed: mgc has one data and one log file. */
export function unexpectedFiles(inBackup: Files): string | undefined {
  const isLog = [false, true].find((kind) => ofKind(inBackup, kind).length !== 1);
  return isLog === undefined ? undefined : notOne(ofKind(inBackup, isLog), isLog);
}

/** @throws UnexpectedFiles. */
export function filesFor(inBackup: Files, onTarget: Files, store: Store): DatabaseFiles {
  const place = (isLog: boolean): { name: string; path: string } => {
    const files = ofKind(inBackup, isLog);
    const [file] = files;
    if (file === undefined || files.length > 1) throw refusal('UnexpectedFiles', notOne(files, isLog));
    const folder = isLog ? (store.logFolder ?? store.dataFolder) : store.dataFolder;
    const there = ofKind(onTarget, isLog)[0]?.physical;
    const path = there ?? (folder === undefined ? file.physical : inFolder(folder, baseName(file.physical)));
    return { name: file.logical, path };
  };
  const data = place(false);
  const log = place(true);
  return { dataName: data.name, dataPath: data.path, logName: log.name, logPath: log.path };
}
