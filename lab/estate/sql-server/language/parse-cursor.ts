/** DECLARE CURSOR, OPEN, FETCH, CLOSE and DEALLOCATE ("Cursors (Transact-SQL)"). */
import type { CursorSyntax, FetchDirection } from './ast';
import { expressions, parseQuery } from './parse-query';
import { syntaxError } from './syntax-error';
import type { TokenStream } from './token-stream';

const options = [
  'LOCAL',
  'GLOBAL',
  'FORWARD_ONLY',
  'SCROLL',
  'STATIC',
  'KEYSET',
  'DYNAMIC',
  'FAST_FORWARD',
  'READ_ONLY',
  'SCROLL_LOCKS',
  'OPTIMISTIC',
  'TYPE_WARNING',
];
const scrollable = ['SCROLL', 'STATIC', 'KEYSET', 'DYNAMIC'];
const directions = ['NEXT', 'PRIOR', 'FIRST', 'LAST', 'ABSOLUTE', 'RELATIVE'];

/** The word DECLARE is read. Both the ISO form (`INSENSITIVE SCROLL CURSOR`) and that of Transact-SQL. */
export function parseDeclareCursor(stream: TokenStream): CursorSyntax {
  const cursor = stream.identifier();
  const before = words(stream, ['INSENSITIVE', 'SCROLL']);
  stream.expect('CURSOR');
  const after = before.length === 0 ? words(stream, options) : [];
  stream.expect('FOR');
  const query = parseQuery(stream);
  if (stream.takeIf('FOR')) {
    if (!stream.takeIf('READ', 'ONLY')) stream.expect('UPDATE');
    if (stream.takeIf('OF')) stream.list(() => stream.identifier());
  }
  const given = [...before, ...after];
  const isForward = given.includes('FORWARD_ONLY') || given.includes('FAST_FORWARD');
  return {
    kind: 'declare cursor',
    cursor,
    query,
    isLocal: given.includes('LOCAL'),
    isScrollable: !isForward && given.some((word) => scrollable.includes(word)),
  };
}

function words(stream: TokenStream, known: readonly string[]): string[] {
  const found: string[] = [];
  for (let word = stream.takeAny(known); word !== undefined; word = stream.takeAny(known)) found.push(word);
  return found;
}

const parseCursorName = (stream: TokenStream): string => {
  stream.takeIf('GLOBAL');
  return stream.identifier();
};

/** `OPEN c`, `CLOSE c`, `DEALLOCATE c`. */
export function parseCursorVerb(stream: TokenStream): CursorSyntax {
  const kind = stream.expectAny(['OPEN', 'CLOSE', 'DEALLOCATE']).toLowerCase() as 'open' | 'close' | 'deallocate';
  return { kind, cursor: parseCursorName(stream) };
}

/** @throws SqlError 153 for the FETCH NEXT of a query that has no OFFSET. */
export function parseFetch(stream: TokenStream): CursorSyntax {
  const { line } = stream.current;
  stream.expect('FETCH');
  const word = stream.takeAny(directions);
  if (word !== undefined && ['NEXT', 'FIRST'].includes(word) && isCount(stream)) {
    throw syntaxError(153, `Invalid usage of the option ${word} in the FETCH statement.`, line);
  }
  const direction = (word ?? 'NEXT').toLowerCase() as FetchDirection;
  const distance = word === 'ABSOLUTE' || word === 'RELATIVE' ? expressions(stream).value() : undefined;
  if (word === undefined) stream.takeIf('FROM');
  else stream.expect('FROM');
  const cursor = parseCursorName(stream);
  const into = stream.takeIf('INTO') ? stream.list(() => parseVariable(stream)) : undefined;
  return { kind: 'fetch', cursor, direction, ...(distance && { distance }), ...(into && { into }) };
}

const isCount = (stream: TokenStream): boolean => ['integer', 'variable'].includes(stream.current.kind);

function parseVariable(stream: TokenStream) {
  const { line } = stream.current;
  return { kind: 'variable', name: stream.variable().toLowerCase(), line } as const;
}
