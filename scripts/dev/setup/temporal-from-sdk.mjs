/** Lets the Temporal SDK download the CLI: it knows the vendor's addresses for every platform. */
import { readdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { lastLines, run } from './run.mjs';

const program = fileURLToPath(new URL('start-sdk-server.mjs', import.meta.url));
const patienceMs = 5 * 60_000;

/** The SDK downloads by starting a server; that happens in a process of its own, which can be ended. */
export async function downloadWithSdk({ version, file, folder, env }) {
  const result = await run(process.execPath, [program, version, folder], { env, timeoutMs: patienceMs });
  if (result.code !== 0)
    throw new Error(lastLines(result, 1) || `no download within ${String(patienceMs / 60_000)} minutes`);
  const name = readdirSync(folder).find((entry) => entry.startsWith('temporal'));
  if (!name) throw new Error('the SDK left no file');
  renameSync(path.join(folder, name), file);
}
