/** The npm dependencies: installed once, and again when package-lock.json asks for something else. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';
import { NotAvailable } from './not-available.mjs';
import { lastLines, run } from './run.mjs';

const checkout = fileURLToPath(new URL('../..', import.meta.url));

export async function ensureDependencies(tell, folder = checkout) {
  if (areCurrent(folder)) return tell.found('npm dependencies are installed');
  await withLock(
    path.join(folder, '.cache', 'dependencies.lock'),
    async () => {
      if (areCurrent(folder)) return;
      await tell.doing('installing npm dependencies (npm ci)', () => install(folder));
    },
    { onWait: (pid) => tell.say(`waiting for another set-up (process ${String(pid)}) to install npm dependencies`) },
  );
}

/**
 * npm's own record of what it installed is the stamp: `npm ci` removes it first and writes it last, so an interrupted
 * installation has none; and an `npm install` by hand counts too.
 */
export function areCurrent(folder) {
  const wanted = packagesOf(path.join(folder, 'package-lock.json'));
  const installed = packagesOf(path.join(folder, 'node_modules', '.package-lock.json'));
  if (!wanted || !installed) return false;
  const same = (left, right) => left.version === right.version && left.integrity === right.integrity;
  return (
    Object.entries(installed).every(([name, entry]) => wanted[name] && same(wanted[name], entry)) &&
    // Optional packages are those of other platforms.
    Object.entries(wanted).every(([name, entry]) => name === '' || entry.optional || installed[name])
  );
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

async function install(folder) {
  // npm is a .cmd file on Windows, which only a shell starts.
  const result = await run('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: folder,
    shell: process.platform === 'win32',
  });
  if (result.code !== 0)
    throw new NotAvailable(`npm ci failed, so the project has no dependencies; npm says:\n${lastLines(result, 12)}`);
}
