/** Statements and control of flow; the entry of the parser. */
import type { Batch, Expression, Statement, StatementBody } from './ast';
import { tokenise } from './lexer';
import { stringLiteral } from './literals';
import { parseBackup, parseRestore } from './parse-backup';
import { parseDelete, parseInsert, parseUpdate } from './parse-data-change';
import { parseAlter, parseCreateDatabase, parseDropDatabase } from './parse-database';
import { parseDbcc } from './parse-dbcc';
import { parseExecute } from './parse-execute';
import { parseObjectName } from './parse-name';
import { expressions, parseQuery } from './parse-query';
import { parseCreateLogin } from './parse-principal';
import { parseSet } from './parse-set';
import { parseCreateTable } from './parse-table';
import { syntaxError } from './syntax-error';
import { TokenStream } from './token-stream';
import { parseType } from './type-name';

const parsers: Readonly<Record<string, (stream: TokenStream) => StatementBody>> = {
  SELECT: parseSelectStatement,
  WITH: parseSelectStatement,
  INSERT: (stream) => parseInsert(stream, startsStatement),
  UPDATE: parseUpdate,
  DELETE: parseDelete,
  CREATE: parseCreate,
  DROP: parseDrop,
  ALTER: parseAlter,
  DECLARE: parseDeclare,
  SET: parseSet,
  PRINT: (stream) => ({ kind: 'print', value: after(stream, 'PRINT', () => expressions(stream).value()) }),
  RAISERROR: parseRaiserror,
  IF: parseIf,
  BEGIN: parseBegin,
  USE: (stream) => ({ kind: 'use', database: after(stream, 'USE', () => stream.identifier()) }),
  COMMIT: (stream) => parseTransactionEnd(stream, 'COMMIT'),
  ROLLBACK: (stream) => parseTransactionEnd(stream, 'ROLLBACK'),
  EXEC: (stream) => ({ kind: 'execute', call: after(stream, 'EXEC', () => parseExecute(stream, startsStatement)) }),
  EXECUTE: (stream) => ({
    kind: 'execute',
    call: after(stream, 'EXECUTE', () => parseExecute(stream, startsStatement)),
  }),
  WAITFOR: parseWaitfor,
  KILL: parseKill,
  BACKUP: parseBackup,
  RESTORE: parseRestore,
  THROW: parseThrow,
  SAVE: parseSave,
  DBCC: parseDbcc,
};

const startsStatement = (stream: TokenStream): boolean => {
  const { kind, word } = stream.current;
  if (kind !== 'word') return false;
  return Object.hasOwn(parsers, word) || word === 'END' || word === 'ELSE';
};

/** @throws SqlError of severity 15 for the first mistake: nothing of the batch may run then. */
export function parseBatch(text: string, options: { readonly quotedIdentifier?: boolean } = {}): Batch {
  const stream = new TokenStream(text, tokenise(text, options.quotedIdentifier ?? true));
  const statements: Statement[] = [];
  skipSemicolons(stream);
  const first = stream.current;
  while (!stream.atEnd) {
    const isCall = stream.current === first && stream.atIdentifier && !Object.hasOwn(parsers, first.word);
    const call = (): StatementBody => ({ kind: 'execute', call: parseExecute(stream, startsStatement) });
    statements.push(isCall ? located(stream, call) : parseStatement(stream));
    skipSemicolons(stream);
  }
  return { text, statements };
}

function skipSemicolons(stream: TokenStream): void {
  while (stream.takeIf(';'));
}

function parseStatement(stream: TokenStream): Statement {
  const { word, line } = stream.current;
  const parse = Object.hasOwn(parsers, word) ? parsers[word] : undefined;
  if (parse === undefined) throw stream.failure();
  if (word === 'WITH' && stream.previous !== stream.current && stream.previous.word !== ';') {
    throw syntaxError(
      319,
      "Incorrect syntax near the keyword 'with'. If this statement is a common table expression, an xmlnamespaces clause or a change tracking context clause, the previous statement must be terminated with a semicolon.",
      line,
    );
  }
  return located(stream, () => parse(stream));
}

function located(stream: TokenStream, parse: () => StatementBody): Statement {
  const { start, line } = stream.current;
  const body = parse();
  const { end } = stream.previous;
  stream.takeIf(';');
  return { ...body, start, end, line };
}

function after<Result>(stream: TokenStream, word: string, parse: () => Result): Result {
  stream.expect(word);
  return parse();
}

function parseSelectStatement(stream: TokenStream): StatementBody {
  return { kind: 'select', query: parseQuery(stream) };
}

function parseCreate(stream: TokenStream): StatementBody {
  if (stream.at('CREATE', 'TABLE')) return parseCreateTable(stream);
  if (stream.at('CREATE', 'DATABASE')) return parseCreateDatabase(stream);
  if (stream.at('CREATE', 'LOGIN')) return parseCreateLogin(stream);
  stream.take();
  throw stream.failure();
}

