/** SELECT: the query specification, joins, derived tables, UNION, common table expressions. */
import type { ObjectName } from '../contract';
import type { CommonTable, Expression, Query, QueryBody, Select, SelectItem, TableSource } from './ast';
import { integerLiteral } from './literals';
import { ExpressionParser } from './parse-expression';
import { parseObjectName } from './parse-name';
import type { TokenStream } from './token-stream';

export function parseQuery(stream: TokenStream): Query {
  const common = stream.at('WITH') ? parseCommonTables(stream) : [];
  const body = parseBody(stream);
  const orderBy = stream.takeIf('ORDER', 'BY') ? stream.list(() => expressions(stream).orderItem()) : [];
  return { with: common, body, orderBy };
}

export const expressions = (stream: TokenStream): ExpressionParser => new ExpressionParser(stream, parseQuery);

function parseCommonTables(stream: TokenStream): CommonTable[] {
  stream.expect('WITH');
  return stream.list(() => {
    const name = stream.identifier();
    stream.expect('AS', '(');
    const query = parseQuery(stream);
    stream.expect(')');
    return { name, query };
  });
}

function parseBody(stream: TokenStream): QueryBody {
  let left: QueryBody = parseSelect(stream);
  while (stream.takeIf('UNION')) left = { kind: 'union', all: stream.takeIf('ALL'), left, right: parseSelect(stream) };
  return left;
}

function parseSelect(stream: TokenStream): Select {
  const { line } = stream.current;
  stream.expect('SELECT');
  const distinct = stream.takeAny(['DISTINCT', 'ALL']) === 'DISTINCT';
  const top = stream.at('TOP') ? parseTop(stream) : undefined;
  const items = stream.list(() => parseItem(stream));
  const into = stream.takeIf('INTO') ? parseObjectName(stream) : undefined;
  const from = stream.takeIf('FROM') ? parseFrom(stream) : [];
  const where = stream.takeIf('WHERE') ? expressions(stream).condition() : undefined;
  const groupBy = stream.takeIf('GROUP', 'BY') ? stream.list(() => expressions(stream).value()) : [];
  const having = stream.takeIf('HAVING') ? expressions(stream).condition() : undefined;
  return {
    kind: 'select',
    distinct,
    items,
    from,
    groupBy,
    line,
    ...(top && { top }),
    ...(into && { into }),
    ...(where && { where }),
    ...(having && { having }),
  };
}

function parseTop(stream: TokenStream): Expression {
  stream.expect('TOP');
  // Without parentheses only a constant may follow, so that `TOP 1 -x` is not a subtraction.
  if (!stream.takeIf('(')) return integerLiteral(stream.integer());
  const count = expressions(stream).value();
  stream.expect(')');
  return count;
}

function parseItem(stream: TokenStream): SelectItem {
  const { line } = stream.current;
  if (stream.takeIf('*')) return { kind: 'star', line };
  const qualifier = qualifierOfStar(stream);
  if (qualifier !== undefined) return { kind: 'star', qualifier, line };
  const expression = expressions(stream).value();
  const alias = parseAlias(stream);
  return { kind: 'value', expression, ...(alias !== undefined && { alias }) };
}

function qualifierOfStar(stream: TokenStream): string[] | undefined {
  const parts: string[] = [];
  let ahead = 0;
  while (['word', 'quoted'].includes(stream.peek(ahead).kind) && stream.peek(ahead + 1).word === '.') {
    parts.push(stream.peek(ahead).value);
    ahead += 2;
  }
  if (parts.length === 0 || stream.peek(ahead).word !== '*') return undefined;
  for (let index = 0; index <= ahead; index++) stream.take();
  return parts;
}

function parseAlias(stream: TokenStream): string | undefined {
  return stream.takeIf('AS') || stream.atIdentifier ? stream.identifier() : undefined;
}

export function parseColumnNames(stream: TokenStream): string[] {
  stream.expect('(');
  const names = stream.list(() => stream.identifier());
  stream.expect(')');
  return names;
}

const parseFrom = (stream: TokenStream): TableSource[] => stream.list(() => parseJoined(stream));

function parseJoined(stream: TokenStream): TableSource {
  let left = parseSource(stream);
  for (;;) {
    const type = parseJoinType(stream);
    if (type === undefined) return left;
    const right = parseSource(stream);
    if (type === 'cross' || type.endsWith('apply')) {
      left = { kind: 'join', type, left, right };
    } else {
      stream.expect('ON');
      left = { kind: 'join', type, left, right, on: expressions(stream).condition() };
    }
  }
}

type JoinType = Extract<TableSource, { kind: 'join' }>['type'];

function parseJoinType(stream: TokenStream): JoinType | undefined {
  if (stream.takeIf('CROSS', 'JOIN')) return 'cross';
  if (stream.takeIf('CROSS', 'APPLY')) return 'cross apply';
  if (stream.takeIf('OUTER', 'APPLY')) return 'outer apply';
  if (stream.takeIf('JOIN')) return 'inner';
  const side = stream.takeAny(['INNER', 'LEFT', 'RIGHT', 'FULL']);
  if (side === undefined) return undefined;
  if (side !== 'INNER') stream.takeIf('OUTER');
  stream.expect('JOIN');
  return side.toLowerCase() as JoinType;
}

function parseSource(stream: TokenStream): TableSource {
  const { line } = stream.current;
  if (stream.takeIf('(')) {
    const query = parseQuery(stream);
    stream.expect(')');
    const alias = parseAlias(stream);
    if (alias === undefined) throw stream.failure();
    return { kind: 'derived', query, alias };
  }
  const name = parseObjectName(stream);
  if (stream.at('(')) return parseFunctionSource(stream, name, line);
  const alias = parseAlias(stream);
  // Nothing is locked here, so that a query which takes no locks is like any other.
  if (stream.takeIf('WITH', '(')) stream.expect('NOLOCK', ')');
  return { kind: 'table', name, line, ...(alias !== undefined && { alias }) };
}

function parseFunctionSource(stream: TokenStream, name: ObjectName, line: number): TableSource {
  const given = stream.takeIf('(', ')') ? [] : parseRow(stream);
  const alias = parseAlias(stream);
  return { kind: 'function', name, arguments: given, line, ...(alias !== undefined && { alias }) };
}

/** `(1, 'a'), (2, 'b')` */
export const parseRows = (stream: TokenStream): (readonly Expression[])[] => stream.list(() => parseRow(stream));

function parseRow(stream: TokenStream): readonly Expression[] {
  stream.expect('(');
  const row = stream.list(() => expressions(stream).value());
  stream.expect(')');
  return row;
}
