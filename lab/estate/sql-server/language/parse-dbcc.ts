/** `DBCC command [(arguments)] [WITH options]`: the words of the arguments are values, quoted or not. */
import type { Expression, StatementBody } from './ast';
import { stringLiteral } from './literals';
import { expressions } from './parse-query';
import type { TokenStream } from './token-stream';

export function parseDbcc(stream: TokenStream): StatementBody {
  stream.expect('DBCC');
  const command = stream.identifier().toUpperCase();
  const given = stream.takeIf('(') ? parseArguments(stream) : [];
  const options = stream.takeIf('WITH') ? stream.list(() => stream.identifier().toUpperCase()) : [];
  return { kind: 'dbcc', command, arguments: given, options };
}

function parseArguments(stream: TokenStream): Expression[] {
  if (stream.takeIf(')')) return [];
  const given = stream.list(() =>
    stream.atIdentifier ? stringLiteral(stream.identifier(), true) : expressions(stream).value(),
  );
  stream.expect(')');
  return given;
}
