/** What PowerShell keeps between two lines of its input, as far as the adapter can see: modules, preferences, outcome. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { initializeBridge, invokeBridgeRequest, type BridgeSettings } from './bridge';
import { Incomplete, NotUnderstood, parseLine, type Statement } from './line';
import type { Screen } from './screen';

export interface Streams {
  out(text: string): void;
  error(text: string): void;
}

type Command = Extract<Statement, { kind: 'command' }>;

/** A statement that ends with an error record; the rest of the line goes on or not as preferred. */
class Failed extends Error {
  constructor(
    readonly source: string,
    message: string,
  ) {
    super(message);
  }
}

/** `throw`, which no preference lets the line survive. */
class Thrown extends Failed {}

export class Session {
  /** Set by `exit`; the process ends with it. */
  exitCode: number | undefined;
  /** `$?` of the last line, which decides the exit code at the end of the input. */
  succeeded = true;
  private bridgeImported = false;
  private readonly preferences = new Map<string, string>();
  /** An open quote takes every further line into itself; nothing short of the end of the input is modelled to help. */
  private swallows = false;

  constructor(
    private readonly settings: BridgeSettings,
    private readonly streams: Streams,
    readonly screen: Screen,
  ) {}

  /** Executes one line; an abort drops the rest of it without a word, as Ctrl+C does. */
  async execute(line: string, signal: AbortSignal): Promise<void> {
    const statements = this.statementsOf(line);
    this.streams.out(this.swallows ? '' : this.screen.beforeExecution);
    for (const statement of statements) {
      if (signal.aborted || this.exitCode !== undefined) return;
      try {
        await this.perform(statement, signal);
        this.succeeded = true;
      } catch (error) {
        const cancelled = error instanceof Error && error.name === 'AbortError';
        if (cancelled) return;
        this.report(error instanceof Failed ? error : new Failed('Invoke-BridgeRequest', String(error)));
        if (error instanceof Thrown || this.preferences.get('erroractionpreference') === 'stop') return;
      }
    }
  }

  private statementsOf(line: string): Statement[] {
    if (this.swallows) return [];
    try {
      return parseLine(line);
    } catch (error) {
      if (error instanceof Incomplete) this.swallows = true;
      else if (error instanceof NotUnderstood) this.report(unknownTerm(line.trim().split(/\s/)[0] ?? ''));
      else throw error;
      return [];
    }
  }

  private report({ source, message }: Failed): void {
    this.streams.error(this.screen.error(source, message));
    this.succeeded = false;
  }

  private async perform(statement: Statement, signal: AbortSignal): Promise<void> {
    switch (statement.kind) {
      case 'text':
        this.streams.out(`${statement.text}\n`);
        return;
      case 'assignment':
        this.preferences.set(statement.variable, statement.text.toLowerCase());
        return;
      case 'write':
        this.streams[statement.to === 'stdout' ? 'out' : 'error'](`${statement.text}\n`);
        return;
      case 'exit':
        this.exitCode = statement.code & 255;
        return;
      case 'throw':
        throw new Thrown('Exception', statement.text);
      case 'command':
        await this.run(statement, signal);
    }
  }

  private async run(command: Command, signal: AbortSignal): Promise<void> {
    const name = command.name.toLowerCase();
    const first = command.values[0] ?? command.parameters.get('payload') ?? command.parameters.get('name') ?? '';
    if (name.startsWith('write-')) this.write(command, first);
    else if (name === 'start-sleep') await delay(Number(first) * 1000, undefined, { signal });
    else if (name === 'import-module') this.importModule(first);
    else if (name === 'get-command') this.getCommand(first);
    else if (name === 'invoke-bridgerequest' && this.bridgeImported) {
      const confirmPreference = this.preferences.get('confirmpreference');
      this.streams.out(await invokeBridgeRequest(first, { ...this.settings, confirmPreference }, signal));
    } else if (name === 'initialize-bridge' && this.bridgeImported) {
      this.streams.out(await initializeBridge(first, this.settings));
    } else throw unknownTerm(command.name);
  }

  /** As recorded: everything but errors goes to standard output, and progress nowhere. */
  private write({ name, parameters }: Command, text: string): void {
    switch (name.toLowerCase()) {
      case 'write-output':
      case 'write-host':
        return this.streams.out(`${text}\n`);
      case 'write-warning':
        return this.streams.out(this.screen.warning(text));
      case 'write-verbose':
        return this.streams.out(parameters.has('verbose') ? `VERBOSE: ${text}\n` : '');
      case 'write-debug':
        return this.streams.out(parameters.has('debug') ? `DEBUG: ${text}\n` : '');
      case 'write-information':
        return this.streams.out(parameters.has('informationaction') ? `${text}\n` : '');
      case 'write-progress':
        return;
      case 'write-error':
        throw new Failed('Write-Error', text);
      default:
        throw unknownTerm(name);
    }
  }

  private importModule(module: string): void {
    const installed = module.toLowerCase() === this.settings.installedModule.toLowerCase();
    if (!installed && !(path.isAbsolute(module) && existsSync(module))) {
      throw new Failed(
        'Import-Module',
        `The specified module '${module}' was not loaded because no valid module file was found in any module directory.`,
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
    if (!known.includes(name.toLowerCase())) throw new Failed('Get-Command', notRecognized(name));
    this.streams.out(`${name}\n`);
  }
}

const notRecognized = (term: string): string =>
  `The term '${term}' is not recognized as a name of a cmdlet, function, script file, or executable program.\n` +
  'Check the spelling of the name, or if a path was included, verify that the path is correct and try again.';

const unknownTerm = (term: string): Failed => new Failed(term, notRecognized(term));
