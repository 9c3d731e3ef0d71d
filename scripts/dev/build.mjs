/**
 * `npm run build`: makes what production runs. The folder mirrors the sources as JavaScript, with the scripts that workers
 * read and the workflow code as one file. A build that fails leaves the former one as it was.
 *
 *   node scripts/dev/build.mjs [FOLDER]   default: dist
 */
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './setup/run.mjs';

const project = fileURLToPath(new URL('../..', import.meta.url));
const target = path.resolve(project, process.argv[2] ?? 'dist');
const building = `${target}.building`;
const commandLine = 'cli/pchat-dr.js';
/** What DBAs and Lync admins review, and workers read. */
const reviewed = ['scripts/sql', 'scripts/powershell'];

/** Why there is no build, as a sentence. */
class Refusal extends Error {}

async function node(doing, ...parameters) {
  const { code, output, errors, error } = await run(process.execPath, parameters, { cwd: project });
  if (code !== 0) throw new Refusal(`${doing} failed:\n${output}${errors}${error?.message ?? ''}`);
}

function mustBeOurs(folder) {
  if (!existsSync(folder) || readdirSync(folder).length === 0 || existsSync(path.join(folder, commandLine))) return;
  throw new Refusal(`${folder} holds something else than a build; name another folder.`);
}

try {
  mustBeOurs(target);
  rmSync(building, { recursive: true, force: true });
  mkdirSync(building, { recursive: true });
  const bundle = path.join(building, 'workflows.bundle.js');
  await Promise.all([
    node('Compiling', 'node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', building),
    node('Bundling the workflow code', '--import', 'tsx', 'scripts/dev/workflow-bundle.ts', bundle),
  ]);
  for (const folder of reviewed) cpSync(path.join(project, folder), path.join(building, folder), { recursive: true });
  chmodSync(path.join(building, commandLine), 0o755);
  rmSync(target, { recursive: true, force: true });
  renameSync(building, target);
} catch (failure) {
  if (!(failure instanceof Refusal)) throw failure;
  process.stderr.write(`${failure.message}\n`);
  process.exitCode = 1;
} finally {
  rmSync(building, { recursive: true, force: true });
}