function parseDrop(stream: TokenStream): StatementBody {
  if (stream.at('DROP', 'DATABASE')) return parseDropDatabase(stream);
  stream.expect('DROP', 'TABLE');
  return { kind: 'drop table', targets: stream.list(() => parseObjectName(stream)) };
}

function parseDeclare(stream: TokenStream): StatementBody {
  stream.expect('DECLARE');
  const variables = stream.list(() => {
    const { line } = stream.current;
    const name = stream.variable().toLowerCase();
    stream.takeIf('AS');
    const type = parseType(stream, 1);
    const value = stream.takeIf('=') ? expressions(stream).value() : undefined;
    return { name, type, line, ...(value && { value }) };
  });
  return { kind: 'declare', variables };
}

function parseRaiserror(stream: TokenStream): StatementBody {
  stream.expect('RAISERROR', '(');
  const given = stream.list(() => expressions(stream).value());
  stream.expect(')');
  if (given.length < 3) throw stream.failure();
  const options = stream.takeIf('WITH') ? stream.list(() => stream.expectAny(['NOWAIT', 'LOG'])) : [];
  return { kind: 'raiserror', arguments: given, options };
}

function parseIf(stream: TokenStream): StatementBody {
  stream.expect('IF');
  const condition = expressions(stream).condition();
  const then = parseStatement(stream);
  const otherwise = stream.takeIf('ELSE') ? parseStatement(stream) : undefined;
  return { kind: 'if', condition, then, ...(otherwise && { otherwise }) };
}

function parseBegin(stream: TokenStream): StatementBody {
  stream.expect('BEGIN');
  if (stream.takeAny(['TRAN', 'TRANSACTION'])) {
    const name = parseTransactionName(stream);
    return { kind: 'begin transaction', ...name };
  }
  if (!stream.takeIf('TRY')) {
    const statements = parseUntilEnd(stream);
    return { kind: 'block', statements };
  }
  const body = parseUntilEnd(stream);
  stream.expect('TRY');
  stream.takeIf(';');
  stream.expect('BEGIN', 'CATCH');
  const handler = parseUntilEnd(stream, true);
  stream.expect('CATCH');
  return { kind: 'try', body, handler };
}

/** Statements up to END, which is read too. Only a CATCH block may be empty. */
function parseUntilEnd(stream: TokenStream, mayBeEmpty = false): Statement[] {
  const statements: Statement[] = [];
  skipSemicolons(stream);
  while (!stream.at('END')) {
    statements.push(parseStatement(stream));
    skipSemicolons(stream);
  }
  if (statements.length === 0 && !mayBeEmpty) throw stream.failure();
  stream.expect('END');
  return statements;
}

function parseTransactionEnd(stream: TokenStream, word: 'COMMIT' | 'ROLLBACK'): StatementBody {
  stream.expect(word);
  const isNamed = stream.takeAny(['TRAN', 'TRANSACTION']) !== undefined;
  if (!isNamed) stream.takeIf('WORK');
  const name = isNamed ? parseTransactionName(stream) : {};
  // COMMIT ends the innermost BEGIN, whatever name it carries.
  return word === 'COMMIT' ? { kind: 'commit' } : { kind: 'rollback', ...name };
}

function parseSave(stream: TokenStream): StatementBody {
  stream.expect('SAVE');
  stream.expectAny(['TRAN', 'TRANSACTION']);
  const name = parseTransactionName(stream);
  if (name.name === undefined) throw stream.failure();
  return { kind: 'save transaction', ...name };
}

function parseTransactionName(stream: TokenStream): { readonly name?: Expression } {
  if (stream.current.kind === 'variable') return { name: expressions(stream).value() };
  return stream.atIdentifier && !startsStatement(stream) ? { name: stringLiteral(stream.identifier(), true) } : {};
}

function parseThrow(stream: TokenStream): StatementBody {
  stream.expect('THROW');
  if (stream.atEnd || stream.at(';') || startsStatement(stream)) return { kind: 'throw' };
  const parser = expressions(stream);
  const number = parser.value();
  stream.expect(',');
  const text = parser.value();
  stream.expect(',');
  return { kind: 'throw', raised: { number, text, state: parser.value() } };
}

function parseWaitfor(stream: TokenStream): StatementBody {
  stream.expect('WAITFOR', 'DELAY');
  return { kind: 'waitfor', delay: expressions(stream).value() };
}

function parseKill(stream: TokenStream): StatementBody {
  stream.expect('KILL');
  const session = stream.integer();
  return { kind: 'kill', session, statusOnly: stream.takeIf('WITH', 'STATUSONLY') };
}
