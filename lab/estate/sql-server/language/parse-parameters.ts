/** `@a int, @b nvarchar(10) OUTPUT`: the parameter list of sp_executesql. */
import type { SqlType } from '../contract';
import { tokenise } from './lexer';
import { TokenStream } from './token-stream';
import { parseType } from './type-name';

interface ParameterDeclaration {
  /** Lower case, with the `@`. */
  readonly name: string;
  readonly type: SqlType;
  readonly output: boolean;
}

export function parseParameterDeclarations(text: string): ParameterDeclaration[] {
  const stream = new TokenStream(text, tokenise(text));
  const declaration = (): ParameterDeclaration => {
    const name = stream.variable().toLowerCase();
    stream.takeIf('AS');
    const type = parseType(stream, 1);
    const output = stream.takeAny(['OUTPUT', 'OUT']) !== undefined;
    return { name, type, output };
  };
  const declarations = stream.atEnd ? [] : stream.list(declaration);
  if (!stream.atEnd) throw stream.failure();
  return declarations;
}
