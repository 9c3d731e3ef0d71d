/** `[[[server.]database.][schema].]name` */
import type { ObjectName } from '../contract';
import { tokenise } from './lexer';
import { TokenStream } from './token-stream';

/** @throws SqlError 117 when there are more than four parts. */
export function parseObjectName(stream: TokenStream): ObjectName {
  const parts = [stream.identifier()];
  while (stream.takeIf('.')) parts.push(stream.at('.') ? '' : stream.identifier());
  const [name, schema, database] = parts.reverse();
  return {
    name: name!,
    ...(schema !== undefined && schema !== '' && { schema }),
    ...(database !== undefined && database !== '' && { database }),
  };
}

/** A name on its own, as an RPC request carries it. @throws SqlError 102 when something follows. */
export function parseName(text: string): ObjectName {
  const stream = new TokenStream(text, tokenise(text));
  const name = parseObjectName(stream);
  if (!stream.atEnd) throw stream.failure();
  return name;
}
