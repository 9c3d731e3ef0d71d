/** What PowerShell 7 writes around its texts: escape bytes for a terminal that it believes to be there, or nothing. */

export interface Screen {
  /** Before each read of a line, and before its execution. */
  readonly beforeRead: string;
  readonly beforeExecution: string;
  error(source: string, message: string): string;
  warning(message: string): string;
}

const plain: Screen = {
  beforeRead: '',
  beforeExecution: '',
  error: (source, message) => `${source}: ${message}\n`,
  warning: (message) => `WARNING: ${message}\n`,
};

const escaped: Screen = {
  beforeRead: '\u001b[?1h',
  beforeExecution: '\u001b[?1l',
  error: (source, message) => `\u001b[31;1m${source}: \u001b[31;1m${message}\u001b[0m\n`,
  warning: (message) => `\u001b[33;1mWARNING: ${message}\u001b[0m\n`,
};

/** As recorded: a pipe does not keep PowerShell from escape bytes, only these variables do. */
export function screenFor(environment: Readonly<NodeJS.ProcessEnv>): Screen {
  const { NO_COLOR: noColor = '', TERM: term = '' } = environment;
  return noColor !== '' || term === 'dumb' || term === 'xterm-mono' ? plain : escaped;
}
