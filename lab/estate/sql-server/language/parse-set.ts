/** SET of a variable or of a session option ("SET Statements (Transact-SQL)"). */
import type { StatementBody } from './ast';
import { expressions } from './parse-query';
import { syntaxError } from './syntax-error';
import type { TokenStream } from './token-stream';

const onOffOptions: ReadonlySet<string> = new Set(
  `ANSI_DEFAULTS ANSI_NULL_DFLT_OFF ANSI_NULL_DFLT_ON ANSI_NULLS ANSI_PADDING ANSI_WARNINGS ARITHABORT ARITHIGNORE
CONCAT_NULL_YIELDS_NULL CURSOR_CLOSE_ON_COMMIT FMTONLY FORCEPLAN IMPLICIT_TRANSACTIONS NOCOUNT NOEXEC
NUMERIC_ROUNDABORT PARSEONLY QUOTED_IDENTIFIER REMOTE_PROC_TRANSACTIONS XACT_ABORT`.split(/\s+/),
);
const valueOptions = [
  'ROWCOUNT',
  'TEXTSIZE',
  'LOCK_TIMEOUT',
  'DATEFIRST',
  'DEADLOCK_PRIORITY',
  'DATEFORMAT',
  'LANGUAGE',
  'CONTEXT_INFO',
];
const isolationLevels: readonly (readonly string[])[] = [
  ['READ', 'UNCOMMITTED'],
  ['READ', 'COMMITTED'],
  ['REPEATABLE', 'READ'],
  ['SNAPSHOT'],
  ['SERIALIZABLE'],
];
const compound = ['+=', '-=', '*=', '/=', '%=', '&=', '|=', '^='];

export function parseSet(stream: TokenStream): StatementBody {
  stream.expect('SET');
  if (stream.current.kind === 'variable') return parseVariable(stream);
  if (stream.takeIf('TRANSACTION', 'ISOLATION', 'LEVEL')) {
    const level = isolationLevels.find((words) => stream.takeIf(...words));
    if (level === undefined) throw stream.failure();
    return { kind: 'set option', options: ['ISOLATION LEVEL'], value: level.join(' ') };
  }
  if (stream.takeIf('STATISTICS')) {
    const options = stream.list(() => `STATISTICS ${stream.expectAny(['IO', 'TIME', 'XML', 'PROFILE'])}`);
    return { kind: 'set option', options, value: stream.expectAny(['ON', 'OFF']) };
  }
  const valued = stream.takeAny(valueOptions);
  if (valued !== undefined) return { kind: 'set option', options: [valued], value: parseValue(stream) };
  const options = stream.list(() => parseOnOffName(stream));
  return { kind: 'set option', options, value: stream.expectAny(['ON', 'OFF']) };
}

function parseVariable(stream: TokenStream): StatementBody {
  const { line } = stream.current;
  const variable = stream.variable().toLowerCase();
  const operator = stream.takeAny(compound);
  if (operator === undefined) stream.expect('=');
  const value = expressions(stream).value();
  if (operator === undefined) return { kind: 'set variable', variable, value, line };
  const left = { kind: 'variable', name: variable, line } as const;
  const combined = { kind: 'arithmetic', operator: operator[0] as '+', left, right: value } as const;
  return { kind: 'set variable', variable, value: combined, line };
}

function parseValue(stream: TokenStream): string | number {
  if (stream.takeIf('-')) return -stream.integer();
  if (stream.current.kind === 'integer') return stream.integer();
  const { kind } = stream.current;
  return kind === 'string' || kind === 'variable' || kind === 'binary' ? stream.take().value : stream.identifier();
}

/** @throws SqlError 195 for a word that is no option. */
function parseOnOffName(stream: TokenStream): string {
  const { word, value, line, kind } = stream.current;
  if (onOffOptions.has(word)) return stream.take().word;
  if (kind !== 'word' || !stream.atIdentifier) throw stream.failure();
  throw syntaxError(195, `'${value}' is not a recognized SET option.`, line);
}
