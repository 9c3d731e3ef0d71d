/** Runs one of our programs as a user would, in a temporary folder of its own, and sees what it leaves behind. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const project = path.resolve(__dirname, '../..');
const lookEveryMs = 50;
/** npm ends at once and leaves its program to clean up; watchdogs notice a death within half a second. */
const graceMs = 20_000;

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class Program {
  readonly #child: ChildProcess;
  #printed = '';

  private constructor(
    readonly folder: string,
    command: string,
    parameters: readonly string[],
  ) {
    this.#child = spawn(command, parameters, {
      cwd: project,
      env: { ...process.env, TMPDIR: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (chunk: Buffer) => (this.#printed += chunk.toString()));
  }

  /** E.g. `lab/rig/start.ts`. */
  static ofEntry(entry: string, ...parameters: string[]): Program {
    return Program.of(process.execPath, '--import', 'tsx', entry, ...parameters);
  }

  static of(command: string, ...parameters: string[]): Program {
    return new Program(mkdtempSync(path.join(os.tmpdir(), 'pchat-program-')), command, parameters);
  }

  get printed(): string {
    return this.#printed;
  }

  /** @throws Error with everything that was printed, when the program ends first. */
  async prints(text: string | RegExp): Promise<void> {
    const isThere = (): boolean => (typeof text === 'string' ? this.#printed.includes(text) : text.test(this.#printed));
    while (!isThere()) {
      if (this.#hasEnded) throw new Error(`ended before it printed ${String(text)}:\n${this.#printed}`);
      await sleep(lookEveryMs);
    }
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** As a terminal does it: to every process of the foreground group. */
  signalGroup(name: NodeJS.Signals): void {
    process.kill(-this.#child.pid!, name);
  }

  async ended(): Promise<Ended> {
    while (!this.#hasEnded) await sleep(lookEveryMs);
    return { code: this.#child.exitCode, signal: this.#child.signalCode };
  }

  /** Runs another program beside this one, where it finds what this one announced. */
  async beside(entry: string, ...parameters: string[]): Promise<{ code: number | null; printed: string }> {
    const other = new Program(this.folder, process.execPath, ['--import', 'tsx', entry, ...parameters]);
    const { code } = await other.ended();
    return { code, printed: other.printed };
  }

  /** Folders and files of ours that are still there; caches of others do not count. */
  foldersLeft(): string[] {
    return readdirSync(this.folder).filter((name) => name.startsWith('persistent-chat-dr'));
  }

  /** Command lines of every process with this program's temporary folder in its environment, after a moment to end. */
  async processesLeft(): Promise<string[]> {
    const deadline = Date.now() + graceMs;
    while (this.#processes().length > 0 && Date.now() < deadline) await sleep(lookEveryMs);
    return this.#processes();
  }

  #processes(): string[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => contentOf(`/proc/${pid}/environ`).includes(`TMPDIR=${this.folder}\0`))
      .map((pid) => `${pid}: ${contentOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')}`);
  }

  /** Ends what may still run and removes the folder. */
  async dispose(): Promise<void> {
    if (!this.#hasEnded) this.signal('SIGTERM');
    await this.ended();
    rmSync(this.folder, { recursive: true, force: true });
  }

  get #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
}

/** Empty for a process that ended meanwhile, or that is not ours to look at. */
function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Whether this machine can say which processes there are. */
export const seesProcesses = process.platform === 'linux';
