/** Where a lab that `npm start` keeps running is found: a note in the temporary folder, for this user and this checkout. */
import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';

/** A fault of one checkout never strikes the lab of another. */
const checkout = createHash('sha256')
  .update(realpathSync(path.resolve(__dirname, '../..')))
  .digest('hex')
  .slice(0, 16);
/** The note in a temporary folder. */
export const noteIn = (folder: string): string =>
  path.join(folder, `persistent-chat-dr-lab-${os.userInfo().username}-${checkout}.json`);
const noteFile = noteIn(os.tmpdir());
const note = z.object({ pid: z.number(), controlUrl: z.string() });
export type RunningLab = z.output<typeof note>;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** `undefined` when no lab runs, also when one died without taking its note with it. */
export function runningLab(): RunningLab | undefined {
  try {
    const found = note.parse(JSON.parse(readFileSync(noteFile, 'utf8')));
    return isAlive(found.pid) ? found : undefined;
  } catch {
    return undefined;
  }
}

export const announce = (lab: RunningLab): void => writeFileSync(noteFile, JSON.stringify(lab), { mode: 0o600 });
export const withdraw = (): void => rmSync(noteFile, { force: true });
