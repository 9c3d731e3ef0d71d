/** SELECT: the query specification, joins, derived tables, set operators, common table expressions. */
import type { ObjectName } from '../contract';
import type { CommonTable, Expression, Query, QueryBody, Select, SelectItem, TableSource } from './ast';
import { ExpressionParser } from './parse-expression';
import { parseObjectName } from './parse-name';
import type { TokenStream } from './token-stream';

export function parseQuery(stream: TokenStream): Query {
  const common = stream.at('WITH') ? parseCommonTables(stream) : [];
  const body = parseBody(stream);
  const orderBy = stream.takeIf('ORDER', 'BY') ? stream.list(() => expressions(stream).orderItem()) : [];
  const page = orderBy.length > 0 && stream.takeIf('OFFSET') ? parsePage(stream) : undefined;
  return { with: common, body, orderBy, ...(page && { page }) };
}

function parsePage(stream: TokenStream): NonNullable<Query['page']> {
  const skip = expressions(stream).value();
  stream.expectAny(['ROW', 'ROWS']);
  if (!stream.takeIf('FETCH')) return { skip };
  stream.expectAny(['FIRST', 'NEXT']);
  const take = expressions(stream).value();
  stream.expectAny(['ROW', 'ROWS']);
  stream.expect('ONLY');
  return { skip, take };
}

export const expressions = (stream: TokenStream): ExpressionParser => new ExpressionParser(stream, parseQuery);

export function parseCommonTables(stream: TokenStream): CommonTable[] {
  stream.expect('WITH');
  return stream.list(() => {
    const name = stream.identifier();
    const columnNames = stream.at('(') ? parseColumnNames(stream) : undefined;
    stream.expect('AS', '(');
    const query = parseQuery(stream);
    stream.expect(')');
    return { name, query, ...(columnNames && { columnNames }) };
  });
}

function parseBody(stream: TokenStream): QueryBody {
  let left = parseIntersection(stream);
  for (;;) {
    const kind = stream.takeAny(['UNION', 'EXCEPT']);
    if (kind === undefined) return left;
    const all = kind === 'UNION' && stream.takeIf('ALL');
    left = { kind: kind === 'UNION' ? 'union' : 'except', all, left, right: parseIntersection(stream) };
  }
}

function parseIntersection(stream: TokenStream): QueryBody {
  let left = parseTerm(stream);
  while (stream.takeIf('INTERSECT')) left = { kind: 'intersect', all: false, left, right: parseTerm(stream) };
  return left;
}

