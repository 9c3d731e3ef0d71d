/** Runs statements about logins and server roles, each with its permission and its refusals. */
import type { SessionFacts } from '../contract';
import type { PrincipalStatement } from '../principal-statement';
import type { Catalogue, Service } from './ports';
import { refusal } from './refusals';
import { fixedServerRole, setMembership } from './server-roles';

type Statement<Kind extends PrincipalStatement['kind']> = Extract<PrincipalStatement, { kind: Kind }>;

export async function createLogin(
  { login, password }: Statement<'create login'>,
  session: SessionFacts,
  instance: Service & Catalogue,
): Promise<void> {
  if (!session.isSysadmin) throw refusal(15247);
  if (instance.logins.find(login)) throw refusal(15025, login);
  // A name with a backslash is one of Windows, which no password makes.
  if (login.includes('\\')) throw refusal(15007, login);
  instance.logins.create(login, { roles: [], password });
  instance.changed(`login ${login}`);
}

/** A disabled login is refused at its next connection; its sessions stay. @throws SqlError 15151. */
export async function alterLogin(
  { login: name, isDisabled }: Statement<'alter login'>,
  session: SessionFacts,
  instance: Service & Catalogue,
): Promise<void> {
  const login = instance.logins.find(name);
  if (!login || !session.isSysadmin) throw refusal(15151, 'alter', 'login', name);
  instance.logins.change(login, { isDisabled });
  instance.changed(`login ${login.name}`);
}

/** @throws SqlError 15151, 15405. */
export async function alterServerRole(
  { role: name, change, member }: Statement<'alter server role'>,
  session: SessionFacts,
  instance: Service & Catalogue,
): Promise<void> {
  const role = fixedServerRole(name);
  if (role === undefined || !session.isSysadmin) throw refusal(15151, 'alter', 'server role', name);
  const login = instance.logins.find(member);
  if (!login) throw refusal(15151, change, 'principal', member);
  setMembership(login, role, change === 'add', instance);
}
