/** INSERT, UPDATE, DELETE, TRUNCATE TABLE. */
import type { Assignment, Expression, StatementBody } from './ast';
import { parseExecute } from './parse-execute';
import { parseObjectName } from './parse-name';
import { expressions, parseColumnNames, parseFrom, parseQuery, parseRows } from './parse-query';
import type { TokenStream } from './token-stream';

export function parseInsert(stream: TokenStream, startsStatement: (stream: TokenStream) => boolean): StatementBody {
  stream.expect('INSERT');
  stream.takeIf('INTO');
  const target = parseObjectName(stream);
  const hasColumns = stream.at('(') && !stream.at('(', 'SELECT');
  const columns = hasColumns ? parseColumnNames(stream) : undefined;
  const given = { kind: 'insert', target, ...(columns && { columns }) } as const;
  if (stream.takeIf('DEFAULT', 'VALUES')) return { ...given, columns: [], source: { kind: 'values', rows: [[]] } };
  if (stream.takeIf('VALUES')) return { ...given, source: { kind: 'values', rows: parseRows(stream) } };
  if (stream.takeAny(['EXEC', 'EXECUTE'])) return { ...given, source: parseExecute(stream, startsStatement) };
  if (!stream.atAny(['SELECT', '('])) throw stream.failure();
  return { ...given, source: parseQuery(stream) };
}

export function parseUpdate(stream: TokenStream): StatementBody {
  stream.expect('UPDATE');
  const top = parseTop(stream);
  const target = parseObjectName(stream);
  stream.expect('SET');
  const assignments = stream.list(() => parseAssignment(stream));
  const from = stream.takeIf('FROM') ? parseFrom(stream) : [];
  const where = parseWhere(stream);
  return { kind: 'update', target, assignments, from, ...(top && { top }), ...(where && { where }) };
}

export function parseDelete(stream: TokenStream): StatementBody {
  stream.expect('DELETE');
  const top = parseTop(stream);
  stream.takeIf('FROM');
  const target = parseObjectName(stream);
  const from = stream.takeIf('FROM') ? parseFrom(stream) : [];
  const where = parseWhere(stream);
  return { kind: 'delete', target, from, ...(top && { top }), ...(where && { where }) };
}

export function parseTruncate(stream: TokenStream): StatementBody {
  stream.expect('TRUNCATE', 'TABLE');
  return { kind: 'truncate', target: parseObjectName(stream) };
}

function parseTop(stream: TokenStream): Expression | undefined {
  if (!stream.takeIf('TOP')) return undefined;
  stream.expect('(');
  const count = expressions(stream).value();
  stream.expect(')');
  return count;
}

const parseWhere = (stream: TokenStream): Expression | undefined =>
  stream.takeIf('WHERE') ? expressions(stream).condition() : undefined;

function parseAssignment(stream: TokenStream): Assignment {
  if (stream.current.kind === 'variable') {
    const variable = stream.variable().toLowerCase();
    stream.expect('=');
    return { variable, value: parseAssigned(stream) };
  }
  const { line } = stream.current;
  const parts = [stream.identifier()];
  while (stream.takeIf('.')) parts.push(stream.identifier());
  stream.expect('=');
  return { column: { kind: 'column', parts, line }, value: parseAssigned(stream) };
}

const parseAssigned = (stream: TokenStream): Expression =>
  stream.takeIf('DEFAULT') ? { kind: 'default' } : expressions(stream).value();
