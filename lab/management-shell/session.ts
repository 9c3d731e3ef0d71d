/** What PowerShell keeps between two lines of its input, as far as the adapter can see: modules and the last outcome. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { initializeBridge, invokeBridgeRequest, type BridgeSettings } from './bridge';
import { NotUnderstood, parseLine, type Statement } from './line';

export interface Streams {
  out(text: string): void;
  error(text: string): void;
}

type Command = Extract<Statement, { kind: 'command' }>;

/** A statement that ends with an error record: its text, and the rest of the line goes on or not as preferred. */
class Failed extends Error {}

export class Session {
  /** Set by `exit`; the process ends with it. */
  exitCode: number | undefined;
  /** `$?` of the last line, which decides the exit code at the end of the input. */
  succeeded = true;
  private bridgeImported = false;
  private stopsOnError = false;

  constructor(
    private readonly settings: BridgeSettings,
    private readonly streams: Streams,
  ) {}

  /** Executes one line; an abort drops the rest of it without a word, as Ctrl+C does. */
  async execute(line: string, signal: AbortSignal): Promise<void> {
    let statements: Statement[];
    try {
      statements = parseLine(line);
    } catch (error) {
      if (!(error instanceof NotUnderstood)) throw error;
      this.streams.error(`${unknownTerm(line.trim().split(/\s/)[0] ?? '')}\n`);
      this.succeeded = false;
      return;
    }
    for (const statement of statements) {
      if (signal.aborted || this.exitCode !== undefined) return;
      try {
        await this.perform(statement, signal);
        this.succeeded = true;
      } catch (error) {
        const cancelled = error instanceof Error && error.name === 'AbortError';
        if (cancelled) return;
        this.streams.error(`${error instanceof Failed ? error.message : `Invoke-BridgeRequest: ${String(error)}`}\n`);
        this.succeeded = false;
        if (this.stopsOnError) return;
      }
    }
  }

  private async perform(statement: Statement, signal: AbortSignal): Promise<void> {
    switch (statement.kind) {
      case 'text':
        this.streams.out(`${statement.text}\n`);
        return;
      case 'assignment':
        if (statement.variable === 'erroractionpreference') this.stopsOnError = statement.text.toLowerCase() === 'stop';
        return;
      case 'write':
        this.streams[statement.to === 'stdout' ? 'out' : 'error'](`${statement.text}\n`);
        return;
      case 'exit':
        this.exitCode = statement.code & 255;
        return;
      case 'command':
        await this.run(statement, signal);
    }
  }

  private async run(command: Command, signal: AbortSignal): Promise<void> {
    const name = command.name.toLowerCase();
    const first = command.values[0] ?? command.parameters.get('payload') ?? command.parameters.get('name') ?? '';
    if (name === 'import-module') this.importModule(first);
    else if (name === 'get-command') this.getCommand(first);
    else if (name === 'invoke-bridgerequest' && this.bridgeImported) {
      this.streams.out(`${await invokeBridgeRequest(first, this.settings, signal)}\n`);
    } else if (name === 'initialize-bridge' && this.bridgeImported) {
      this.streams.out(`${await initializeBridge(first, this.settings)}\n`);
    } else throw new Failed(unknownTerm(command.name));
  }

  private importModule(module: string): void {
    const installed = module.toLowerCase() === this.settings.installedModule.toLowerCase();
    if (!installed && !(path.isAbsolute(module) && existsSync(module))) {
      throw new Failed(
        `Import-Module: The specified module '${module}' was not loaded because no valid module file was found in any module directory.`,
      );
    }
    if (path.basename(module).toLowerCase() === 'persistentchatbridge.psm1') this.bridgeImported = true;
  }

  private getCommand(name: string): void {
    const known = [
      'import-module',
      'get-command',
      ...(this.bridgeImported ? ['initialize-bridge', 'invoke-bridgerequest'] : []),
    ];
    if (!known.includes(name.toLowerCase())) throw new Failed(`Get-Command: ${notRecognized(name)}`);
    this.streams.out(`${name}\n`);
  }
}

const notRecognized = (term: string): string =>
  `The term '${term}' is not recognized as a name of a cmdlet, function, script file, or executable program.\n` +
  'Check the spelling of the name, or if a path was included, verify that the path is correct and try again.';

const unknownTerm = (term: string): string => `${term}: ${notRecognized(term)}`;
