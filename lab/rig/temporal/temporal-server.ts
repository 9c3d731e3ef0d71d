/** The development server of the Temporal CLI as the lab's control plane: it can be killed and comes back as it was. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { freePort } from './free-port';

export interface TemporalServerOptions {
  /** Path of the Temporal CLI. */
  readonly cli: string;
  /** Where workflows survive a kill; without it they live in memory, and `restart` is refused. */
  readonly databaseFile?: string;
  /** Default: a free port. */
  readonly port?: number;
  readonly uiPort?: number;
  /** Type by name, e.g. `Keyword`. They take effect when the database file is new. */
  readonly searchAttributes: Readonly<Record<string, string>>;
  /** No Web UI. */
  readonly headless?: boolean;
  /** Receives each line that the server writes. */
  readonly log?: (line: string) => void;
}

export interface TemporalServer {
  /** `127.0.0.1:7233`, the same after a restart. */
  readonly address: string;
  /** `undefined` for a headless server. */
  readonly uiUrl: string | undefined;
  /** Of the process that runs now, or ran last. */
  readonly pid: number;
  /** Resolves when the process is gone. */
  kill(signal?: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  /** Starts it again on the same file and ports, after a kill or a death; ends it first when it still runs. */
  restart(): Promise<void>;
  /** Ends it for good. */
  stop(): Promise<void>;
}

interface Ports {
  readonly port: number;
  readonly uiPort: number | undefined;
}

/** One life of the server process. */
interface Life {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly ended: Promise<unknown>;
}

const readyWithinMs = 30_000;
const lookEveryMs = 50;
const stopsWithinMs = 5_000;
const tries = 3;

/** Resolves when the server answers. @throws Error with the server's last words when it does not. */
export async function startTemporal(options: TemporalServerOptions): Promise<TemporalServer> {
  const { ports, life } = await startOnPorts(options);
  let current = life;

  const kill = async (signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> => {
    current.child.kill(signal);
    await current.ended;
  };
  return {
    address: addressOf(ports),
    uiUrl: ports.uiPort === undefined ? undefined : `http://127.0.0.1:${String(ports.uiPort)}`,
    get pid() {
      return current.pid;
    },
    kill,
    async restart() {
      if (options.databaseFile === undefined) {
        throw new Error(
          'A Temporal server without a database file would forget every workflow: start it with databaseFile.',
        );
      }
      await kill();
      current = await begin(options, ports);
    },
    async stop() {
      const impatience = setTimeout(() => current.child.kill('SIGKILL'), stopsWithinMs);
      await kill('SIGTERM');
      clearTimeout(impatience);
    },
  };
}

const addressOf = ({ port }: Ports): string => `127.0.0.1:${String(port)}`;

/** Another process may take a free port before the server does, so free ports are tried more than once. */
async function startOnPorts(options: TemporalServerOptions): Promise<{ ports: Ports; life: Life }> {
  for (let tried = 1; ; tried += 1) {
    const ports = {
      port: options.port ?? (await freePort()),
      uiPort: options.headless === true ? undefined : (options.uiPort ?? (await freePort())),
    };
    try {
      return { ports, life: await begin(options, ports) };
    } catch (failure) {
      const portTaken = failure instanceof Error && /address already in use|can't bind|set port/i.test(failure.message);
      if (!portTaken || tried === tries) throw failure;
    }
  }
}

async function begin(options: TemporalServerOptions, ports: Ports): Promise<Life> {
  const child = spawn(options.cli, argumentsOf(options, ports), {
    // In a process group of its own: a Ctrl-C is for the lab, which then stops the server in its own order.
    detached: true,
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lastWords: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      options.log?.(line);
      lastWords.push(line);
      if (lastWords.length > 10) lastWords.shift();
    });
  }
  const ended = once(child, 'close').catch((failure: unknown) => failure);
  await Promise.race([once(child, 'spawn'), ended]);
  if (child.pid === undefined) throw new Error(`The Temporal CLI "${options.cli}" cannot be started.`);
  endWithUs(child.pid, ended);
  if (await answers(addressOf(ports), () => child.exitCode !== null || child.signalCode !== null)) {
    return { child, pid: child.pid, ended };
  }
  child.kill('SIGKILL');
  await ended;
  throw new Error(
    `The Temporal server at ${addressOf(ports)} does not answer. Its last words:\n${lastWords.join('\n')}`,
  );
}

function argumentsOf(options: TemporalServerOptions, ports: Ports): string[] {
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(ports.port), '--log-level', 'warn'],
    ...(ports.uiPort === undefined ? ['--headless'] : ['--ui-port', String(ports.uiPort)]),
    ...(options.databaseFile === undefined ? [] : ['--db-filename', options.databaseFile]),
    ...Object.entries(options.searchAttributes).flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]),
  ];
}

/** No handler of ours runs when we are killed, so a small process watches over the server. */
function endWithUs(pid: number, ended: Promise<unknown>): void {
  const watchdog = spawn(process.execPath, [path.join(__dirname, 'watchdog.mjs'), String(pid)], {
    detached: true,
    windowsHide: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watchdog.unref();
  watchdog.stdin.on('error', () => undefined);
  void ended.then(() => {
    watchdog.stdin.end('released\n');
  });
}

async function answers(address: string, hasEnded: () => boolean): Promise<boolean> {
  const deadline = Date.now() + readyWithinMs;
  while (Date.now() < deadline && !hasEnded()) {
    try {
      const connection = await Connection.connect({ address, connectTimeout: '2s' });
      try {
        await connection.workflowService.describeNamespace({ namespace: 'default' });
      } finally {
        await connection.close();
      }
      return true;
    } catch {
      await sleep(lookEveryMs);
    }
  }
  return false;
}
