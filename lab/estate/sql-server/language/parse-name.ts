/** `[[database.][schema].]name` */
import { SqlError } from '../contract';
import type { ObjectName } from '../contract';
import { tokenise } from './lexer';
import { syntaxError } from './syntax-error';
import { TokenStream } from './token-stream';

/** @throws SqlError 117 for five parts and more, 7202 for four: no server is linked. */
export function parseObjectName(stream: TokenStream): ObjectName {
  const { line } = stream.current;
  const parts = [stream.identifier()];
  while (stream.takeIf('.')) parts.push(stream.at('.') ? '' : stream.identifier());
  const [name, schema, database, server] = parts.reverse();
  if (parts.length > 4) {
    const written = [...parts].reverse().join('.');
    throw syntaxError(
      117,
      `The object name '${written}' contains more than the maximum number of prefixes. The maximum is 3.`,
      line,
    );
  }
  if (server !== undefined) {
    const text = `Could not find server '${server}' in sys.servers. Verify that the correct server name was specified. If necessary, execute the stored procedure sp_addlinkedserver to add the server to sys.servers.`;
    throw new SqlError({ number: 7202, severity: 11, state: 2, text, line });
  }
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
