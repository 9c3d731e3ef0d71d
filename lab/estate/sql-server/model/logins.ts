/**
 * The logins of one instance. A SQL login has a SID of its own on each instance, but where whoever set it up gave it the same one
 * (`scope`), as mirror partners need it; a Windows login has the same everywhere.
 */
import { createHash, randomBytes } from 'node:crypto';

export interface LabLogin {
  readonly name: string;
  readonly password: string;
  readonly sysadmin: boolean;
}

export interface Login {
  readonly name: string;
  readonly password?: string;
  /** Fixed server roles, in lower case. */
  readonly roles: readonly string[];
  readonly isSysadmin: boolean;
  readonly isDisabled: boolean;
  readonly type: 'S' | 'U';
  /** Hexadecimal. */
  readonly sid: string;
  readonly principalId: number;
}

const isWindowsName = (name: string): boolean => name.includes('\\');

/** An account that a domain controller vouches for. */
const isDomainName = (name: string): boolean => isWindowsName(name) && !/^NT (SERVICE|AUTHORITY)\\/i.test(name);

/** ERROR_NONE_MAPPED: the domain knows no such account. ERROR_NO_SUCH_DOMAIN: no domain controller answers. */
export type AccountRefusal = '0x534' | '0x54b';

const sidOfScope = (name: string, scope: string): string =>
  createHash('sha256').update(`${scope}/${name.toLowerCase()}`).digest('hex').slice(0, 32).toUpperCase();

const windowsSid = (name: string): string =>
  `010500000000000515000000${createHash('sha256').update(name.toLowerCase()).digest('hex').slice(0, 32)}`;

const newSid = (): string => randomBytes(16).toString('hex').toUpperCase();

/** Accounts that are there from the start and that nobody logs in as over the network. */
const builtIn = ['NT SERVICE\\SQLSERVERAGENT', 'NT AUTHORITY\\SYSTEM', 'NT SERVICE\\MSSQLSERVER'];

const administrators: readonly string[] = ['sysadmin'];

const isAdministrator = (roles: readonly string[]): boolean => roles.includes('sysadmin');

export class Logins {
  readonly #known: Login[] = [];
  #nextPrincipalId = 256;
  /** Logins that are denied CONNECT SQL. */
  readonly denied = new Set<string>();
  /** Windows accounts that the domain does not know any more. */
  readonly deletedAccounts = new Set<string>();
  /** Whether a domain controller answers this server. */
  hasDomain = true;
  /** Windows accounts without a login of their own: the domain still resolves their SIDs. */
  readonly #accounts = new Map<string, Login>();

  /** Servers of one `scope` were given the configured logins with the same SIDs. */
  constructor(configured: readonly LabLogin[], scope: string) {
    this.#known.push({
      name: 'sa',
      roles: administrators,
      isSysadmin: true,
      isDisabled: false,
      type: 'S',
      sid: '01',
      principalId: 1,
    });
    for (const name of builtIn) this.create(name, { roles: administrators });
    for (const { name, password, sysadmin } of configured)
      this.create(name, { password, roles: sysadmin ? administrators : [], sid: sidOfScope(name, scope) });
  }

  get all(): readonly Login[] {
    return this.#known;
  }

  find(name: string): Login | undefined {
    return this.#known.find((login) => login.name.toLowerCase() === name.toLowerCase());
  }

  /** A new login; one that comes with the server, such as sa, gets password and roles and stays what it is. */
  create(name: string, options: { password?: string; roles: readonly string[]; sid?: string }): void {
    const known = this.find(name);
    const sid = known?.sid ?? (isWindowsName(name) ? windowsSid(name) : (options.sid ?? newSid()));
    const login: Login = {
      name,
      roles: options.roles,
      isSysadmin: isAdministrator(options.roles),
      isDisabled: false,
      type: isWindowsName(name) ? 'U' : 'S',
      sid,
      principalId: known?.principalId ?? this.#nextPrincipalId++,
      ...(options.password !== undefined && { password: options.password }),
    };
    if (known) this.#known.splice(this.#known.indexOf(known), 1, login);
    else this.#known.push(login);
  }

  change(login: Login, change: { isDisabled: boolean } | { roles: readonly string[] }): void {
    const changed = { ...login, ...change };
    this.#known.splice(this.#known.indexOf(login), 1, { ...changed, isSysadmin: isAdministrator(changed.roles) });
  }

  /** The login that a client with this name and password becomes. */
  authenticate(name: string, password: string): Login | undefined {
    const login = this.find(name);
    return login?.password === password && !this.denied.has(login.name) ? login : undefined;
  }

  /** Who runs a batch inside the instance: Agent and management shell come with Windows accounts, which are administrators. */
  trusted(name: string): Login {
    const known = this.find(name);
    if (known) return known;
    const isWindows = isWindowsName(name);
    const account: Login = {
      name,
      roles: isWindows ? administrators : [],
      isSysadmin: isWindows,
      isDisabled: false,
      type: isWindows ? 'U' : 'S',
      sid: windowsSid(name),
      principalId: 0,
    };
    if (isWindows) this.#accounts.set(account.sid, account);
    return account;
  }

  /** Why nobody vouches for the account; `undefined` where somebody does, or nobody has to. */
  accountRefusal(name: string): AccountRefusal | undefined {
    if (this.deletedAccounts.has(name)) return '0x534';
    return isDomainName(name) && !this.hasDomain ? '0x54b' : undefined;
  }

  bySid(sid: Buffer): Login | undefined {
    return [...this.#known, ...this.#accounts.values()].find((login) => sid.equals(Buffer.from(login.sid, 'hex')));
  }
}
