/** Clients of SQL Server that we did not write, as tests see them: there to be run, or missing for a reason. */
import { execFile, spawnSync } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const provided = z.union([
  z.object({ missing: z.string() }),
  z.object({ command: z.tuple([z.string()], z.string()), env: z.record(z.string(), z.string()) }),
]);

export type ForeignClient = z.infer<typeof provided>;

/** By question, what the client's program saw. */
export type Answers = ReadonlyMap<string, unknown>;

const answer = z.object({ question: z.string(), saw: z.unknown() });

/** Waits for it, because Jest wants to know before the first test whether there will be any. */
export function foreignClient(name: 'python' | 'jdbc' | 'go'): ForeignClient {
  const { stdout, stderr } = spawnSync(process.execPath, [path.join(__dirname, 'provide.mjs'), name], {
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(`provide.mjs ${name}: ${stderr}`);
  return provided.parse(JSON.parse(stdout));
}

/** Runs the client's program to its end. */
export async function ask(client: ForeignClient, ...parameters: readonly string[]): Promise<Answers> {
  if ('missing' in client) throw new Error(client.missing);
  const [command, ...given] = client.command;
  const env = { ...process.env, ...client.env };
  const { stdout } = await promisify(execFile)(command, [...given, ...parameters], { env, maxBuffer: 16 * 1024 ** 2 });
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
  return new Map(
    lines.map((line) => {
      const { question, saw } = answer.parse(JSON.parse(line));
      return [question, saw];
    }),
  );
}
