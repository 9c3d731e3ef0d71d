/** Functions and @@variables that tell of the session, the server and the error in hand. */
import type { SqlType, SqlValue } from '../../contract';
import { asNumber } from '../convert';
import { commonTypeOfCompiled, coerce } from '../compiled';
import type { Environment } from '../environment';
import { int, longText, niladic, scalar, sysname } from './define';
import type { FunctionDefinition, FunctionTable } from './define';
import { textOf } from '../text-of';

const smallint: SqlType = { name: 'smallint' };
const variant: SqlType = { name: 'sql_variant' };

/** NULL when the argument is NULL, the session's own value when there is none. */
const optional = (
  type: SqlType,
  parameter: SqlType,
  own: (environment: Environment) => SqlValue,
  of: (value: SqlValue, environment: Environment) => SqlValue,
): FunctionDefinition =>
  scalar(
    [parameter],
    type,
    ([value], environment) => (value === undefined ? own(environment) : of(value, environment)),
    0,
  );

/** The login that a SID belongs to; without a SID the session's own. */
const loginBySid = optional(
  sysname,
  { name: 'varbinary', length: 85 },
  ({ session }) => session.login,
  (sid, { facts }) => (Buffer.isBuffer(sid) ? facts.loginName(sid) : null),
);

const login = niladic(sysname, ({ session }) => session.login);
const databaseUser = niladic(sysname, ({ session }) => (session.isSysadmin ? 'dbo' : session.login));

const ofError = (
  type: SqlType,
  read: (caught: NonNullable<Environment['caught']>) => SqlValue,
): FunctionDefinition => ({
  least: 0,
  most: 0,
  build: (_, environment) => ({
    type,
    evaluate: () => (environment.caught === undefined ? null : read(environment.caught)),
  }),
});

export const systemFunctions: FunctionTable = {
  db_name: optional(
    sysname,
    int,
    ({ session }) => session.database,
    (id, { facts }) => facts.databaseName(asNumber(id)),
  ),
  db_id: optional(
    smallint,
    sysname,
    ({ facts, session }) => facts.databaseId(session.database),
    (name, { facts }) => facts.databaseId(textOf(name)),
  ),
  suser_sname: loginBySid,
  suser_name: niladic(sysname, ({ session }) => session.login),
  original_login: niladic(sysname, ({ originalLogin }) => originalLogin),
  system_user: login,
  user_name: optional(
    sysname,
    int,
    ({ session }) => (session.isSysadmin ? 'dbo' : session.login),
    (id) => (id === 1 ? 'dbo' : null),
  ),
  current_user: databaseUser,
  session_user: databaseUser,
  user: databaseUser,
  host_name: niladic(sysname, ({ session }) => session.hostName),
  app_name: niladic(sysname, ({ session }) => session.programName),
  serverproperty: scalar([sysname], variant, ([name], { facts }) => facts.serverProperty(textOf(name))),
  is_srvrolemember: scalar(
    [sysname, sysname],
    int,
    ([role, other], { facts, session }) => {
      const isMember = facts.isServerRoleMember(textOf(role), session, other === undefined ? undefined : textOf(other));
      return isMember === null ? null : Number(isMember);
    },
    1,
  ),
  has_perms_by_name: {
    least: 3,
    most: 5,
    build: (given, { facts, session }) => ({
      type: int,
      evaluate: () => {
        const permission = given[2]!.evaluate();
        return permission === null ? null : Number(facts.hasPermission(textOf(permission), session));
      },
    }),
  },
  isnull: {
    least: 2,
    most: 2,
    // The type of the first argument wins, whatever the second one is.
    build: ([value, instead]) => {
      const type = value!.untyped === true ? instead!.type : value!.type;
      const replacement = coerce(instead!, type);
      return { type, evaluate: () => value!.evaluate() ?? replacement.evaluate() };
    },
  },
  coalesce: {
    least: 2,
    most: 1000,
    build: (given) => {
      const type = commonTypeOfCompiled(given);
      const items = given.map((item) => coerce(item, type));
      return {
        type,
        evaluate: () => {
          for (const item of items) {
            const value = item.evaluate();
            if (value !== null) return value;
          }
          return null;
        },
      };
    },
  },
  scope_identity: niladic({ name: 'numeric', precision: 38, scale: 0 }, ({ state }) => state.identity),
  xact_state: niladic(smallint, ({ state }) => (state.doomed ? -1 : state.transactionDepth > 0 ? 1 : 0)),
  error_number: ofError(int, ({ error }) => error.details.number),
  error_severity: ofError(int, ({ error }) => error.details.severity),
  error_state: ofError(int, ({ error }) => error.details.state),
  error_message: ofError(longText, ({ error }) => error.details.text),
  error_line: ofError(int, ({ line }) => line),
  error_procedure: ofError(sysname, ({ error }) => error.details.procedure ?? null),
};

const numericIdentity: SqlType = { name: 'numeric', precision: 38, scale: 0 };

/** By lower-case name with both at-signs. */
export const globalVariables: Readonly<
  Record<string, { readonly type: SqlType; readonly read: (environment: Environment) => SqlValue }>
> = {
  '@@version': { type: { name: 'nvarchar', length: 300 }, read: ({ facts }) => facts.versionText },
  '@@servername': { type: sysname, read: ({ facts }) => facts.name },
  '@@servicename': { type: sysname, read: ({ facts }) => facts.name.split('\\')[1] ?? 'MSSQLSERVER' },
  '@@spid': { type: smallint, read: ({ state }) => state.id },
  '@@rowcount': { type: int, read: ({ state }) => state.rowCount },
  '@@error': { type: int, read: ({ state }) => state.error },
  '@@trancount': { type: int, read: ({ state }) => state.transactionDepth },
  '@@identity': { type: numericIdentity, read: ({ state }) => state.identity },
  '@@language': { type: sysname, read: ({ state }) => state.options.language },
  '@@langid': { type: smallint, read: () => 0 },
  '@@max_precision': { type: { name: 'tinyint' }, read: () => 38 },
  '@@max_connections': { type: int, read: () => 32_767 },
  '@@textsize': { type: int, read: ({ state }) => state.options.textSize },
  '@@lock_timeout': { type: int, read: ({ state }) => state.options.lockTimeout },
  '@@datefirst': { type: { name: 'tinyint' }, read: ({ state }) => state.options.dateFirst },
  '@@options': {
    type: int,
    read: ({ state }) => 5_496 | (state.options.noCount ? 512 : 0) | (state.options.xactAbort ? 16_384 : 0),
  },
  '@@nestlevel': { type: int, read: () => 0 },
  '@@procid': { type: int, read: () => 0 },
  '@@fetch_status': { type: int, read: ({ state }) => state.fetchStatus },
  '@@cursor_rows': { type: int, read: ({ state }) => state.cursorRows },
};
