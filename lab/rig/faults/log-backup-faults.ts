/** Log backups that disappear or rot: done to the file itself. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Place } from '../../estate/contract';
import type { FaultRow, FaultRows } from './fault';
import type { Folders } from './struck';

const logBackup = /^mgc_.*\.trn$/i;

const hosts = ({ estate }: Folders): { share: Place; copies: Place } => ({
  share: { side: estate.pool.logShipping.shareIn, host: 'fault' },
  copies: { side: 'secondary', host: estate.pool.mgc.backup.server },
});

/** @throws Error when the share holds no log backup. */
async function chosen(struck: Folders, file: string | undefined): Promise<string> {
  const { share } = struck.estate.pool.logShipping;
  const names = (await struck.estate.files.list(share, hosts(struck).share))
    .map(({ name }) => name)
    .filter((name) => logBackup.test(name));
  const name =
    file === undefined
      ? names.sort().at(-1)
      : names.find((candidate) => candidate.toLowerCase() === file.toLowerCase());
  if (name === undefined) throw new Error(`${share} holds no log backup ${file ?? 'at all'}.`);
  return name;
}

async function lose(struck: Folders, file: string | undefined): Promise<string> {
  const name = await chosen(struck, file);
  const { share, copyFolder } = struck.estate.pool.logShipping;
  const { share: atShare, copies } = hosts(struck);
  await struck.estate.files.remove(`${share}\\${name}`, atShare);
  if (struck.estate.files.exists(`${copyFolder}\\${name}`, copies))
    await struck.estate.files.remove(`${copyFolder}\\${name}`, copies);
  return name;
}

async function corrupt(struck: Folders, file: string | undefined): Promise<string> {
  const name = await chosen(struck, file);
  const path = struck.estate.files.resolve(`${struck.estate.pool.logShipping.share}\\${name}`, hosts(struck).share);
  const content = readFileSync(path);
  content.fill(0x5a, Math.floor(content.length / 3), Math.floor((2 * content.length) / 3));
  writeFileSync(path, content);
  return name;
}

const row = (
  says: string,
  act: (struck: Folders, file: string | undefined) => Promise<string>,
  done: string,
): FaultRow<Folders> => ({
  says,
  arguments: ['[file]'],
  prepare:
    (struck, [file]) =>
    async () =>
      `${await act(struck, file)} ${done}.`,
});

export const logBackupFaults = {
  'lose-log-backup': row(
    'the newest log backup (or the one named) disappears from share and copy folder',
    lose,
    'is gone',
  ),
  'corrupt-log-backup': row('the newest log backup (or the one named) is damaged on the share', corrupt, 'is damaged'),
} satisfies FaultRows;
