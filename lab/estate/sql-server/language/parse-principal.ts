/** CREATE, ALTER and DROP LOGIN, ALTER SERVER ROLE. */
import type { LoginChange, PrincipalStatement } from '../principal-statement';
import type { TokenStream } from './token-stream';

export function parseCreateLogin(stream: TokenStream): PrincipalStatement {
  stream.expect('CREATE', 'LOGIN');
  const login = stream.identifier();
  if (stream.takeIf('FROM')) {
    stream.expect('WINDOWS');
    if (stream.takeIf('WITH')) stream.list(() => parseLoginOption(stream));
    return { kind: 'create login', login, windows: true };
  }
  stream.expect('WITH', 'PASSWORD', '=');
  const password = stream.string();
  let sid: Buffer | undefined;
  while (stream.takeIf(',')) {
    if (!stream.takeIf('SID')) {
      parseLoginOption(stream);
      continue;
    }
    stream.expect('=');
    if (stream.current.kind !== 'binary') throw stream.failure();
    sid = Buffer.from(stream.take().value.slice(2), 'hex');
  }
  return { kind: 'create login', login, windows: false, password, ...(sid && { sid }) };
}

/** After `ALTER LOGIN`. */
export function parseAlterLogin(stream: TokenStream): PrincipalStatement {
  return { kind: 'alter login', login: stream.identifier(), change: parseLoginChange(stream) };
}

function parseLoginChange(stream: TokenStream): LoginChange {
  if (!stream.takeIf('WITH')) return { isDisabled: stream.expectAny(['ENABLE', 'DISABLE']) === 'DISABLE' };
  stream.expect('PASSWORD', '=');
  return { password: stream.string() };
}

export function parseDropLogin(stream: TokenStream): PrincipalStatement {
  stream.expect('DROP', 'LOGIN');
  return { kind: 'drop login', login: stream.identifier() };
}

/** After `ALTER SERVER ROLE`. */
export function parseAlterServerRole(stream: TokenStream): PrincipalStatement {
  const role = stream.identifier();
  const change = stream.expectAny(['ADD', 'DROP']) === 'ADD' ? 'add' : 'drop';
  stream.expect('MEMBER');
  return { kind: 'alter server role', role, change, member: stream.identifier() };
}

/** Defaults and policies of a login are read and have no effect. */
function parseLoginOption(stream: TokenStream): void {
  stream.expectAny(['DEFAULT_DATABASE', 'DEFAULT_LANGUAGE', 'CHECK_EXPIRATION', 'CHECK_POLICY', 'CREDENTIAL']);
  stream.expect('=');
  if (!stream.takeIf('ON') && !stream.takeIf('OFF')) stream.identifier();
}
