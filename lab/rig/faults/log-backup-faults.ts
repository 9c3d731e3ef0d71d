/** Log backups that disappear, rot or stand beside: done to the file itself, or by another tool. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Place } from '../../estate/contract';
import { say } from './console';
import { instanceNamed, oneOf, type FaultRow, type FaultRows } from './fault';
import type { Folders, Instances } from './struck';

const logBackup = /^mgc_.*\.trn$/i;

const folders = ['share', 'copies'] as const;
type FolderName = (typeof folders)[number];

/** A folder of log shipping as whoever uses it sees it. */
const folderOf = ({ estate }: Folders, name: FolderName): { readonly path: string; readonly place: Place } => {
  const { share, shareIn, copyFolder } = estate.pool.logShipping;
  return name === 'share'
    ? { path: share, place: { side: shareIn, host: 'fault' } }
    : { path: copyFolder, place: { side: 'secondary', host: estate.pool.mgc.backup.server } };
};

/** @throws Error when the folder holds no log backup. */
async function chosen(struck: Folders, file: string | undefined, where: FolderName): Promise<string> {
  const { path, place } = folderOf(struck, where);
  const names = (await struck.estate.files.list(path, place))
    .map(({ name }) => name)
    .filter((name) => logBackup.test(name));
  const name =
    file === undefined
      ? names.sort().at(-1)
      : names.find((candidate) => candidate.toLowerCase() === file.toLowerCase());
  if (name === undefined) throw new Error(`${path} holds no log backup ${file ?? 'at all'}.`);
  return name;
}

async function lose(struck: Folders, name: string): Promise<void> {
  for (const { path, place } of folders.map((folder) => folderOf(struck, folder))) {
    const file = `${path}\\${name}`;
    if (struck.estate.files.exists(file, place)) await struck.estate.files.remove(file, place);
  }
}

const changed =
  (change: (content: Buffer) => Buffer) =>
  (struck: Folders, name: string, where: FolderName): Promise<void> => {
    const { path, place } = folderOf(struck, where);
    const file = struck.estate.files.resolve(`${path}\\${name}`, place);
    writeFileSync(file, change(readFileSync(file)));
    return Promise.resolve();
  };

const third = ({ length }: Buffer): number => Math.floor(length / 3);
const corrupt = changed((content) => content.fill(0x5a, third(content), 2 * third(content)));
const cut = changed((content) => content.subarray(0, third(content)));

const row = (
  says: string,
  act: (struck: Folders, name: string, where: FolderName) => Promise<void>,
  done: string,
): FaultRow<Folders> => ({
  says,
  arguments: ['[file]', '[folder]'],
  prepare: (struck, [file, folder = 'share']) => {
    const where = oneOf('folder', folders, folder);
    return async () => {
      const name = await chosen(struck, file, where);
      await act(struck, name, where);
      return `${name} ${done}.`;
    };
  },
});

const newest = 'the newest log backup on the share (or the one named, in "share" or "copies")';

export const logBackupFaults = {
  'lose-log-backup': row(`${newest} disappears from both folders`, lose, 'is gone'),
  'corrupt-log-backup': row(`${newest} is damaged`, corrupt, 'is damaged'),
  'cut-log-backup': row(`${newest} is cut short`, cut, 'is cut short'),
  'stray-file': {
    says: 'an empty file of that name lies on the share (or in "copies")',
    arguments: ['file', '[folder]'],
    prepare: (struck, [name = '', folder = 'share']) => {
      const { path, place } = folderOf(struck, oneOf('folder', folders, folder));
      return async () => {
        await struck.estate.files.write(`${path}\\${name}`, Buffer.alloc(0), place);
        return `${path}\\${name} is there, and empty.`;
      };
    },
  } satisfies FaultRow<Folders>,
  'other-log-backup': {
    says: 'another tool takes a log backup of mgc, to its own folder or the file named; a second one to the same file is appended',
    arguments: ['instance', '[file]'],
    prepare: (struck, [given, named]) => {
      const instance = instanceNamed(struck, given);
      const file = named ?? `${instance.backupFolder}\\other tool.bak`;
      return async () => {
        await say(instance, `BACKUP LOG mgc TO DISK = N'${file.replaceAll("'", "''")}' WITH NAME = N'other tool'`);
        return `The log of mgc on ${instance.name} was backed up to ${file}.`;
      };
    },
  } satisfies FaultRow<Instances>,
} satisfies FaultRows;
