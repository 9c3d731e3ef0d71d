/** One PowerShell process of node-powershell, from its start to its certain end. It knows lines and bytes, no cmdlets. */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { PowerShell } from 'node-powershell';
import type { ShellFailureName } from '../../../domain/failures';
import { stringLiteral } from '../../../domain/powershell-text';
import { Failure } from '../../failure';
import { readAnswer, requestLine, type BridgeFunction, type BridgeAnswer } from './envelope';
import { defaultExecutable, shellEnvironment } from './environment';
import { killTree } from './process-tree';

export interface ShellSettings {
  /** Absolute path of the program; default: Windows PowerShell, elsewhere `pwsh`. */
  readonly executable?: string | undefined;
  /** Further switches, e.g. `{ '-ExecutionPolicy': 'AllSigned' }`. */
  readonly executableArguments?: Readonly<Record<string, string | boolean>> | undefined;
  /** Absolute path of PersistentChatBridge.psm1. */
  readonly modulePath: string;
  /** Management modules in order of preference, e.g. `['SkypeForBusiness', 'Lync']`. */
  readonly lyncModules: readonly string[];
  /** Variables on top of the few that the shell inherits. */
  readonly environment: Readonly<Record<string, string>>;
  readonly startTimeoutMs: number;
  /** The value of NODE_POWERSHELL that is meant: it beats every setting, so any other value is refused. */
  readonly acceptedNodePowerShell?: string | undefined;
}

/** What came of one request: its answer, or why there is none. */
export type Reply =
  | { readonly kind: 'answered'; readonly answer: BridgeAnswer }
  | { readonly kind: 'silent'; readonly why: string; readonly late?: true }
  | { readonly kind: 'aborted' };

type RunEnd =
  | { readonly kind: 'printed'; readonly stdout: string }
  | { readonly kind: 'silent'; readonly why: string; readonly late?: true }
  | { readonly kind: 'aborted' };

/** What Initialize-Bridge says about the process that answers. */
export interface ShellDescription {
  readonly processId: number;
  readonly version: string;
  readonly module: string;
}

/** The shell is not usable; nothing has been asked of it yet. */
export class ShellStartError extends Failure<StartFailure> {}

type StartFailure = Extract<ShellFailureName, 'ShellNotStarted' | 'ShellCannotStart'>;

/**
 * A failed prompt or a strict-mode error otherwise lets the next statement run; global, because a module's own scope hangs
 * on the global one.
 */
const preferences = "$ErrorActionPreference='Stop';$ProgressPreference='SilentlyContinue';$ConfirmPreference='None'";

const stderrKept = 4096;

/** Throws where NODE_POWERSHELL would start another program than the configured one. */
export function refuseForeignNodePowerShell(accepted: string | undefined): void {
  const given = process.env['NODE_POWERSHELL'];
  if (given === undefined || given === '' || given === accepted) return;
  throw new ShellStartError(
    'ShellCannotStart',
    `NODE_POWERSHELL is set to ${given} and would replace the configured PowerShell: remove it from the environment of this worker.`,
  );
}

export class ShellProcess {
  /** Settles when the shell can take requests; rejects with a ShellStartError. */
  readonly ready: Promise<ShellDescription>;
  calls = 0;
  bytes = 0;
  private stderr = '';
  private pid: number | undefined;

  private constructor(
    private readonly shell: PowerShell,
    settings: ShellSettings,
  ) {
    shell.streams.stderr.on('data', (chunk: string | Buffer) => {
      this.stderr = (this.stderr + chunk.toString()).slice(-stderrKept);
    });
    // A write into a pipe whose reader has died is answered by the death itself.
    shell.streams.stdin.on('error', () => undefined);
    this.ready = this.start(settings);
    this.ready.catch(() => undefined);
  }

  /**
   * Starts a shell. Its first line is sent in the same turn: with none outstanding, the library answers an early death
   * with an unhandled rejection. On Windows `windowsHide` gives the shell a console of its own, out of reach of Ctrl+C in
   * the worker's; elsewhere the library keeps it in the worker's process group, where SIGINT cancels the running cmdlet,
   * which ends as a call without an answer.
   */
  static open(settings: ShellSettings): ShellProcess {
    refuseForeignNodePowerShell(settings.acceptedNodePowerShell);
    try {
      const shell = new PowerShell({
        executable: settings.executable ?? defaultExecutable(),
        executableOptions: {
          '-NoProfile': true,
          '-NonInteractive': true,
          '-InputFormat': 'Text',
          '-OutputFormat': 'Text',
          ...settings.executableArguments,
        },
        spawnOptions: {
          cwd: path.dirname(settings.modulePath),
          env: shellEnvironment(settings.environment),
          windowsHide: true,
        },
        throwOnInvocationError: false,
      });
      return new ShellProcess(shell, settings);
    } catch (error) {
      throw new ShellStartError('ShellCannotStart', `PowerShell cannot be started: ${messageOf(error)}.`);
    }
  }

  get isAlive(): boolean {
    return this.shell.streams.stdin.writable;
  }

