/** The npm dependencies: installed once, and again when package-lock.json asks for something else. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';
import { NotAvailable } from './not-available.mjs';
import { lastLines, run } from './run.mjs';

const checkout = fileURLToPath(new URL('../../..', import.meta.url));

export async function ensureDependencies(tell, folder = checkout) {
  if (areCurrent(folder)) return tell.found('npm dependencies are installed');
  await withLock(
    path.join(folder, '.cache', 'dependencies.lock'),
    async () => {
      if (areCurrent(folder)) return;
      await tell.doing('installing npm dependencies', () => install(folder, tell));
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
  const asWanted = ([name, entry]) => {
    const lock = wanted[name];
    // A lock file made on one platform may lack the optional packages of another.
    if (!lock) return entry.optional === true;
    return lock.version === entry.version && lock.integrity === entry.integrity;
  };
  return Object.entries(installed).every(asWanted) && asked(folder, wanted).every((name) => installed[name]);
}

/** What the project and those of its workspaces that are there ask for; without a workspace npm installs nothing for it. */
function asked(folder, wanted) {
  const workspaces = wanted['']?.workspaces ?? [];
  return ['', ...workspaces.filter((name) => existsSync(path.join(folder, name)))]
    .flatMap((name) => Object.keys({ ...wanted[name]?.dependencies, ...wanted[name]?.devDependencies }))
    .map((name) => `node_modules/${name}`);
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

async function install(folder, tell) {
  const quietly = ['--no-audit', '--no-fund'];
  const clean = await npm(folder, ['ci', ...quietly]);
  if (clean.code === 0) return;
  if (!clean.errors.includes('code EUSAGE')) throw refusal('npm ci', clean);
  // Newer versions of npm refuse a lock file that lacks optional packages of other platforms; `install` does not.
  tell.say('npm ci refuses the lock file; installing what it names with npm install');
  const plain = await npm(folder, ['install', '--no-save', ...quietly]);
  if (plain.code !== 0) throw refusal('npm install', plain);
}

// npm is a .cmd file on Windows, which only a shell starts.
const npm = (folder, args) => run('npm', args, { cwd: folder, shell: process.platform === 'win32' });

const refusal = (command, result) =>
  new NotAvailable(`${command} failed, so the project has no dependencies; npm says:\n${lastLines(result, 12)}`);
