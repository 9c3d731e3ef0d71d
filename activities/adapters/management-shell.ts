/**
 * Runs cmdlets in one warm PowerShell per worker. A call counts as done only by its own answer; a shell that gave none
 * is killed with everything it started and replaced before the next call.
 */
import { isAbsolute, win32 } from 'node:path';
import { remedyOf, type ShellFailureName } from '../../domain/failures';
import type { CmdletParameters } from '../../domain/powershell-text';
import { classify } from './management-shell/classify';
import { isAllowedCmdlet, mayBeGivenUp, mayLastLong, type CmdletName } from './management-shell/cmdlets';
import type { BridgeAnswer } from './management-shell/envelope';
import { ManagementShellError } from './management-shell/management-shell-error';
import {
  refuseForeignNodePowerShell,
  ShellProcess,
  ShellStartError,
  type ShellSettings,
} from './management-shell/shell-process';
import { TurnMissed, Turns } from './management-shell/turns';

export type { CmdletName } from './management-shell/cmdlets';
export { ManagementShellError } from './management-shell/management-shell-error';

export interface ShellLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface ManagementShellOptions extends ShellSettings {
  readonly log: ShellLog;
  /** When a shell has served its time: PowerShell keeps its last 4096 input lines in memory. */
  readonly recycleAfter?: { readonly calls: number; readonly bytes: number };
}

export interface InvokeOptions {
  /** For waiting, and again for running. Starting a shell has its own deadline. */
  readonly timeoutMs: number;
  /** Ends a wait and a read at once; a cmdlet that acts is left to finish, because its outcome would be unknown. */
  readonly signal?: AbortSignal | undefined;
}

export interface CmdletAnswer {
  /** Output objects as plain data: enumerations and names as text, instants as ISO 8601 in UTC. */
  readonly output: readonly unknown[];
  readonly warnings: readonly string[];
  readonly verbose: readonly string[];
}

export interface ManagementShell {
  /** @throws ManagementShellError, or the signal's reason. */
  invoke(cmdlet: CmdletName, parameters: CmdletParameters, options: InvokeOptions): Promise<CmdletAnswer>;
  /** Ends the shell; a cmdlet that runs is indeterminate, those that wait are refused service. */
  dispose(): Promise<void>;
}

/** @throws ShellStartError when the settings cannot work. The shell itself starts with the first call. */
export function createManagementShell(options: ManagementShellOptions): ManagementShell {
  refuseForeignNodePowerShell(options.acceptedNodePowerShell);
  if (!isAbsolute(options.modulePath) && !win32.isAbsolute(options.modulePath)) {
    throw new ShellStartError(
      'ShellCannotStart',
      `The path of the bridge module must be absolute, not ${options.modulePath}.`,
    );
  }
  // Windows PowerShell reads its input in the console's code page, so a line must be ASCII.
  if (!/^[\x20-\x7e]+$/.test(options.modulePath)) {
    throw new ShellStartError(
      'ShellCannotStart',
      `The path of the bridge module must be plain ASCII: ${options.modulePath}.`,
    );
  }
  return new Shells(options);
}

/** Of each worker: a cmdlet that lasts for hours takes the one that is the least asked for. */
const longShells = 3;

/** One shell for what ends soon, and others, started when they are needed, for what may last. */
class Shells implements ManagementShell {
  private readonly quick: WarmShell;
  private readonly long: readonly WarmShell[];

  constructor(options: ManagementShellOptions) {
    this.quick = new WarmShell(options);
    this.long = Array.from({ length: longShells }, () => new WarmShell(options));
  }

  invoke(cmdlet: CmdletName, parameters: CmdletParameters, options: InvokeOptions): Promise<CmdletAnswer> {
    return this.shellFor(cmdlet).invoke(cmdlet, parameters, options);
  }

  async dispose(): Promise<void> {
    await Promise.all([this.quick, ...this.long].map((shell) => shell.dispose()));
  }

  private shellFor(cmdlet: CmdletName): WarmShell {
    if (!mayLastLong(cmdlet)) return this.quick;
    return this.long.reduce((least, shell) => (shell.asked < least.asked ? shell : least));
  }
}

class WarmShell implements ManagementShell {
  /** Calls that run or wait. */
  asked = 0;
  private readonly turns = new Turns();
  private holder: { readonly cmdlet: CmdletName; readonly since: number } | undefined;
  private shell: ShellProcess | undefined;
  private disposed = false;

  constructor(private readonly options: ManagementShellOptions) {}

