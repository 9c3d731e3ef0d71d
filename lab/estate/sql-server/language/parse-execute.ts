/** EXECUTE of a procedure. Arguments are constants and variables, never expressions. */
import type { ExecuteArgument, ExecuteCall, Expression } from './ast';
import { literal, stringLiteral } from './literals';
import { parseObjectName } from './parse-name';
import type { TokenStream } from './token-stream';

/** The word EXEC or EXECUTE is already read, or was left out at the start of a batch. */
export function parseExecute(stream: TokenStream, startsStatement: (stream: TokenStream) => boolean): ExecuteCall {
  const { line } = stream.current;
  let returnTo: string | undefined;
  if (stream.current.kind === 'variable' && stream.peek(1).word === '=') {
    returnTo = stream.variable().toLowerCase();
    stream.expect('=');
  }
  const procedure = parseObjectName(stream);
  const hasArguments = !stream.atEnd && !stream.at(';') && !startsStatement(stream);
  const given = hasArguments ? stream.list(() => parseArgument(stream)) : [];
  return { procedure, arguments: given, line, ...(returnTo !== undefined && { returnTo }) };
}

function parseArgument(stream: TokenStream): ExecuteArgument {
  let name: string | undefined;
  if (stream.current.kind === 'variable' && stream.peek(1).word === '=') {
    name = stream.variable();
    stream.expect('=');
  }
  const value = parseArgumentValue(stream);
  const output = stream.takeAny(['OUTPUT', 'OUT']) !== undefined;
  return { value, output, ...(name !== undefined && { name }) };
}

function parseArgumentValue(stream: TokenStream): Expression {
  if (stream.takeIf('NULL')) return { kind: 'null' };
  if (stream.takeIf('-')) return { kind: 'negate', operand: parseConstant(stream) };
  stream.takeIf('+');
  if (stream.current.kind === 'variable') {
    const { value, line } = stream.take();
    return { kind: 'variable', name: value.toLowerCase(), line };
  }
  return parseConstant(stream);
}

/** A bare word is a string here: `EXEC sp_help sysjobs`. */
function parseConstant(stream: TokenStream): Expression {
  const constant = literal(stream.current);
  if (constant === undefined) return stringLiteral(stream.identifier(), true);
  stream.take();
  return constant;
}
