/**
 * Everything that is checked without running the product: lint, types, arrows between the parts, unused code, format. All
 * checks run, two at a time, so one look shows every finding.
 */
import { fileURLToPath } from 'node:url';
import { run } from './setup/run.mjs';

const checks = [
  { name: 'lint', args: ['eslint/bin/eslint.js', '.'] },
  { name: 'types', args: ['typescript/bin/tsc', '--noEmit', '-p', '.'] },
  { name: 'types of the lab', args: ['typescript/bin/tsc', '--noEmit', '-p', 'lab'] },
  { name: 'arrows', args: ['dependency-cruiser/bin/dependency-cruise.mjs', '--output-type', 'err-long', '.'] },
  { name: 'unused code', args: ['knip/bin/knip.js', '--no-progress'] },
  { name: 'format', args: ['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'] },
];
const atATime = 2;

const project = fileURLToPath(new URL('../..', import.meta.url));
const waiting = [...checks];
const failed = [];

async function runWaiting() {
  for (let check = waiting.shift(); check; check = waiting.shift()) {
    const started = Date.now();
    const [program, ...args] = check.args;
    const result = await run(process.execPath, [`node_modules/${program}`, ...args], { cwd: project });
    const seconds = `${String(Math.round((Date.now() - started) / 1000))} s`;
    if (result.code === 0) {
      console.log(`check: ${check.name}: well (${seconds})`);
    } else {
      failed.push(check.name);
      console.log(
        `check: ${check.name}: FAILED (${seconds})\n${result.output}${result.errors}${result.error?.message ?? ''}`,
      );
    }
  }
}

await Promise.all(Array.from({ length: atATime }, runWaiting));
if (failed.length > 0) {
  console.log(`check: failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
