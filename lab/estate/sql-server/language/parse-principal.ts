/** CREATE and ALTER LOGIN, ALTER SERVER ROLE. */
import type { PrincipalStatement } from '../principal-statement';
import type { TokenStream } from './token-stream';

export function parseCreateLogin(stream: TokenStream): PrincipalStatement {
  stream.expect('CREATE', 'LOGIN');
  const login = stream.identifier();
  stream.expect('WITH', 'PASSWORD', '=');
  return { kind: 'create login', login, password: stream.string() };
}

/** After `ALTER LOGIN`. */
export function parseAlterLogin(stream: TokenStream): PrincipalStatement {
  const login = stream.identifier();
  return { kind: 'alter login', login, isDisabled: stream.expectAny(['ENABLE', 'DISABLE']) === 'DISABLE' };
}

/** After `ALTER SERVER ROLE`. */
export function parseAlterServerRole(stream: TokenStream): PrincipalStatement {
  const role = stream.identifier();
  const change = stream.expectAny(['ADD', 'DROP']) === 'ADD' ? 'add' : 'drop';
  stream.expect('MEMBER');
  return { kind: 'alter server role', role, change, member: stream.identifier() };
}
