/** One process of ours, started directly (no npx, no shell), so that its pid is the process that works. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly exited: Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

export interface ChildOptions {
  readonly name: string;
  /** TypeScript, relative to the project, or a file that is JavaScript already. */
  readonly entry: string;
  readonly env: NodeJS.ProcessEnv;
  /** Everything the process prints goes there. */
  readonly logFile: string;
}

const project = path.resolve(__dirname, '../../..');
const endWithParent = pathToFileURL(path.join(__dirname, 'end-with-parent.mjs')).href;

export function startChild({ name, entry, env, logFile }: ChildOptions): Child {
  const log = createWriteStream(logFile, { flags: 'a' });
  const child: ChildProcess = spawn(
    process.execPath,
    [
      ...['--import', endWithParent],
      ...(entry.endsWith('.ts') ? ['--import', 'tsx'] : []),
      path.resolve(project, entry),
    ],
    {
      cwd: project,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Ctrl+C in a terminal goes to the whole process group; the lab ends its children itself, in order.
      detached: true,
    },
  );
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  }).then(() => {
    log.end();
  });
  return {
    name,
    pid: child.pid ?? -1,
    exited,
    kill: (signal) => {
      child.kill(signal);
    },
  };
}
