/** INSERT, UPDATE, DELETE. */
import type { Assignment, Expression, StatementBody } from './ast';
import { parseExecute } from './parse-execute';
import { parseObjectName } from './parse-name';
import { expressions, parseColumnNames, parseRows } from './parse-query';
import type { TokenStream } from './token-stream';

export function parseInsert(stream: TokenStream, startsStatement: (stream: TokenStream) => boolean): StatementBody {
  stream.expect('INSERT');
  stream.takeIf('INTO');
  const target = parseObjectName(stream);
  const columns = stream.at('(') ? parseColumnNames(stream) : undefined;
  const given = { kind: 'insert', target, ...(columns && { columns }) } as const;
  if (stream.takeIf('VALUES')) return { ...given, source: { rows: parseRows(stream) } };
  stream.expectAny(['EXEC', 'EXECUTE']);
  return { ...given, source: parseExecute(stream, startsStatement) };
}

export function parseUpdate(stream: TokenStream): StatementBody {
  stream.expect('UPDATE');
  const target = parseObjectName(stream);
  stream.expect('SET');
  const assignments = stream.list(() => parseAssignment(stream));
  const where = parseWhere(stream);
  return { kind: 'update', target, assignments, ...(where && { where }) };
}

export function parseDelete(stream: TokenStream): StatementBody {
  stream.expect('DELETE');
  stream.takeIf('FROM');
  const target = parseObjectName(stream);
  const where = parseWhere(stream);
  return { kind: 'delete', target, ...(where && { where }) };
}

const parseWhere = (stream: TokenStream): Expression | undefined =>
  stream.takeIf('WHERE') ? expressions(stream).condition() : undefined;

function parseAssignment(stream: TokenStream): Assignment {
  const { line } = stream.current;
  const column = { kind: 'column', parts: [stream.identifier()], line } as const;
  stream.expect('=');
  return { column, value: expressions(stream).value() };
}