  async invoke(
    cmdlet: CmdletName,
    parameters: CmdletParameters,
    { timeoutMs, signal }: InvokeOptions,
  ): Promise<CmdletAnswer> {
    if (!isAllowedCmdlet(cmdlet))
      throw failure('CmdletNotAmongOurs', cmdlet, 'is not among the cmdlets that this product runs.');
    this.asked += 1;
    try {
      const endTurn = await this.turns.take(timeoutMs, signal).catch((error: unknown) => {
        if (error instanceof TurnMissed)
          throw failure('ShellBusy', cmdlet, `was not started: ${error.message}${this.heldBy()}.`, error);
        throw error;
      });
      this.holder = { cmdlet, since: Date.now() };
      try {
        const shell = await this.readyShell(cmdlet);
        signal?.throwIfAborted();
        return await this.ask(shell, cmdlet, parameters, timeoutMs, signal);
      } finally {
        this.holder = undefined;
        endTurn();
      }
    } finally {
      this.asked -= 1;
    }
  }

  /** Who has the shell, so that a person can see what is waited for. */
  private heldBy(): string {
    if (this.holder === undefined) return '';
    const seconds = Math.round((Date.now() - this.holder.since) / 1000);
    return `; ${this.holder.cmdlet} has held the management shell of this worker for ${String(seconds)} s, and ${String(Math.max(0, this.asked - 2))} more wait`;
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    this.turns.close('the management shell is shutting down');
    await this.discard();
  }

  private async ask(
    shell: ShellProcess,
    cmdlet: CmdletName,
    parameters: CmdletParameters,
    timeoutMs: number,
    signal: AbortSignal | undefined,
  ): Promise<CmdletAnswer> {
    const startedAt = Date.now();
    const reply = await shell.ask(
      'Invoke-BridgeRequest',
      { cmdlet, parameters },
      timeoutMs,
      mayBeGivenUp(cmdlet) ? signal : undefined,
    );
    const ms = Date.now() - startedAt;
    switch (reply.kind) {
      case 'aborted':
        await this.discard();
        throw signal?.reason;
      case 'silent':
        this.options.log.warn({ cmdlet, ms, why: reply.why }, 'a cmdlet gave no answer; the shell is replaced');
        await this.discard();
        throw failure(
          'CmdletAnswerLost',
          cmdlet,
          `may or may not have taken effect: ${reply.why}. ${remedyOf('CmdletAnswerLost')}`,
        );
      case 'answered':
        this.options.log.info({ cmdlet, ms, warnings: reply.answer.warnings.length }, 'a cmdlet has answered');
        await this.retireIfWorn(shell);
        return outcome(cmdlet, reply.answer);
    }
  }

  private async readyShell(cmdlet: CmdletName): Promise<ShellProcess> {
    if (this.shell !== undefined && !this.shell.isAlive) {
      this.options.log.warn({}, 'the shell has died while idle; it is replaced');
      await this.discard();
    }
    try {
      if (this.disposed) throw new ShellStartError('ShellNotStarted', 'the management shell is shutting down.');
      if (this.shell !== undefined) return this.shell;
      const shell = ShellProcess.open(this.options);
      this.shell = shell;
      this.options.log.info({ ...(await shell.ready) }, 'the management shell is ready');
      return shell;
    } catch (error) {
      await this.discard();
      if (error instanceof ShellStartError)
        throw failure(error.failure, cmdlet, `was not started: ${error.message}`, error);
      throw error;
    }
  }

  private async retireIfWorn(shell: ShellProcess): Promise<void> {
    const { calls, bytes } = this.options.recycleAfter ?? { calls: 1000, bytes: 64 * 1024 * 1024 };
    if (shell.calls <= calls && shell.bytes <= bytes) return;
    this.options.log.info({ calls: shell.calls, bytes: shell.bytes }, 'the shell has served its time; it is replaced');
    await this.discard();
  }

  private async discard(): Promise<void> {
    const { shell } = this;
    this.shell = undefined;
    await shell?.kill();
  }
}

function outcome(cmdlet: CmdletName, { error, output, warnings, verbose }: BridgeAnswer): CmdletAnswer {
  if (error === null) return { output, warnings, verbose };
  const failed = classify(error);
  throw new ManagementShellError({
    failure: failed,
    cmdlet,
    message: `${cmdlet} failed: ${error.message.trim()} ${remedyOf(failed)}`,
    errorId: error.fullyQualifiedErrorId,
    warnings,
  });
}

const failure = (name: ShellFailureName, cmdlet: string, what: string, cause?: unknown): ManagementShellError =>
  new ManagementShellError({ failure: name, cmdlet, message: `${cmdlet} ${what}`, cause });