  /** Asks the bridge. Whatever is not exactly one answer to this request leaves the shell to be replaced. */
  async ask(
    operation: BridgeFunction,
    body: Readonly<Record<string, unknown>>,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<Reply> {
    const id = randomUUID();
    const line = requestLine(operation, { id, ...body });
    this.calls += 1;
    this.bytes += line.length;
    const ended = await this.run(line, timeoutMs, signal);
    if (ended.kind !== 'printed') return ended;
    this.bytes += ended.stdout.length;
    const answer = readAnswer(ended.stdout, id);
    if (typeof answer === 'string') return { kind: 'silent', why: this.withStderr(answer) };
    this.stderr = '';
    return { kind: 'answered', answer };
  }

  /** Ends the process and everything it started; resolves when it is gone. */
  async kill(): Promise<void> {
    // The tree first: the parent must still be there to be walked on Windows.
    if (this.pid !== undefined && this.isAlive) await killTree(this.pid);
    await this.shell.dispose('SIGKILL').catch(() => undefined);
  }

  private async start({ modulePath, lyncModules, startTimeoutMs }: ShellSettings): Promise<ShellDescription> {
    const deadline = Date.now() + startTimeoutMs;
    const left = (): number => Math.max(1, deadline - Date.now());
    for (const line of [preferences, `Import-Module -Name ${stringLiteral(modulePath)} -DisableNameChecking`]) {
      const ended = await this.run(line, left());
      if (ended.kind === 'silent')
        throw new ShellStartError(startFailureOf(ended.why), `PowerShell did not start: ${ended.why}.`);
    }
    const reply = await this.ask('Initialize-Bridge', { modules: lyncModules, parent: process.pid }, left());
    if (reply.kind === 'silent') {
      const failure = reply.late === true || !this.isAlive ? 'ShellNotStarted' : 'ShellCannotStart';
      throw new ShellStartError(failure, `The module ${modulePath} did not start: ${reply.why}.`);
    }
    if (reply.kind === 'aborted') throw new ShellStartError('ShellNotStarted', 'The start was given up.');
    const { error, output } = reply.answer;
    if (error !== null) {
      throw new ShellStartError('ShellCannotStart', `${error.message} Install the management tools on this host.`);
    }
    const description = asDescription(output[0]);
    this.pid = description.processId;
    return description;
  }

  /** Runs one complete physical line; a text says why there is no output. */
  private async run(line: string, timeoutMs: number, signal?: AbortSignal): Promise<RunEnd> {
    let timer: NodeJS.Timeout | undefined;
    let onAbort = (): void => undefined;
    const invocation = this.shell.invoke(line).then(
      // Resolving proves nothing: `exit 0` and SIGTERM resolve too, without any output.
      ({ stdout }): RunEnd =>
        stdout === undefined ? this.silent('the shell ended') : { kind: 'printed', stdout: stdout.toString('utf8') },
      (error: unknown): RunEnd => this.silent(endOf(error)),
    );
    const givenUp = new Promise<RunEnd>((resolve) => {
      timer = setTimeout(
        () => resolve({ kind: 'silent', late: true, why: `no answer within ${String(timeoutMs / 1000)} s` }),
        timeoutMs,
      );
      onAbort = () => resolve({ kind: 'aborted' });
      signal?.addEventListener('abort', onAbort, { once: true });
    });
    try {
      return await Promise.race([invocation, givenUp]);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      // The library would keep every command and both its outputs for ever.
      this.shell.history.length = 0;
    }
  }

  private silent(why: string): RunEnd {
    return { kind: 'silent', why: this.withStderr(why) };
  }

  private withStderr(why: string): string {
    const text = this.stderr
      .replace(/#< CLIXML[^\n]*\n?/g, '')
      // The library's own delimiters.
      .replace(/^[0-9A-Za-z]{16}$/gm, '')
      .trim();
    return text === '' ? why : `${why} (${text.slice(0, 500)})`;
  }
}

/** A program that is not there, or not executable, stays so; 64 is how PowerShell ends when it does not know a switch. */
const startFailureOf = (why: string): StartFailure =>
  /\b(ENOENT|EACCES|exited with code 64)\b/.test(why) ? 'ShellCannotStart' : 'ShellNotStarted';

/** The library puts an undefined second line behind its sentence; the cause, where there is one, stands there instead. */
const endOf = (error: unknown): string =>
  messageOf(error)
    .replace(/ exited\.(?=\n)/, ` exited${exitCodeOf(error)}.`)
    .replace(/\.\nundefined$/, '')
    .replace(/\.?\n/, ': ');

const exitCodeOf = (error: unknown): string =>
  error instanceof Error && 'exitCode' in error && typeof error.exitCode === 'number'
    ? ` with code ${String(error.exitCode)}`
    : '';

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function asDescription(value: unknown): ShellDescription {
  const { processId, version, module } = (value ?? {}) as Partial<Record<string, unknown>>;
  if (typeof processId !== 'number')
    throw new ShellStartError('ShellCannotStart', 'The bridge module does not say which process it runs in.');
  return { processId, version: String(version), module: String(module) };
}
