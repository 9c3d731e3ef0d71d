/** CREATE TABLE and DECLARE @t TABLE: columns, NULL, IDENTITY, DEFAULT, PRIMARY KEY and UNIQUE. */
import type { ColumnDefinition, StatementBody, TableDefinition } from './ast';
import { parseObjectName } from './parse-name';
import { expressions } from './parse-query';
import type { TokenStream } from './token-stream';
import { parseType } from './type-name';

type Key = TableDefinition['keys'][number];
type Writable<T> = { -readonly [Field in keyof T]: T[Field] };

export function parseCreateTable(stream: TokenStream): StatementBody {
  stream.expect('CREATE', 'TABLE');
  return { kind: 'create table', target: parseObjectName(stream), definition: parseTableDefinition(stream) };
}

export function parseTableDefinition(stream: TokenStream): TableDefinition {
  const columns: ColumnDefinition[] = [];
  const keys: Key[] = [];
  stream.expect('(');
  stream.list(() => {
    if (stream.atAny(['CONSTRAINT', 'PRIMARY', 'UNIQUE'])) keys.push(parseTableKey(stream));
    else columns.push(parseColumn(stream, keys));
  });
  stream.expect(')');
  const inKey = new Set(
    keys.filter((key) => key.primary).flatMap((key) => key.columns.map((name) => name.toLowerCase())),
  );
  return {
    columns: columns.map((column) => (inKey.has(column.name.toLowerCase()) ? { ...column, nullable: false } : column)),
    keys,
  };
}

function parseColumn(stream: TokenStream, keys: Key[]): ColumnDefinition {
  const name = stream.identifier();
  const column: Writable<ColumnDefinition> = { name, type: parseType(stream, 1) };
  for (;;) {
    if (stream.takeIf('NOT', 'NULL')) column.nullable = false;
    else if (stream.takeIf('NULL')) column.nullable = true;
    else if (stream.takeIf('COLLATE')) stream.identifier();
    else if (stream.takeIf('DEFAULT')) column.default = expressions(stream).value();
    else if (stream.takeIf('IDENTITY')) {
      column.identity = parseIdentity(stream);
      column.nullable = false;
    } else if (stream.atAny(['CONSTRAINT', 'PRIMARY', 'UNIQUE'])) {
      const constraint = parseConstraintName(stream);
      if (stream.takeIf('DEFAULT')) column.default = expressions(stream).value();
      else keys.push({ ...parseKeyKind(stream), columns: [name], ...constraint });
    } else return column;
  }
}

function parseIdentity(stream: TokenStream): { seed: number; increment: number } {
  if (!stream.takeIf('(')) return { seed: 1, increment: 1 };
  const seed = stream.integer();
  stream.expect(',');
  const increment = stream.integer();
  stream.expect(')');
  return { seed, increment };
}

function parseTableKey(stream: TokenStream): Key {
  const constraint = parseConstraintName(stream);
  const kind = parseKeyKind(stream);
  stream.expect('(');
  const columns = stream.list(() => {
    const name = stream.identifier();
    stream.takeAny(['ASC', 'DESC']);
    return name;
  });
  stream.expect(')');
  return { ...kind, columns, ...constraint };
}

const parseConstraintName = (stream: TokenStream): { name?: string } =>
  stream.takeIf('CONSTRAINT') ? { name: stream.identifier() } : {};

function parseKeyKind(stream: TokenStream): { primary: boolean } {
  const primary = stream.expectAny(['PRIMARY', 'UNIQUE']) === 'PRIMARY';
  if (primary) stream.expect('KEY');
  stream.takeAny(['CLUSTERED', 'NONCLUSTERED']);
  return { primary };
}
