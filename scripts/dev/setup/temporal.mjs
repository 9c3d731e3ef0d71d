/**
 * The Temporal CLI, as development server for demo, lab and tests: found, or provided once per machine. Newer versions
 * cannot be built from their Go module, older ones lack search attributes on the command line, hence one fixed version.
 */
import { accessSync, constants, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { withLock } from './lock.mjs';
import { narrator } from './narrator.mjs';
import { NotAvailable } from './not-available.mjs';
import { run } from './run.mjs';
import { buildFromGoModule } from './temporal-from-go.mjs';
import { downloadWithSdk } from './temporal-from-sdk.mjs';

export const temporalVersion = '1.5.1';
const executable = process.platform === 'win32' ? '.exe' : '';

/** How a CLI is provided where there is none, in the order of trial. */
const ways = [
  { title: `downloading the Temporal CLI ${temporalVersion}`, provide: downloadWithSdk },
  {
    title: `building the Temporal CLI ${temporalVersion} from its Go module (about four minutes, once per machine)`,
    provide: buildFromGoModule,
  },
];

/** Resolves to the path of the CLI, or to `undefined` where TEMPORAL_ADDRESS names a server that runs already. */
export async function ensureTemporal({
  tell = narrator({ quiet: true }),
  env = process.env,
  evenWithAddress = false,
  provideBy = ways,
} = {}) {
  if (env.TEMPORAL_ADDRESS && !evenWithAddress) {
    tell.found(`using the Temporal server at ${env.TEMPORAL_ADDRESS} (TEMPORAL_ADDRESS)`);
    return undefined;
  }
  const found = (await named(env)) ?? (await onPath(env, tell)) ?? cached(env);
  if (found) {
    tell.found(`Temporal CLI: ${found}`);
    return found;
  }
  return provide(env, tell, provideBy);
}

/** The user's cache, not the checkout's: the CLI is the same for every clone. */
export function cachedPath(env = process.env) {
  const base =
    env.XDG_CACHE_HOME ||
    (process.platform === 'win32' && env.LOCALAPPDATA) ||
    path.join(homedir(), process.platform === 'darwin' ? 'Library/Caches' : '.cache');
  return path.join(base, 'persistent-chat-dr', `temporal-${temporalVersion}${executable}`);
}

async function named(env) {
  if (!env.TEMPORAL_CLI) return undefined;
  const version = await versionOf(env.TEMPORAL_CLI);
  if (!version) {
    throw new NotAvailable(
      `TEMPORAL_CLI is "${env.TEMPORAL_CLI}", which is no Temporal CLI that runs: correct the variable or unset it.`,
    );
  }
  return path.resolve(env.TEMPORAL_CLI);
}

async function onPath(env, tell) {
  const folders = (env.PATH ?? env.Path ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const file = folders.map((folder) => path.resolve(folder, `temporal${executable}`)).find(isExecutable);
  if (!file) return undefined;
  const version = await versionOf(file);
  if (version && isAtLeast(version, temporalVersion)) return file;
  tell.found(`${file} is version ${version ?? 'unknown'}, older than ${temporalVersion}: not used`);
  return undefined;
}

function cached(env) {
  const file = cachedPath(env);
  return isExecutable(file) ? file : undefined;
}

async function versionOf(file) {
  const { code, output } = await run(file, ['--version'], { timeoutMs: 20_000 });
  return code === 0 ? /temporal version (\d+\.\d+\.\d+)/.exec(output)?.[1] : undefined;
}

function isAtLeast(version, wanted) {
  const [left, right] = [version, wanted].map((text) => text.split('.').map(Number));
  const differs = left.findIndex((part, index) => part !== right[index]);
  return differs === -1 || left[differs] > right[differs];
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

async function provide(env, tell, provideBy) {
  const target = cachedPath(env);
  return withLock(
    `${target}.lock`,
    async () => {
      // Another set-up may have finished while this one waited.
      if (isExecutable(target)) return target;
      removeLeftovers(target);
      const folder = mkdtempSync(`${target}.part-`);
      try {
        const file = path.join(folder, `temporal${executable}`);
        for (const way of provideBy) {
          if (!(await succeeds(way, { version: temporalVersion, file, folder, env }, tell))) continue;
          renameSync(file, target);
          return target;
        }
        throw new NotAvailable(
          `There is no Temporal CLI and none can be had here: put a temporal of version ${temporalVersion} or newer on PATH, name one in ` +
            'TEMPORAL_CLI, install Go 1.25 or newer so that it can be built, allow access to temporal.download, or name a running ' +
            'server in TEMPORAL_ADDRESS.',
        );
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    { onWait: (pid) => tell.say(`waiting for another set-up (process ${String(pid)}) to provide the Temporal CLI`) },
  );
}

async function succeeds(way, request, tell) {
  try {
    await tell.doing(way.title, () => way.provide(request));
    if (await versionOf(request.file)) return true;
    tell.say('what came of it does not run');
  } catch (failure) {
    tell.say(`that did not work: ${failure.message}`);
  }
  return false;
}

/** Only the owner of the lock is here, so whatever lies about belongs to a set-up that was interrupted. */
function removeLeftovers(target) {
  const parts = `${path.basename(target)}.part-`;
  for (const name of readdirSync(path.dirname(target))) {
    if (name.startsWith(parts)) rmSync(path.join(path.dirname(target), name), { recursive: true, force: true });
  }
}
