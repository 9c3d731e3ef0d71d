/** Functions and @@variables that tell of the session, the server and the error in hand. */
import type { SqlType, SqlValue } from '../../contract';
import { parseName } from '../../language/parse-name';
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
  object_id: scalar(
    [longText, sysname],
    int,
    ([name], { facts, session }) => facts.metadata?.objectId(parseName(textOf(name)), session.database) ?? null,
    1,
  ),
  object_name: scalar(
    [int, int],
    sysname,
    ([id, database], { facts, session }) => {
      const inside = database === undefined ? session.database : facts.databaseName(asNumber(database));
      return inside === null ? null : (facts.metadata?.objectName(asNumber(id!), inside) ?? null);
    },
    1,
  ),
  databasepropertyex: scalar(
    [sysname, sysname],
    variant,
    ([database, property], { facts }) => facts.metadata?.databaseProperty(textOf(database), textOf(property)) ?? null,
  ),
  suser_sname: loginBySid,
  system_user: niladic(sysname, ({ session }) => session.login),
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
  xact_state: niladic(smallint, ({ state }) => (state.doomed ? -1 : state.transactionDepth > 0 ? 1 : 0)),
  error_number: ofError(int, ({ error }) => error.details.number),
  error_severity: ofError(int, ({ error }) => error.details.severity),
  error_state: ofError(int, ({ error }) => error.details.state),
  error_message: ofError(longText, ({ error }) => error.details.text),
  error_line: ofError(int, ({ line }) => line),
  error_procedure: ofError(sysname, ({ error }) => error.details.procedure ?? null),
};

/** By lower-case name with both at-signs. */
export const globalVariables: Readonly<
  Record<string, { readonly type: SqlType; readonly read: (environment: Environment) => SqlValue }>
> = {
  '@@version': { type: { name: 'nvarchar', length: 300 }, read: ({ facts }) => facts.versionText },
  '@@servername': { type: sysname, read: ({ facts }) => facts.name },
  '@@spid': { type: smallint, read: ({ state }) => state.id },
  '@@rowcount': { type: int, read: ({ state }) => state.rowCount },
  '@@error': { type: int, read: ({ state }) => state.error },
  '@@trancount': { type: int, read: ({ state }) => state.transactionDepth },
  '@@lock_timeout': { type: int, read: ({ state }) => state.options.lockTimeout },
};
