/** CREATE TABLE: columns, NULL and NOT NULL. */
import type { ColumnDefinition, StatementBody } from './ast';
import { parseObjectName } from './parse-name';
import type { TokenStream } from './token-stream';
import { parseType } from './type-name';

export function parseCreateTable(stream: TokenStream): StatementBody {
  stream.expect('CREATE', 'TABLE');
  const target = parseObjectName(stream);
  stream.expect('(');
  const columns = stream.list(() => parseColumn(stream));
  stream.expect(')');
  return { kind: 'create table', target, columns };
}

function parseColumn(stream: TokenStream): ColumnDefinition {
  const name = stream.identifier();
  const type = parseType(stream, 1);
  if (stream.takeIf('NOT', 'NULL')) return { name, type, nullable: false };
  return stream.takeIf('NULL') ? { name, type, nullable: true } : { name, type };
}
