/** Log backups that disappear or rot: done to the file itself. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Place } from '../../estate/contract';
import type { Lab } from '../lab';

const logBackup = /^mgc_.*\.trn$/i;

const hosts = ({ estate }: Lab): { share: Place; copies: Place } => ({
  share: { side: estate.pool.logShipping.shareIn, host: 'fault' },
  copies: { side: 'secondary', host: estate.pool.mgc.backup.server },
});

/** @throws Error when the share holds no log backup. */
async function chosen(lab: Lab, file: string | undefined): Promise<string> {
  const { share } = lab.estate.pool.logShipping;
  const names = (await lab.estate.files.list(share, hosts(lab).share))
    .map(({ name }) => name)
    .filter((name) => logBackup.test(name));
  const name =
    file === undefined
      ? names.sort().at(-1)
      : names.find((candidate) => candidate.toLowerCase() === file.toLowerCase());
  if (name === undefined) throw new Error(`${share} holds no log backup ${file ?? 'at all'}.`);
  return name;
}

export async function loseLogBackup(lab: Lab, file: string | undefined): Promise<string> {
  const name = await chosen(lab, file);
  const { share, copyFolder } = lab.estate.pool.logShipping;
  const { share: atShare, copies } = hosts(lab);
  await lab.estate.files.remove(`${share}\\${name}`, atShare);
  if (lab.estate.files.exists(`${copyFolder}\\${name}`, copies))
    await lab.estate.files.remove(`${copyFolder}\\${name}`, copies);
  return name;
}

export async function corruptLogBackup(lab: Lab, file: string | undefined): Promise<string> {
  const name = await chosen(lab, file);
  const path = lab.estate.files.resolve(`${lab.estate.pool.logShipping.share}\\${name}`, hosts(lab).share);
  const content = readFileSync(path);
  content.fill(0x5a, Math.floor(content.length / 3), Math.floor((2 * content.length) / 3));
  writeFileSync(path, content);
  return name;
}
