/** How a built-in function is written down: its arity, its type, and what it does with values that are not NULL. */
import type { SqlType, SqlTypeName, SqlValue } from '../../contract';
import { coerce } from '../compiled';
import type { Compiled } from '../compiled';
import type { Environment } from '../environment';
import { isUnicode } from '../types';

export interface FunctionDefinition {
  readonly least: number;
  readonly most: number;
  build(given: readonly Compiled[], environment: Environment): Compiled;
}

export type FunctionTable = Readonly<Record<string, FunctionDefinition>>;

export const int: SqlType = { name: 'int' };
export const longText: SqlType = { name: 'nvarchar', length: 4000 };
export const sysname: SqlType = { name: 'nvarchar', length: 128 };

type ResultType = SqlType | ((given: readonly Compiled[]) => SqlType);

const typeFor = (type: ResultType, given: readonly Compiled[]): SqlType =>
  typeof type === 'function' ? type(given) : type;

/** A function of converted arguments that is NULL when one of them is. */
export function scalar(
  parameters: readonly SqlType[],
  type: ResultType,
  apply: (values: readonly SqlValue[], environment: Environment, given: readonly Compiled[]) => SqlValue,
  least = parameters.length,
): FunctionDefinition {
  return {
    least,
    most: parameters.length,
    build(given, environment) {
      const converted = given.map((item, index) => coerce(item, parameterType(parameters[index]!, item)));
      return {
        type: typeFor(type, given),
        evaluate: () => {
          const values = converted.map((item) => item.evaluate());
          return values.includes(null) ? null : apply(values, environment, given);
        },
      };
    },
  };
}

/** Text stays in its own type, so that `char` keeps its blanks and `max` its length. */
function parameterType(wanted: SqlType, given: Compiled): SqlType {
  const textNames: readonly SqlTypeName[] = ['char', 'varchar', 'nchar', 'nvarchar', 'text', 'ntext', 'xml'];
  if (wanted.name === 'sql_variant') return given.type;
  return textNames.includes(wanted.name) && given.untyped !== true && textNames.includes(given.type.name)
    ? given.type
    : wanted;
}

/** A function of the session alone. */
export const niladic = (type: SqlType, apply: (environment: Environment) => SqlValue): FunctionDefinition => ({
  least: 0,
  most: 0,
  build: (_, environment) => ({ type, evaluate: () => apply(environment) }),
});

/** The text type of the first argument with another length. */
export const textLike =
  (length?: number | 'max') =>
  (given: readonly Compiled[]): SqlType => {
    const type = given[0]!.type;
    const name = isUnicode(type) ? 'nvarchar' : 'varchar';
    return { name, length: length ?? type.length ?? (name === 'nvarchar' ? 4000 : 8000) };
  };
