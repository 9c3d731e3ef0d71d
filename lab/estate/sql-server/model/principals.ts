/** Runs statements about logins and server roles, each with its permission and its refusals. */
import type { SessionFacts } from '../contract';
import type { PrincipalStatement } from '../principal-statement';
import type { Instance } from './instance';
import { refusal } from './refusals';
import { fixedServerRole, setMembership } from './server-roles';

type Statement<Kind extends PrincipalStatement['kind']> = Extract<PrincipalStatement, { kind: Kind }>;

export async function createLogin(
  { login, windows, password, sid }: Statement<'create login'>,
  session: SessionFacts,
  instance: Instance,
): Promise<void> {
  if (!session.isSysadmin) throw refusal(15247);
  if (instance.logins.find(login)) throw refusal(15025, login);
  if (windows !== login.includes('\\')) throw refusal(15007, login);
  instance.logins.create(login, {
    roles: [],
    ...(password !== undefined && { password }),
    ...(sid !== undefined && { sid: sid.toString('hex').toUpperCase() }),
  });
  instance.changed(`login ${login}`);
}

/** A disabled login is refused at its next connection; its sessions stay. @throws SqlError 15151. */
export async function alterLogin(
  { login: name, change }: Statement<'alter login'>,
  session: SessionFacts,
  instance: Instance,
): Promise<void> {
  const login = instance.logins.find(name);
  if (!login || !session.isSysadmin) throw refusal(15151, 'alter', 'login', name);
  instance.logins.change(login, change);
  instance.changed(`login ${login.name}`);
}

/** @throws SqlError 15150, 15151, 15170, 15174, 15434. */
export async function dropLogin(
  { login: name }: Statement<'drop login'>,
  session: SessionFacts,
  instance: Instance,
): Promise<void> {
  const login = instance.logins.find(name);
  if (!login || !session.isSysadmin) throw refusal(15151, 'drop', 'login', name);
  if (login.name === 'sa') throw refusal(15150, 'drop', 'login', login.name);
  if (instance.registry.all.some((live) => live.login.sid === login.sid)) throw refusal(15434, login.name);
  const isOwner = ({ owner }: { readonly owner: string }): boolean => owner.toLowerCase() === login.name.toLowerCase();
  if (instance.held.some(isOwner)) throw refusal(15174, login.name);
  const jobs = jobsOf(login.sid, session, instance);
  if (jobs > 0) throw refusal(15170, jobs);
  instance.logins.drop(login);
  instance.changed(`login ${login.name} dropped`);
}

function jobsOf(sid: string, session: SessionFacts, instance: Instance): number {
  const jobs = instance.msdb.table('sysjobs');
  if (!jobs) return 0;
  const owner = jobs.columns.findIndex(({ name }) => name === 'owner_sid');
  const ownedBy = Buffer.from(sid, 'hex');
  return [...jobs.rows(session)].filter((row) => ownedBy.equals(row[owner] as Buffer)).length;
}

/** @throws SqlError 15151, 15405. */
export async function alterServerRole(
  { role: name, change, member }: Statement<'alter server role'>,
  session: SessionFacts,
  instance: Instance,
): Promise<void> {
  const role = fixedServerRole(name);
  if (role === undefined || !session.isSysadmin) throw refusal(15151, 'alter', 'server role', name);
  const login = instance.logins.find(member);
  if (!login) throw refusal(15151, change, 'principal', member);
  setMembership(login, role, change === 'add', instance);
}
