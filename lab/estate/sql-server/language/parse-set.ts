/** SET of a variable or of a session option ("SET Statements (Transact-SQL)"). */
import type { StatementBody } from './ast';
import { expressions } from './parse-query';
import { syntaxError } from './syntax-error';
import type { TokenStream } from './token-stream';

const onOffOptions: ReadonlySet<string> = new Set(
  `ANSI_NULL_DFLT_ON ANSI_NULLS ANSI_PADDING ANSI_WARNINGS ARITHABORT CONCAT_NULL_YIELDS_NULL CURSOR_CLOSE_ON_COMMIT
FMTONLY IMPLICIT_TRANSACTIONS NOCOUNT NUMERIC_ROUNDABORT QUOTED_IDENTIFIER XACT_ABORT`.split(/\s+/),
);
const valueOptions = ['TEXTSIZE', 'LOCK_TIMEOUT', 'DATEFIRST', 'DATEFORMAT', 'LANGUAGE'];
const isolationLevels: readonly (readonly string[])[] = [
  ['READ', 'UNCOMMITTED'],
  ['READ', 'COMMITTED'],
  ['REPEATABLE', 'READ'],
  ['SNAPSHOT'],
  ['SERIALIZABLE'],
];

export function parseSet(stream: TokenStream): StatementBody {
  stream.expect('SET');
  if (stream.current.kind === 'variable') return parseVariable(stream);
  if (stream.takeIf('TRANSACTION', 'ISOLATION', 'LEVEL')) {
    const level = isolationLevels.find((words) => stream.takeIf(...words));
    if (level === undefined) throw stream.failure();
    return { kind: 'set option', options: ['ISOLATION LEVEL'], value: level.join(' ') };
  }
  const valued = stream.takeAny(valueOptions);
  if (valued !== undefined) return { kind: 'set option', options: [valued], value: parseValue(stream) };
  const options = stream.list(() => parseOnOffName(stream));
  return { kind: 'set option', options, value: stream.expectAny(['ON', 'OFF']) };
}

function parseVariable(stream: TokenStream): StatementBody {
  const { line } = stream.current;
  const variable = stream.variable().toLowerCase();
  stream.expect('=');
  return { kind: 'set variable', variable, value: expressions(stream).value(), line };
}

function parseValue(stream: TokenStream): string | number {
  if (stream.takeIf('-')) return -stream.integer();
  if (stream.current.kind === 'integer') return stream.integer();
  return stream.current.kind === 'string' ? stream.string() : stream.identifier();
}

/** @throws SqlError 195 for a word that is no option. */
function parseOnOffName(stream: TokenStream): string {
  const { word, value, line, kind } = stream.current;
  if (onOffOptions.has(word)) return stream.take().word;
  if (kind !== 'word' || !stream.atIdentifier) throw stream.failure();
  throw syntaxError(195, `'${value}' is not a recognized SET option.`, line);
}