function parseTerm(stream: TokenStream): QueryBody {
  if (!stream.takeIf('(')) return parseSelect(stream);
  const inner = parseBody(stream);
  stream.expect(')');
  return inner;
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

function parseTop(stream: TokenStream): NonNullable<Select['top']> {
  stream.expect('TOP');
  const parser = expressions(stream);
  let count;
  if (stream.takeIf('(')) {
    count = parser.value();
    stream.expect(')');
  } else {
    // Without parentheses only a constant may follow, so that `TOP 1 -x` is not a subtraction.
    if (stream.current.kind !== 'integer' && stream.current.kind !== 'variable') throw stream.failure();
    const { kind, value, line } = stream.take();
    count =
      kind === 'variable'
        ? ({ kind: 'variable', name: value.toLowerCase(), line } as const)
        : ({ kind: 'literal', value: Number(value), type: { name: 'int' } } as const);
  }
  const percent = stream.takeIf('PERCENT');
  return { count, percent, withTies: stream.takeIf('WITH', 'TIES') };
}

function parseItem(stream: TokenStream): SelectItem {
  const { line } = stream.current;
  if (stream.takeIf('*')) return { kind: 'star', line };
  const qualifier = qualifierOfStar(stream);
  if (qualifier !== undefined) return { kind: 'star', qualifier, line };
  if (stream.current.kind === 'variable' && stream.peek(1).word === '=') {
    const variable = stream.variable().toLowerCase();
    stream.expect('=');
    return { kind: 'assignment', variable, expression: expressions(stream).value(), line };
  }
  if ((stream.atIdentifier || stream.current.kind === 'string') && stream.peek(1).word === '=') {
    const alias = stream.take().value;
    stream.expect('=');
    return { kind: 'value', alias, expression: expressions(stream).value() };
  }
  const expression = expressions(stream).value();
  const alias = parseAlias(stream, true);
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

function parseAlias(stream: TokenStream, stringAllowed: boolean): string | undefined {
  if (stream.takeIf('AS'))
    return stringAllowed && stream.current.kind === 'string' ? stream.take().value : stream.identifier();
  if (stringAllowed && stream.current.kind === 'string') return stream.take().value;
  return stream.atIdentifier ? stream.take().value : undefined;
}

export function parseColumnNames(stream: TokenStream): string[] {
  stream.expect('(');
  const names = stream.list(() => stream.identifier());
  stream.expect(')');
  return names;
}

export const parseFrom = (stream: TokenStream): TableSource[] => stream.list(() => parseJoined(stream));

function parseJoined(stream: TokenStream): TableSource {
  let left = parseSource(stream);
  for (;;) {
    const type = parseJoinType(stream);
    if (type === undefined) return left;
    const right = type === 'cross' || type.endsWith('apply') ? parseSource(stream) : parseJoinedRight(stream);
    if (type === 'cross' || type.endsWith('apply')) {
      left = { kind: 'join', type, left, right };
    } else {
      stream.expect('ON');
      left = { kind: 'join', type, left, right, on: expressions(stream).condition() };
    }
  }
}

/** `a JOIN b JOIN c ON ... ON ...`: the right side of a join may be a join whose ON stands first. */
function parseJoinedRight(stream: TokenStream): TableSource {
  const source = parseSource(stream);
  if (stream.at('ON')) return source;
  const type = parseJoinType(stream);
  if (type === undefined) throw stream.failure();
  const right = parseJoinedRight(stream);
  stream.expect('ON');
  return { kind: 'join', type, left: source, right, on: expressions(stream).condition() };
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
  stream.takeAny(['HASH', 'MERGE', 'LOOP']);
  stream.expect('JOIN');
  return side.toLowerCase() as JoinType;
}

function parseSource(stream: TokenStream): TableSource {
  const { line } = stream.current;
  if (stream.at('(', 'VALUES')) return parseValuesSource(stream);
  if (stream.at('(', 'SELECT') || stream.at('(', 'WITH') || stream.at('(', '(', 'SELECT')) {
    stream.expect('(');
    const query = parseQuery(stream);
    stream.expect(')');
    const alias = parseAlias(stream, false);
    if (alias === undefined) throw stream.failure();
    const columnNames = stream.at('(') ? parseColumnNames(stream) : undefined;
    return { kind: 'derived', query, alias, ...(columnNames && { columnNames }) };
  }
  if (stream.takeIf('(')) {
    const joined = parseJoined(stream);
    stream.expect(')');
    return joined;
  }
  // `::fn_get_sql(...)` is how SQL Server 2000 wrote a system function.
  stream.takeIf('::');
  const name = parseObjectName(stream);
  if (stream.at('(') && !stream.at('(', 'NOLOCK', ')')) return parseFunctionSource(stream, name, line);
  const alias = parseAlias(stream, false);
  parseTableHints(stream);
  return { kind: 'table', name, line, ...(alias !== undefined && { alias }) };
}

function parseFunctionSource(stream: TokenStream, name: ObjectName, line: number): TableSource {
  const given = stream.takeIf('(', ')') ? [] : parseRow(stream);
  const alias = parseAlias(stream, false);
  return { kind: 'function', name, arguments: given, line, ...(alias !== undefined && { alias }) };
}

function parseValuesSource(stream: TokenStream): TableSource {
  stream.expect('(', 'VALUES');
  const rows = parseRows(stream);
  stream.expect(')');
  const alias = parseAlias(stream, false);
  if (alias === undefined) throw stream.failure();
  return { kind: 'values', rows, alias, columnNames: parseColumnNames(stream) };
}

/** `(1, 'a'), (2, DEFAULT)` */
export const parseRows = (stream: TokenStream): (readonly Expression[])[] => stream.list(() => parseRow(stream));

function parseRow(stream: TokenStream): readonly Expression[] {
  stream.expect('(');
  const row = stream.list(() =>
    stream.takeIf('DEFAULT') ? ({ kind: 'default' } as const) : expressions(stream).value(),
  );
  stream.expect(')');
  return row;
}

/** Locking is not modelled: hints are read and have no effect. */
function parseTableHints(stream: TokenStream): void {
  const bare = stream.at('(', 'NOLOCK', ')');
  if (!bare && !stream.at('WITH', '(')) return;
  if (!bare) stream.expect('WITH');
  stream.expect('(');
  stream.list(() => stream.take());
  stream.expect(')');
}

/** `OPTION (RECOMPILE, MAXDOP 1)`: plans are not modelled. */
export function parseQueryHints(stream: TokenStream): void {
  if (!stream.takeIf('OPTION')) return;
  stream.expect('(');
  stream.list(() => {
    while (!stream.atEnd && !stream.at(',') && !stream.at(')')) stream.take();
  });
  stream.expect(')');
}
