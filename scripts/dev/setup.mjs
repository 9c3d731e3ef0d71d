/**
 * Provides what the project needs and the machine lacks: npm dependencies and the Temporal CLI. Everything that `npm run`
 * starts begins here, so a second run only looks. It depends on nothing, because it runs before `npm ci`.
 *
 *   node scripts/dev/setup.mjs                    say what is there, provide what is not
 *   node scripts/dev/setup.mjs --quiet            say only what is being provided
 *   node scripts/dev/setup.mjs --print-temporal   print the path of the Temporal CLI on standard output
 */
import { ensureDependencies } from './setup/dependencies.mjs';
import { narrator } from './setup/narrator.mjs';
import { NotAvailable } from './setup/not-available.mjs';
import { ensureTemporal } from './setup/temporal.mjs';

const flags = new Set(process.argv.slice(2));
const known = ['--quiet', '--print-temporal'];
const unknown = [...flags].filter((flag) => !known.includes(flag));

try {
  if (unknown.length > 0)
    throw new NotAvailable(`setup does not know ${unknown.join(' ')}; it takes ${known.join(' and ')}.`);
  const printsTemporal = flags.has('--print-temporal');
  const tell = narrator({ quiet: flags.has('--quiet') || printsTemporal });
  await ensureDependencies(tell);
  const temporal = await ensureTemporal({ tell, evenWithAddress: printsTemporal });
  if (printsTemporal) process.stdout.write(`${temporal}\n`);
} catch (failure) {
  if (!(failure instanceof NotAvailable)) throw failure;
  process.stderr.write(`${failure.message}\n`);
  process.exitCode = 2;
}
