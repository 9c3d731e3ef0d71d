/** `@a int, @b nvarchar(10) = N'x' OUTPUT`: the parameter list of sp_executesql. */
import type { Expression } from './ast';
import type { SqlType } from '../contract';
import { tokenise } from './lexer';
import { expressions } from './parse-query';
import { TokenStream } from './token-stream';
import { parseType } from './type-name';

export interface ParameterDeclaration {
  /** Lower case, with the `@`. */
  readonly name: string;
  readonly type: SqlType;
  readonly default?: Expression;
  readonly output: boolean;
}

export function parseParameterDeclarations(text: string): ParameterDeclaration[] {
  const stream = new TokenStream(text, tokenise(text));
  const declaration = (): ParameterDeclaration => {
    const name = stream.variable().toLowerCase();
    stream.takeIf('AS');
    const type = parseType(stream, 1);
    const value = stream.takeIf('=') ? expressions(stream).value() : undefined;
    const output = stream.takeAny(['OUTPUT', 'OUT']) !== undefined;
    return { name, type, output, ...(value && { default: value }) };
  };
  const declarations = stream.atEnd ? [] : stream.list(declaration);
  if (!stream.atEnd) throw stream.failure();
  return declarations;
}
