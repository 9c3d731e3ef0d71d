/** `[[[server.]database.][schema].]name` */
import type { ObjectName } from '../contract';
import type { TokenStream } from './token-stream';

/** @throws SqlError 117 when there are more than four parts. */
export function parseObjectName(stream: TokenStream): ObjectName {
  if (stream.current.kind === 'variable') return { name: stream.take().value };
  const parts = [stream.identifier()];
  while (stream.takeIf('.')) parts.push(stream.at('.') ? '' : stream.identifier());
  const [name, schema, database] = parts.reverse();
  return {
    name: name!,
    ...(schema !== undefined && schema !== '' && { schema }),
    ...(database !== undefined && database !== '' && { database }),
  };
}
