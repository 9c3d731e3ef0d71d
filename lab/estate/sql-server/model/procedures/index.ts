/** System procedures of an instance that need no msdb: sp_who and its kin; the file helpers are in files.ts. */
import type { ObjectName, Procedure } from '../../contract';
import type { Instance } from '../instance';
import { refusal } from '../refusals';
import { requestOf } from '../sessions';
import { answer, textArgument } from './answer';
import type { Procedures } from './answer';
import { fileProcedures } from './files';
import { dbaProcedures } from '../dba/procedures';
import { serverRoleProcedures } from './server-role-members';

const sysname = { name: 'nvarchar', length: 128 } as const;

const spWho = (instance: Instance): Procedure => ({
  parameters: [{ name: '@loginame', type: sysname, default: null }],
  run: async (call) =>
    answer(
      call,
      'spid smallint, ecid smallint, status nchar(30), loginame nvarchar(128), hostname nchar(128), blk char(5), dbname nvarchar(128), cmd nchar(16), request_id int',
      instance.registry.all.map((live) => ({
        spid: live.id,
        ecid: 0,
        status: (requestOf(live) ? 'runnable' : 'sleeping').padEnd(30),
        loginame: live.login.name,
        hostname: live.hostName.padEnd(128),
        blk: '0    ',
        dbname: live.engine.database,
        cmd: (requestOf(live)?.command ?? 'AWAITING COMMAND').slice(0, 16).padEnd(16),
        request_id: 0,
      })),
    ),
});

const spWho2 = (instance: Instance): Procedure => ({
  parameters: [{ name: '@loginame', type: sysname, default: null }],
  run: async ({ reply }) => {
    const text = { name: 'nvarchar', length: 128 } as const;
    const names = [
      'SPID',
      'Status',
      'Login',
      'HostName',
      'BlkBy',
      'DBName',
      'Command',
      'CPUTime',
      'DiskIO',
      'LastBatch',
      'ProgramName',
      'SPID',
      'REQUESTID',
    ];
    reply.columns(names.map((name) => ({ name, type: text })));
    for (const live of instance.registry.all) {
      const spid = String(live.id).padEnd(5);
      const lastBatch = live.lastRequestAt.toISOString().slice(5, 19).replace('T', ' ').replace('-', '/');
      const request = requestOf(live);
      reply.row([
        spid,
        request ? 'RUNNABLE' : 'sleeping',
        live.login.name,
        live.hostName,
        '  .',
        live.engine.database,
        request?.command ?? 'AWAITING COMMAND',
        '0',
        '0',
        lastBatch,
        live.programName,
        spid,
        '0    ',
      ]);
    }
    reply.done(instance.registry.all.length);
    return 0;
  },
});

/** Report lists the SQL users without a login; Update_One and Auto_Fix map one to the login of a name. */
const spChangeUsersLogin = (instance: Instance): Procedure => ({
  parameters: [
    { name: '@action', type: { name: 'varchar', length: 10 } },
    { name: '@usernamepattern', type: sysname, default: null },
    { name: '@loginname', type: sysname, default: null },
    { name: '@password', type: sysname, default: null },
  ],
  run: async (call) => {
    const database = instance.require(call.session.database);
    if (!instance.isAdministrator(call.session, database)) throw refusal(15247);
    const isOrphan = ({ type, sid }: (typeof database.users)[number]): boolean =>
      type === 'S' && !instance.logins.all.some((login) => login.sid === sid);
    const action = textArgument(call, '@action').toLowerCase();
    if (action === 'report') {
      const orphans = database.users
        .filter(isOrphan)
        .map(({ name, sid }) => ({ UserName: name, UserSID: Buffer.from(sid, 'hex') }));
      return answer(call, 'UserName sysname, UserSID varbinary(85)', orphans);
    }
    const pattern = textArgument(call, '@usernamepattern');
    const user = database.users.find(({ name, type }) => type === 'S' && name.toLowerCase() === pattern.toLowerCase());
    const login = instance.logins.find(action === 'auto_fix' ? pattern : textArgument(call, '@loginname'));
    if (!user) throw refusal(15151, 'find', 'user', pattern);
    if (!login) throw refusal(15007, textArgument(call, '@loginname') || pattern);
    instance.write(database, [
      { kind: 'users', users: database.users.map((one) => (one === user ? { ...one, sid: login.sid } : one)) },
    ]);
    instance.changed(`user ${user.name} of ${database.name}`);
    return 0;
  },
});

const known: Procedures = {
  sp_who: spWho,
  sp_who2: spWho2,
  sp_change_users_login: spChangeUsersLogin,
  ...fileProcedures,
  ...serverRoleProcedures,
  ...dbaProcedures,
};

/** The procedure that a name means: of the server itself, or of msdb. */
export function procedureOf(name: ObjectName, currentDatabase: string, instance: Instance): Procedure | undefined {
  const lower = name.name.toLowerCase();
  const database = (name.database ?? currentDatabase).toLowerCase();
  const ofServer = known[lower];
  const isReachable = lower.startsWith('sp_') || database === 'master';
  if (ofServer) return isReachable ? ofServer(instance) : undefined;
  const found = instance.msdb.procedure(lower);
  if (!found) return undefined;
  return found.database === database || (found.database === 'master' && lower.startsWith('sp_'))
    ? found.procedure
    : undefined;
}
