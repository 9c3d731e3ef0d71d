/** The path of the Temporal CLI, from the one place that knows where it may be: `scripts/dev/setup.mjs`. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const setup = path.join(__dirname, '..', '..', '..', 'scripts', 'dev', 'setup.mjs');

/** @throws Error whose message is set-up's sentence with the ways to get a CLI. */
export async function temporalCli(): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [setup, '--print-temporal']).catch(
    (failure: unknown) => {
      const { stderr } = failure as { stderr?: string };
      throw new Error(stderr?.trim() ?? String(failure));
    },
  );
  return stdout.trim();
}
