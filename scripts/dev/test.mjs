/**
 * The product's tests and scenarios, then the lab's own; both run, whatever the first comes to. What Jest takes is handed on.
 * Without the folder `lab/` the product's unit tests run alone, and it says so.
 *
 *   node scripts/dev/test.mjs [--results=FOLDER] [options and files as Jest takes them]
 *
 * `--results` writes Jest's JSON result of each part into that folder.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('../..', import.meta.url));
const ownOption = '--results=';
const given = process.argv.slice(2);
const results = given.find((argument) => argument.startsWith(ownOption))?.slice(ownOption.length);
const forJest = given.filter((argument) => !argument.startsWith(ownOption));

const hasLab = existsSync(path.join(project, 'lab', 'package.json'));
const parts = hasLab
  ? [
      { name: 'product', options: [] },
      { name: 'lab', options: ['--config', 'lab/jest.config.mjs'] },
    ]
  : [{ name: 'product', options: ['--selectProjects', 'units'] }];
if (!hasLab) console.log('test: there is no folder lab/; what runs on the lab is left out');

for (const { name, options } of parts) {
  const started = Date.now();
  const written = results ? ['--json', `--outputFile=${path.resolve(results, `${name}.json`)}`] : [];
  const { status } = spawnSync(
    process.execPath,
    // Files that are named may all be in one part.
    ['node_modules/jest/bin/jest.js', ...options, ...written, '--passWithNoTests', ...forJest],
    { cwd: project, stdio: ['inherit', results ? 'ignore' : 'inherit', 'inherit'] },
  );
  if (status !== 0) process.exitCode = 1;
  console.log(
    `test: ${name}: ${status === 0 ? 'well' : 'FAILED'} (${String(Math.round((Date.now() - started) / 1000))} s)`,
  );
}
