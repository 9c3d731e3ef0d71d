/**
 * The fixed server roles ("Server-Level Roles"): who is a member, and who may change that. Only the rights of sysadmin are
 * modelled; of the other roles the membership alone.
 */
import type { SessionFacts } from '../contract';
import type { Catalogue, Service } from './ports';
import type { Login } from './logins';
import { refusal } from './refusals';

/** In the order of their principal ids. */
export const fixedServerRoles = [
  'sysadmin',
  'securityadmin',
  'serveradmin',
  'setupadmin',
  'processadmin',
  'diskadmin',
  'dbcreator',
  'bulkadmin',
];

const firstPrincipalId = 3;

export const rolePrincipalId = (role: string): number => firstPrincipalId + fixedServerRoles.indexOf(role);

export const fixedServerRole = (name: string): string | undefined =>
  fixedServerRoles.find((role) => role === name.toLowerCase());

/** IS_SRVROLEMEMBER: `null` for a role or a login that is not there, or that the session may not ask about. */
export function isServerRoleMember(
  name: string,
  session: Pick<SessionFacts, 'login' | 'isSysadmin'>,
  other: string | undefined,
  instance: Catalogue,
): boolean | null {
  const isOwn = other === undefined || other.toLowerCase() === session.login.toLowerCase();
  const login = isOwn ? instance.logins.trusted(session.login) : instance.logins.find(other);
  if (!login || (!isOwn && !session.isSysadmin)) return null;
  if (name.toLowerCase() === 'public') return true;
  const role = fixedServerRole(name);
  return role === undefined ? null : login.isSysadmin || login.roles.includes(role);
}

/** @throws SqlError 15405 for sa, which stays what it is. */
export function setMembership(login: Login, role: string, isMember: boolean, instance: Service & Catalogue): void {
  if (login.name === 'sa') throw refusal(15405, login.name);
  const others = login.roles.filter((one) => one !== role);
  instance.logins.change(login, { roles: isMember ? [...others, role] : others });
  instance.changed(`login ${login.name} is ${isMember ? 'in' : 'out of'} ${role}`);
}
